//! The form of a note over the stage.

pub mod form;
pub mod list;
use crate::view::props::Page;
use view::geometry::point;
use yew::Html;

impl Page<'_> {
    /// The form, if it is open, for where a menu would be.
    pub fn note_form(&self) -> Option<Html> {
        let form = self.model.notes.form.as_ref()?;
        let layout = self.pane().picture.shown();
        let beside = |id| self.pane().hand.zoom().onto(layout.at(id));
        let at = form.node().map_or(point(layout.size.0 / 2.0 - 203.0, 40.0), beside);
        Some(form::form(form, at, &self.pane().names, &self.send.run))
    }
}
