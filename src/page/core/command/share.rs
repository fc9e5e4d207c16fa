//! Commands for the dialog for sharing.

/// A page of the dialog.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Page {
    /// Links, and how they get into documents.
    #[default]
    Link,
    /// A picture of the moment.
    Picture,
    /// A moving picture of a stretch of time.
    Animation,
    /// A stretch of time for other tools.
    Export,
}

/// Something that can be copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The address.
    Link,
    /// A link in Markdown.
    Markdown,
    /// The frame for a page of HTML.
    Frame,
    /// The picture.
    Picture,
    /// The text of an export.
    Text,
    /// The trace that Perfetto shows: handed over, not copied.
    Trace,
}

/// One thing that a user does in the dialog.
#[derive(Clone, Debug, PartialEq)]
pub enum ShareCommand {
    /// Closes it.
    Close,
    /// Turns to a page.
    Turn(Page),
    /// Links to the start, or to the moment.
    FromStart(bool),
    /// Links to slides, or to the run.
    Slides(bool),
    /// Copies something.
    Copy(What),
    /// The clipboard has taken it, or has not.
    Copied(What, bool),
    /// Takes another start or end of the stretch, as typed.
    Stretch(usize, String),
    /// Takes a stretch that is offered.
    Offered(Offer),
    /// Takes a format, by its place among all.
    Format(usize),
    /// Draws pictures dark, or light.
    Dark(bool),
    /// The picture has been drawn in pixels.
    Drawn(Option<String>),
    /// The browser offers the file at an address.
    FileOffered(String),
    /// Shows the export in Perfetto, which opens beside the page.
    OpenPerfetto,
    /// Perfetto did not answer.
    NoPerfetto,
    /// Gives the scenario as a file.
    Scenario,
    /// Opens the whole page beside the one within another.
    OpenWhole,
}

/// A stretch that is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// What led to the moment.
    Here,
    /// Everything up to the moment.
    UpToHere,
    /// Everything that is known of the run.
    Whole,
}

/// What was copied, to tell whoever asked for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copied {
    /// Something of the dialog for sharing.
    Shared(What),
    /// The link to slides.
    Slides,
}
