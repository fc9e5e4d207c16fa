//! How the side panel is arranged: which panels stand in Watch and in which order, which are
//! folded, how wide it is, whether it is there at all.
//!
//! It is a way of looking: kept in the browser, never in the scenario. What was kept by another
//! version, or by nobody, is read as far as it makes sense. Knows no browser.

use crate::command::tab::Tab;

/// One of the side panel's panels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// What the pattern promises.
    Properties,
    /// The state diagram of a node.
    StateMachine,
    /// The moment in sentences.
    Situation,
    /// The table of events.
    Events,
    /// The selected message.
    Message,
    /// The messages on their way.
    Flights,
    /// A node's variables.
    Variables,
    /// A node's timers.
    Timers,
    /// What clients asked and were told.
    History,
    /// The field for another action.
    NewAction,
    /// What the scenario says in notes.
    Notes,
    /// The courses of the scenario.
    Branches,
    /// All actions.
    Actions,
    /// The pattern's parameters.
    Parameters,
    /// How all links behave.
    Network,
    /// What can be switched off.
    Safeguards,
    /// One of the pattern's charts.
    Chart(u8),
    /// A trace as a waterfall.
    Trace,
    /// What two sides come to.
    Figures,
    /// Where two sides part.
    Parting,
}

/// All of them but the charts: the id under which it is kept, its name, the tab that it is under.
const ALL: [(Panel, &str, &str, Tab); 19] = [
    (Panel::Properties, "properties", "Properties", Tab::Watch),
    (Panel::Events, "events", "Events", Tab::Events),
    (Panel::Situation, "situation", "In words", Tab::Events),
    (Panel::Message, "message", "Message", Tab::Inspect),
    (Panel::Variables, "variables", "Variables", Tab::Inspect),
    (Panel::Timers, "timers", "Timers", Tab::Inspect),
    (Panel::StateMachine, "state-machine", "State machine", Tab::Inspect),
    (Panel::Flights, "flights", "In flight", Tab::Inspect),
    (Panel::History, "history", "Client history", Tab::History),
    (Panel::NewAction, "new-action", "Add an action", Tab::Faults),
    (Panel::Notes, "notes", "Notes", Tab::Faults),
    (Panel::Branches, "branches", "Branches", Tab::Faults),
    (Panel::Actions, "actions", "Actions of this scenario", Tab::Faults),
    (Panel::Parameters, "parameters", "Parameters", Tab::Setup),
    (Panel::Network, "network", "Network", Tab::Setup),
    (Panel::Safeguards, "safeguards", "Safeguards", Tab::Setup),
    (Panel::Trace, "trace", "Trace", Tab::Trace),
    (Panel::Figures, "figures", "Figures", Tab::Compare),
    (Panel::Parting, "parting", "First difference", Tab::Compare),
];

/// How many charts a pattern can have here.
const CHARTS_MAX: u8 = 16;

impl Panel {
    /// All panels that there can be, in the order of their tabs.
    pub fn all() -> impl Iterator<Item = Panel> {
        ALL.iter().map(|it| it.0).chain((0..CHARTS_MAX).map(Panel::Chart))
    }

    /// Its name; a chart has one of its own.
    pub fn name(self) -> &'static str {
        ALL.iter().find(|it| it.0 == self).map_or("Chart", |it| it.2)
    }

    /// The tab that it is under when it is not in Watch.
    pub fn home(self) -> Tab {
        ALL.iter().find(|it| it.0 == self).map_or(Tab::Charts, |it| it.3)
    }

    /// The id under which it is kept, which is also part of its element's.
    pub fn id(self) -> String {
        match self {
            Panel::Chart(index) => format!("chart-{index}"),
            _ => ALL.iter().find(|it| it.0 == self).map_or("", |it| it.1).into(),
        }
    }

    /// The panel of an id.
    pub fn of(id: &str) -> Option<Panel> {
        Panel::all().find(|it| it.id() == id)
    }
}

/// The narrowest and the widest that the side panel gets, in pixels.
pub const WIDTHS: (u16, u16) = (260, 900);

/// The arrangement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PanelLayout {
    /// What stands in Watch, from above.
    pub watch: Vec<Panel>,
    /// What is folded, wherever it stands.
    pub folded: Vec<Panel>,
    /// The width that the user gave it.
    pub width: Option<u16>,
    /// Whether it makes room for the stage.
    pub hidden: bool,
    /// Whether nothing is announced while the run plays.
    pub silent: bool,
}

impl Default for PanelLayout {
    fn default() -> PanelLayout {
        PanelLayout {
            watch: vec![Panel::Properties, Panel::StateMachine, Panel::Events],
            folded: Vec::new(),
            width: None,
            hidden: false,
            silent: false,
        }
    }
}

impl PanelLayout {
    /// The arrangement that was kept as a text.
    pub fn read(text: &str) -> PanelLayout {
        let mut shelf = PanelLayout::default();
        for line in text.lines().take(16) {
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            match word {
                "watch" => shelf.watch = panels(rest),
                "folded" => shelf.folded = panels(rest),
                "width" => shelf.width = rest.parse().ok().map(within),
                "hidden" => shelf.hidden = true,
                "silent" => shelf.silent = true,
                // Of another version.
                _ => {}
            }
        }
        shelf
    }

    /// The arrangement as a text.
    pub fn write(&self) -> String {
        let ids = |panels: &[Panel]| panels.iter().map(|it| it.id()).collect::<Vec<_>>().join(" ");
        let mut text = format!("watch {}\nfolded {}", ids(&self.watch), ids(&self.folded));
        if let Some(width) = self.width {
            text += &format!("\nwidth {width}");
        }
        for (on, word) in [(self.hidden, "\nhidden"), (self.silent, "\nsilent")] {
            text += if on { word } else { "" };
        }
        text
    }

    /// Whether it differs from the default in anything but what is hidden or silent.
    pub fn is_arranged(&self) -> bool {
        let default = PanelLayout::default();
        (&self.watch, &self.folded, self.width) != (&default.watch, &default.folded, default.width)
    }

    /// Puts panels, folds and width back as they are for everybody.
    pub fn reset(&mut self) {
        let (hidden, silent) = (self.hidden, self.silent);
        *self = PanelLayout { hidden, silent, ..PanelLayout::default() };
    }

    /// Whether a panel stands in Watch.
    pub fn keeps(&self, panel: Panel) -> bool {
        self.watch.contains(&panel)
    }

    /// Whether a panel is folded.
    pub fn is_folded(&self, panel: Panel) -> bool {
        self.folded.contains(&panel)
    }

    /// Folds or unfolds a panel.
    pub fn fold(&mut self, panel: Panel) {
        if self.is_folded(panel) {
            self.folded.retain(|it| *it != panel);
        } else {
            self.folded.push(panel);
        }
    }

    /// Puts a panel into Watch, at its end, or takes it out.
    pub fn keep(&mut self, panel: Panel, kept: bool) {
        self.watch.retain(|it| *it != panel);
        if kept {
            self.watch.push(panel);
            self.folded.retain(|it| *it != panel);
        }
    }

    /// Moves a panel within Watch to before or after another.
    pub fn put_beside(&mut self, panel: Panel, other: Panel, after: bool) {
        if panel == other || !self.keeps(panel) {
            return;
        }
        self.watch.retain(|it| *it != panel);
        let place = self.watch.iter().position(|it| *it == other);
        let place = place.map_or(self.watch.len(), |it| it + usize::from(after));
        self.watch.insert(place, panel);
    }

    /// Takes a width, as far as it is one.
    pub fn widen(&mut self, width: f64) {
        self.width = Some(within(width.max(0.0) as u16));
    }
}

fn within(width: u16) -> u16 {
    width.clamp(WIDTHS.0, WIDTHS.1)
}

/// The panels of a list of ids, each once.
fn panels(ids: &str) -> Vec<Panel> {
    let mut panels = Vec::new();
    for panel in ids.split_whitespace().filter_map(Panel::of) {
        if !panels.contains(&panel) {
            panels.push(panel);
        }
    }
    panels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrangement_is_read_as_it_was_written() {
        let mut shelf = PanelLayout::default();
        shelf.keep(Panel::Chart(1), true);
        shelf.keep(Panel::StateMachine, false);
        shelf.put_beside(Panel::Events, Panel::Properties, false);
        shelf.fold(Panel::Timers);
        shelf.widen(412.6);
        shelf.hidden = true;
        assert_eq!(shelf.watch, [Panel::Events, Panel::Properties, Panel::Chart(1)]);
        assert_eq!(PanelLayout::read(&shelf.write()), shelf);
        shelf.reset();
        assert_eq!(shelf, PanelLayout { hidden: true, ..PanelLayout::default() });
    }

    #[test]
    fn what_makes_no_sense_is_passed_over() {
        let text = "watch events nonsense events chart-99\nwidth wide\nmood calm\n\u{0}\nfolded";
        let read = PanelLayout::read(text);
        assert_eq!(read, PanelLayout { watch: vec![Panel::Events], ..PanelLayout::default() });
        assert_eq!(PanelLayout::read(""), PanelLayout::default());
        assert_eq!(PanelLayout::read("width 60000").width, Some(WIDTHS.1));
    }

    #[test]
    fn a_panel_is_moved_up_and_down_and_never_doubled() {
        let mut shelf = PanelLayout::default();
        shelf.put_beside(Panel::Properties, Panel::StateMachine, true);
        assert_eq!(shelf.watch, [Panel::StateMachine, Panel::Properties, Panel::Events]);
        shelf.put_beside(Panel::Properties, Panel::Properties, true);
        shelf.put_beside(Panel::Timers, Panel::Events, true);
        assert_eq!(shelf.watch, [Panel::StateMachine, Panel::Properties, Panel::Events]);
        shelf.keep(Panel::Events, true);
        assert_eq!(shelf.watch.len(), 3);
    }

    #[test]
    fn every_panel_has_an_id_of_its_own() {
        for panel in Panel::all() {
            assert_eq!(Panel::of(&panel.id()), Some(panel));
        }
    }
}
