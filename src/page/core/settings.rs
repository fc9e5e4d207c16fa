//! The settings that the browser stores, each under a key of its own.

/// `light` or `dark`; absent while the system decides.
pub const THEME: &str = "faultline.theme";
/// What was done of what the page proposes to try.
pub const GUIDE: &str = "faultline.guide";
/// `off` when single-key shortcuts are switched off.
pub const KEYS: &str = "faultline.keys";
/// How the side panel is arranged.
pub const PANELS: &str = "faultline.panels";
/// Whether there is a space-time diagram, and how much of the height it has.
pub const TIMELINE: &str = "faultline.strip";
/// Whether time slows down around interesting moments.
pub const PACE: &str = "faultline.pace";

/// What was stored of them.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// How the side panel is arranged.
    pub panels: Option<String>,
    /// What was done of what the page proposes.
    pub guide: Option<String>,
    /// How the timeline is shown.
    pub timeline: Option<String>,
    /// Whether time slows down around interesting moments.
    pub pace: Option<String>,
}
