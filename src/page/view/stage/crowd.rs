//! The box of a crowd: how many nodes are how, to be dragged and opened as one.

use crate::view::kept::Part;
use crate::view::shapes::piece;
use page_core::command::{Command, Selection};
use page_core::shared::{Declared, Same, px};
use pattern::declare::Info;
use view::crowd::{Count, pieces, words};
use view::layout::Layout;
use yew::prelude::*;

/// A crowd where it stands.
pub struct CrowdBox {
    /// What the pattern declares.
    pub info: Declared<Info>,
    /// Where things stand.
    pub layout: Same<Layout>,
    /// The crowd, by its place in the layout.
    pub index: usize,
    /// How many are how.
    pub counts: Vec<Count>,
    /// Whether it is selected.
    pub selected: bool,
    /// Whether the pointer drags it.
    pub dragged: bool,
    /// Carries out what the user does.
    pub run: Callback<Command>,
}

impl PartialEq for CrowdBox {
    fn eq(&self, other: &CrowdBox) -> bool {
        let flags = |it: &CrowdBox| (it.index, it.selected, it.dragged);
        self.layout == other.layout && flags(self) == flags(other) && self.counts == other.counts
    }
}

impl Part for CrowdBox {
    fn view(&self) -> Html {
        let crowd = &self.layout.crowds[self.index];
        let role = &self.info.0.roles[usize::from(crowd.role)];
        let (index, at, run) = (self.index, crowd.area.centre(), self.run.clone());
        let onkeydown = Callback::from(move |event: KeyboardEvent| {
            if matches!(event.key().as_str(), "Enter" | " ") {
                event.prevent_default();
                run.emit(Command::Open(Selection::Crowd(index), at));
            }
        });
        let class = classes!(
            "crowd",
            self.selected.then_some("selected"),
            self.dragged.then_some("dragged"),
        );
        let shapes: Html = pieces(crowd, role, &self.counts).iter().map(piece).collect();
        let area = crowd.area.grown(5.0);
        html! {
            <g {class} role="button" tabindex="0" aria-haspopup="dialog" {onkeydown}
                aria-label={words(crowd, role, &self.counts)} data-crowd={index.to_string()}
                data-members={crowd.members.len().to_string()}>
                <rect class="focus" x={px(area.left)} y={px(area.top)} width={px(area.width())}
                    height={px(area.height())} rx="12" />
                { shapes }
            </g>
        }
    }
}
