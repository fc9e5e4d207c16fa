//! Runs until a condition comes true.
use crate::command::{Command, Selection};
use crate::effect::Effect;
pub use crate::model::Model;
pub use crate::until::{BUTTON, FIELD, FRAME_MS};

impl Model {
    /// Opens or closes the box, and takes the focus along.
    pub fn open_until(&mut self, open: bool) {
        self.until.set_open(open);
        self.ask(Effect::Focus(if open { FIELD } else { BUTTON }));
    }

    /// Goes to where something typed comes true, or begins to look for it.
    pub fn run_until(&mut self, text: String) {
        let side = self.panes.are_two().then(|| self.panes.side());
        if let Some(at) = self.until.begin(&mut self.panes.active_mut().session, side, text) {
            self.open_until(false);
            self.conduct(Command::Seek(at));
        }
    }

    /// An animation frame of a search. True if it is over.
    pub fn look_on(&mut self) -> bool {
        if !self.until.is_looking() {
            return false;
        }
        // Whoever turns to the other side meanwhile is still told of the one that was meant.
        let meant = self.until.scout.as_ref().and_then(|scout| scout.side);
        let desk = meant.and_then(|side| self.panes.on(side)).unwrap_or(self.panes.active());
        let late = self.lasting(FRAME_MS);
        let of = (desk.session.work(), desk.session.edition());
        if let Some((node, at)) = self.until.look(of, &late) {
            if meant.is_some_and(|side| side != self.panes.side()) {
                self.turn();
            }
            self.open_until(false);
            self.conduct(Command::Seek(at));
            self.panes.active_mut().selection = Selection::Node(node);
        }
        !self.until.is_looking()
    }
}
