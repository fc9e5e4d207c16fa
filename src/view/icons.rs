//! Icons as path data on a 16 by 16 grid, to be stroked 1.5 wide with round ends and no fill.

/// Goes on.
pub const PLAY: &str = "M4.5 2.8v10.4L13 8Z";
/// Stops for now.
pub const PAUSE: &str = "M5 3v10M11 3v10";
/// The next event.
pub const STEP: &str = "M3.5 3.2v9.6L10 8ZM12.5 3v10";
/// The event before.
pub const STEP_BACK: &str = "M12.5 3.2v9.6L6 8ZM3.5 3v10";
/// The next interesting moment.
pub const NEXT: &str = "M2.5 3.5L7 8l-4.5 4.5M8.5 3.5L13 8l-4.5 4.5";
/// Takes back.
pub const UNDO: &str = "M6 3L2.5 6.5L6 10M2.5 6.5h7a3.5 3.5 0 0 1 0 7H7";
/// Does again.
pub const REDO: &str = "M10 3l3.5 3.5L10 10M13.5 6.5h-7a3.5 3.5 0 0 0 0 7H9";
/// The light page.
pub const SUN: &str = "M11 8a3 3 0 1 1-6 0a3 3 0 1 1 6 0ZM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15\
M3.05 3.05l1.06 1.06M11.89 11.89l1.06 1.06M3.05 12.95l1.06-1.06M11.89 4.11l1.06-1.06";
/// The dark page.
pub const MOON: &str = "M13.5 9.8A6 6 0 0 1 6.2 2.5A6 6 0 1 0 13.5 9.8Z";
/// A link to share.
pub const LINK: &str = "M6.7 9.3a2.8 2.8 0 0 0 4 0l2.3-2.3a2.83 2.83 0 0 0-4-4L8 4\
M9.3 6.7a2.8 2.8 0 0 0-4 0L3 9a2.83 2.83 0 0 0 4 4l1-1";
/// Copies: a sheet before a sheet.
pub const COPY: &str = "M5.5 5.5h8v8h-8ZM10.5 5.5v-3h-8v8h3";
/// Cuts links: scissors.
pub const CUT: &str = "M6 4a2 2 0 1 1-4 0a2 2 0 1 1 4 0ZM6 12a2 2 0 1 1-4 0a2 2 0 1 1 4 0Z\
M5.5 5.3L14 12.5M5.5 10.7L14 3.5";
/// Heals: a crack with a clasp.
pub const HEAL: &str = "M9 1.5L6.5 5.5L9 8L6.5 10.5L8.5 14.5M3 8h10";
/// Drops a message: a bin.
pub const DROP: &str = "M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.7 9h6.6l.7-9";
/// Delays a message: a clock.
pub const DELAY: &str = "M14 8a6 6 0 1 1-12 0a6 6 0 1 1 12 0ZM8 4.5V8l2.5 1.5";
/// Sends an input: an arrow into a box.
pub const INPUT: &str = "M9 3h4v10H9M2.5 8h7M7 5.5L9.5 8L7 10.5";
/// What is shown to others: a screen on its foot.
pub const SCREEN: &str = "M2 2.5h12v8H2ZM8 10.5v2.5M5.5 13.5h5";
/// Gives a file: an arrow into a tray.
pub const DOWNLOAD: &str = "M8 2.5v7.5M5 7.2L8 10l3-2.8M2.5 11v2.5h11V11";
/// Help.
pub const HELP: &str = "M5.5 5.5a2.5 2.5 0 1 1 3.7 2.2c-.8.45-1.2.9-1.2 1.8M8 12.2v.1";
/// Opens a list below.
pub const MORE: &str = "M4 6l4 4l4-4";
/// What is done seldom: three dots.
pub const DOTS: &str = "M8 3.2v.1M8 8v.1M8 12.8v.1";
/// Goes back.
pub const BACK: &str = "M7 3L2 8l5 5M2 8h12";
/// Goes on.
pub const FORTH: &str = "M9 3l5 5l-5 5M14 8H2";
/// Something to try: a flag.
pub const FLAG: &str = "M3.5 14.5V2M3.5 2.5h8.5l-2 3l2 3H3.5";
/// All at once, side by side.
pub const GRID: &str = "M2.5 2.5h4.5v4.5H2.5ZM9 2.5h4.5v4.5H9ZM2.5 9h4.5v4.5H2.5ZM9 9h4.5v4.5H9Z";
/// Fills the screen.
pub const FULL: &str = "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10";
/// Closes.
pub const CLOSE: &str = "M3.5 3.5l9 9M12.5 3.5l-9 9";
/// Adds.
pub const PLUS: &str = "M8 3v10M3 8h10";
/// Takes away.
pub const MINUS: &str = "M3 8h10";
/// Fits into the room there is.
pub const FIT: &str = "M2 3v10M14 3v10M5 8h6M7 6L5 8l2 2M9 6l2 2l-2 2";
/// All of it: the corners of a frame.
pub const ALL: &str = "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10";
/// The interesting moment before: an arrow to a diamond.
pub const MOMENT_BEFORE: &str = "M13.5 8h-6M10 5.5L7.5 8l2.5 2.5M4 4.5L1.8 8L4 11.5L6.2 8Z";
/// The interesting moment after.
pub const MOMENT_AFTER: &str = "M2.5 8h6M6 5.5L8.5 8L6 10.5M12 4.5l2.2 3.5l-2.2 3.5l-2.2-3.5Z";
/// A pace that changes by itself: ticks that come closer and part.
pub const PACE: &str = "M1.5 5v6M5.5 5v6M7.5 3.5v9M9 3.5v9M11 5v6M14.5 5v6";
/// Another course: a line that leaves a line.
pub const BRANCH: &str = "M4.5 2.5v11M4.5 10c0-3.5 7-2 7-5.5M9 6l2.5-2.5L14 6";
/// Holds.
pub const CHECK: &str = "M3 8.5L6.5 12L13 4";
/// Drawn at random again: a die.
pub const DIE: &str = "M3.5 2.5h9a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1Z\
M5.5 5.5v.1M10.5 5.5v.1M8 8v.1M5.5 10.5v.1M10.5 10.5v.1";
/// Moves up.
pub const UP: &str = "M8 13V3M4 7l4-4l4 4";
/// Moves down.
pub const DOWN: &str = "M8 3v10M4 9l4 4l4-4";
/// Give another name.
pub const PEN: &str = "M2.5 13.5l.8-3.3L10.8 2.7l2.5 2.5L5.8 12.7ZM9.3 4.2l2.5 2.5";
/// Keeps in sight: a pin.
pub const PIN: &str = "M5.5 2h5M6.3 2v4.2L4 8.8h8L9.7 6.2V2M8 8.8V14";
/// A panel at the side.
pub const ASIDE: &str = "M2.5 3h11v10h-11ZM10 3v10";
/// Takes all the room: two arrows to opposite corners.
pub const EXPAND: &str = "M9.5 3H13v3.5M13 3L9 7M6.5 13H3V9.5M3 13l4-4";
/// Two beside each other.
pub const BESIDE: &str = "M2.5 3h11v10h-11ZM8 3v10";
