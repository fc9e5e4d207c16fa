//! Commands for the tour, and what a new user is shown to do.

/// Something to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnboardingStep {
    /// The network was parted.
    Parted,
    /// It was healed.
    Healed,
    /// The promises were looked at.
    Looked,
    /// An earlier moment was gone to.
    WentBack,
    /// A search for a broken promise was begun.
    Searched,
    /// A link was made.
    Shared,
}

/// What is done with the guide.
#[derive(Clone, Debug, PartialEq)]
pub enum GuideCommand {
    /// Begins the tour.
    Start,
    /// Goes to the next step, or ends at the last.
    Next,
    /// Leaves the tour.
    Leave,
    /// Points at one step's place, alone.
    Point(usize),
    /// The user has done something that the page proposes.
    Did(OnboardingStep),
}
