//! Words beside messages in flight: what is in the one that is pointed at, and while time passes
//! slowly the kinds of all, where there is room.
//!
//! The elements are made once and kept. Where captions can stand is
//! [`view::captions`]'s business.

use view::captions::place;
use view::geometry::{Point, within};
use view::layout::Layout;
use web_sys::{Element, SvgTransform};

/// The captions.
#[derive(Default)]
pub struct Captions {
    list: Vec<Caption>,
}

/// A caption's element.
pub struct Caption {
    /// The text.
    pub element: Element,
    /// Where it is.
    pub place: SvgTransform,
    /// What it says; nothing while it is hidden.
    pub words: &'static str,
}

/// Words beside the message that is pointed at.
pub struct Label {
    /// All of it.
    pub element: Element,
    /// Its ground.
    pub room: Element,
    /// Its text.
    pub text: Element,
    /// Where it is.
    pub place: SvgTransform,
    /// What it says.
    pub words: String,
}

impl Captions {
    /// Writes the kinds of messages at these points, and nothing else; `more` makes an element.
    pub fn draw(
        &mut self,
        layout: &Layout,
        messages: &[(Point, &'static str)],
        more: impl Fn() -> Option<Caption>,
    ) {
        if messages.is_empty() && self.list.iter().all(|it| it.words.is_empty()) {
            return;
        }
        for (nth, foot) in place(layout, messages).into_iter().enumerate() {
            if nth == self.list.len() {
                let Some(caption) = more() else { return };
                self.list.push(caption);
            }
            match foot {
                Some(foot) => self.list[nth].show(foot, messages[nth].1),
                None => self.list[nth].hide(),
            }
        }
        self.list.iter_mut().skip(messages.len()).for_each(Caption::hide);
    }
}

impl Caption {
    fn show(&mut self, foot: Point, words: &'static str) {
        if self.words != words {
            if self.words.is_empty() {
                let _ = self.element.remove_attribute("display");
            }
            self.words = words;
            self.element.set_text_content(Some(words));
        }
        let _ = self.place.set_translate(foot.x as f32, foot.y as f32);
    }

    fn hide(&mut self) {
        if !self.words.is_empty() {
            self.words = "";
            let _ = self.element.set_attribute("display", "none");
        }
    }
}

impl Label {
    /// Says something of what is at a point, above it and within the stage.
    pub fn show(&mut self, at: Point, words: &str, right: f64) {
        let width = words.chars().count() as f64 * 6.7 + 18.0;
        if self.words != words {
            self.words = words.into();
            self.text.set_text_content(Some(words));
            let _ = self.text.set_attribute("x", "9");
            let _ = self.text.set_attribute("y", "16");
            let _ = self.room.set_attribute("width", &(width as u32).to_string());
            let _ = self.room.set_attribute("height", "24");
            let _ = self.room.set_attribute("rx", "6");
            let _ = self.element.remove_attribute("display");
        }
        let x = within(at.x - width / 2.0, 4.0, right - width - 4.0);
        let above = at.y - 40.0;
        let y = if above < 4.0 { at.y + 16.0 } else { above };
        let _ = self.place.set_translate(x as f32, y as f32);
    }

    /// Says nothing.
    pub fn hide(&mut self) {
        if !self.words.is_empty() {
            self.words.clear();
            let _ = self.element.set_attribute("display", "none");
        }
    }
}
