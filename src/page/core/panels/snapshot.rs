//! What the panels show of a moment.

use crate::pane::Pane;
use crate::panels::layout::Panel;
use pattern::declare::Info;
use view::history::faults;
use view::situation;

use crate::command::Selection;
use crate::comparison::table::Shown;
use crate::panels::events::Listing;
use crate::panels::past::Past;
use crate::session::compared::Compared;
use crate::shared::Same;
use kernel::flights::Flight;
use kernel::ids::{Names, NodeId};
use kernel::narrate::Line;
use kernel::time::Time;
use pattern::view::MessageView;
use run::frame::Frame;
use scenario::{Course, Scenario};
use std::rc::Rc;
use view::history::History;
use view::plot::Plots;
use view::waterfall::Waterfall;

/// A moment as the panels see it. While the run plays it is renewed a few times a second.
pub struct Snapshot {
    /// The moment.
    pub frame: Same<Frame>,
    /// The cursor's time.
    pub now: Time,
    /// What is selected.
    pub selection: Selection,
    /// The node that the panels tell of.
    pub node: NodeId,
    /// The selected message, while it is in flight.
    pub message: Option<MessageView>,
    /// The table of events.
    pub listing: Listing,
    /// The nodes' names.
    pub names: Names,
    /// The scenario of the course that is shown.
    pub scenario: Same<Scenario>,
    /// The scenario with all its branches.
    pub document: Same<Scenario>,
    /// Which course is shown.
    pub course: Course,
    /// What comparing it with another came to.
    pub compared: Option<Rc<Compared>>,
    /// The words for the records that broken properties blame.
    pub blamed: Vec<Line>,
    /// The pattern's charts.
    pub plots: Same<Plots>,
    /// The trace that is shown; none if nobody opens spans.
    pub waterfall: Option<Waterfall>,
    /// What two sides come to, while there are two.
    pub beside: Option<Rc<Shown>>,
    /// Whether clients ask for anything.
    pub asked: bool,
    /// The broken properties that blame what they were told.
    pub misplaced: Vec<&'static str>,
    /// What they asked and were told lately.
    pub history: History,
    /// The moment in sentences.
    pub situation: Vec<String>,
    /// The node that the panels tell of before its last event.
    pub past: Option<Rc<Past>>,
    /// What led to the selected message.
    pub because: Vec<Line>,
    /// Why the last text given to the list of faults was refused.
    pub fault_error: Option<String>,
}

impl Snapshot {
    /// Whether there is anything to show in a panel.
    pub fn is_there(&self, info: &Info, panel: Panel) -> bool {
        match panel {
            Panel::Message => self.selected_flight().is_some(),
            Panel::Branches => !self.document.branches.is_empty(),
            Panel::Chart(index) => usize::from(index) < info.charts.len(),
            Panel::Trace => self.waterfall.is_some(),
            Panel::Figures | Panel::Parting => self.beside.is_some(),
            Panel::History => self.asked,
            _ => true,
        }
    }

    /// The selected message, while it is on its way.
    pub fn selected_flight(&self) -> Option<(&Flight, &MessageView)> {
        let flight =
            self.frame.flights.iter().find(|it| self.selection == Selection::Message(it.id));
        flight.zip(self.message.as_ref())
    }
}

/// The moment as the panels see it.
pub fn snapshot(desk: &mut Pane) -> Snapshot {
    let node = desk.subject();
    let (session, selection) = (&mut desk.session, desk.selection);
    let frame = Rc::clone(session.frame());
    let message = match selection {
        Selection::Message(id) => session.sim().message(id),
        Selection::Nothing | Selection::Node(_) | Selection::Link(..) | Selection::Crowd(_) => None,
    };
    Snapshot {
        now: session.now(),
        selection,
        node,
        message,
        listing: Listing::default(),
        names: Names::clone(&desk.names),
        scenario: Same(Rc::clone(session.scenario())),
        document: Same(Rc::clone(session.document())),
        course: session.course(),
        fault_error: None,
        compared: None,
        blamed: Vec::new(),
        plots: Same::new(Plots::new(session.info())),
        waterfall: None,
        beside: None,
        asked: !session.sim().history().is_empty(),
        misplaced: faults(session.sim().history(), &frame.properties)
            .into_iter()
            .map(|fault| fault.property)
            .collect(),
        history: History::default(),
        situation: situation::told(session.info(), &desk.names, &frame, session.now()),
        past: None,
        because: Vec::new(),
        frame: Same(frame),
    }
}
