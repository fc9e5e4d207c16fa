//! Commands for slides.

/// What is done with slides.
#[derive(Clone, Debug, PartialEq)]
pub enum PresentCommand {
    /// Begins, with the title.
    Start,
    /// Ends, at the moment of the slide.
    Leave,
    /// Goes on: to the next slide, or at once to where the run is playing to.
    Next,
    /// Goes back.
    Previous,
    /// Goes to the title.
    First,
    /// Goes to the last slide.
    Last,
    /// Goes to a slide.
    Go(usize),
    /// Leaves a what-if, and is at the slide again.
    Return,
    /// Lets the run play, or stops it.
    Play,
    /// Shows all slides at once, or one again.
    Overview,
    /// Fills the screen, or does not any more.
    FullScreen,
    /// The browser fills the screen, or does so no more.
    Shrunk(bool),
    /// The pointer is pressed on the words, at this x.
    Press(f64),
    /// It is released.
    Release(f64),
    /// Copies a link that opens as a presentation.
    CopyLink,
    /// The clipboard has taken it, or has not.
    Copied(bool),
}

impl PresentCommand {
    /// Whether it only leads through the slides.
    pub fn only_leads(&self) -> bool {
        use PresentCommand::*;
        matches!(
            self,
            Next | Previous | First | Last | Go(_) | Play | Leave | Press(_) | Release(_)
        )
    }
}
