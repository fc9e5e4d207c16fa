//! The tabs of the side panel.

/// The tabs of the side panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// The panels that the user wants to see together.
    #[default]
    Watch,
    /// Everything about the selected node or message.
    Inspect,
    /// What happened, as a table.
    Events,
    /// What clients asked and were told, if there are any.
    History,
    /// What is done to the cluster, as a list.
    Faults,
    /// Parameters, safeguards, network.
    Setup,
    /// The search for a broken promise.
    Break,
    /// What the pattern plots against time, if it does.
    Charts,
    /// Spans of work as a waterfall, if there are any.
    Trace,
    /// Two sides, compared; while there are two.
    Compare,
    /// The pattern's documentation.
    About,
}

impl Tab {
    /// All tabs, in order, with their names.
    pub const ALL: [(Tab, &'static str); 11] = [
        (Tab::Compare, "Compare"),
        (Tab::Watch, "Watch"),
        (Tab::Inspect, "Inspect"),
        (Tab::Events, "Events"),
        (Tab::History, "History"),
        (Tab::Faults, "Faults"),
        (Tab::Setup, "Setup"),
        (Tab::Break, "Break"),
        (Tab::Charts, "Charts"),
        (Tab::Trace, "Trace"),
        (Tab::About, "About"),
    ];

    /// The id of its button.
    pub fn id(self) -> &'static str {
        match self {
            Tab::Watch => "tab-Watch",
            Tab::Inspect => "tab-Inspect",
            Tab::Events => "tab-Events",
            Tab::History => "tab-History",
            Tab::Faults => "tab-Faults",
            Tab::Setup => "tab-Setup",
            Tab::Break => "tab-Break",
            Tab::Charts => "tab-Charts",
            Tab::Trace => "tab-Trace",
            Tab::Compare => "tab-Compare",
            Tab::About => "tab-About",
        }
    }
}
