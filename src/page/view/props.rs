//! What the parts of the page take: the model, where commands go, and the elements that the browser
//! measures.

use yew::prelude::*;

use compare::Side;
use page_core::command::Command;
use page_core::command::pointer::PointerInput;
use page_core::model::Model;
use page_core::pane::Pane;

/// What the page shows, and where its commands go.
#[derive(Clone, Copy)]
pub struct Page<'a> {
    /// The state.
    pub model: &'a Model,
    /// Takes commands.
    pub send: &'a Senders,
    /// The elements that are measured.
    pub places: &'a Places,
}

impl Page<'_> {
    /// The active pane.
    pub fn pane(&self) -> &Pane {
        self.model.panes.active()
    }
}

/// The elements that the browser measures and moves.
#[derive(Default)]
pub struct Places {
    /// The page.
    pub root: NodeRef,
    /// The stages, the left one first.
    pub stages: [NodeRef; 2],
    /// The frames of the timelines, the left one first.
    pub timelines: [NodeRef; 2],
}

/// Where commands go. Made once, so that what has not changed is not drawn anew.
pub struct Senders {
    /// Takes commands.
    pub run: Callback<Command>,
    /// Takes what pointers do on a single stage.
    pub point: Callback<PointerInput>,
    runs: [Callback<Command>; 2],
    points: [Callback<PointerInput>; 2],
}

impl Senders {
    /// All of them, from the one that takes commands.
    pub fn new(run: Callback<Command>) -> Senders {
        let on = |side: Side| run.reform(move |it: Command| Command::On(side, Box::new(it)));
        let runs = Side::BOTH.map(on);
        let points = runs.each_ref().map(|run| run.reform(Command::Pointer));
        Senders { point: run.reform(Command::Pointer), runs, points, run }
    }

    /// What takes the commands of a side and what its pointers do, where there are two.
    pub fn on(&self, side: Side, two: bool) -> (&Callback<Command>, &Callback<PointerInput>) {
        match two {
            true => (&self.runs[side.index()], &self.points[side.index()]),
            false => (&self.run, &self.point),
        }
    }
}
