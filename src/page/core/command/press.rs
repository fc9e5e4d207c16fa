//! A key that was pressed.

/// What was pressed, as far as it matters.
#[derive(Clone, Debug, Default)]
pub struct Press {
    /// The key's value.
    pub key: String,
    /// Whether Ctrl or Cmd was held.
    pub control: bool,
    /// Whether Shift was held.
    pub shift: bool,
    /// Whether Alt was held.
    pub alt: bool,
    /// Whether the focus is where letters are typed.
    pub typing: bool,
    /// Whether the focus is on something that has a use for Space, Enter and arrows itself.
    pub on_control: bool,
    /// Whether slides are shown.
    pub presenting: bool,
}
