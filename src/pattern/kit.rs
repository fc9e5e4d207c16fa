//! Macros with which a pattern declares what it is, each thing once.
//!
//! A doc comment on a parameter, a kind of message, a chart or an input is also the help that the
//! page and the command line show: write it for a user. Nothing is numbered by hand: kinds, states,
//! metrics and roles are numbered in the order in which they are declared. Records and links hold
//! these numbers, so append to a list and do not reorder it.
//!
//! | Macro | Makes |
//! |---|---|
//! | [`params!`] | the struct of parameters and safeguards, its `Default`, `PARAMS`, `SAFEGUARDS` |
//! | [`choices!`] | an enum that a parameter can hold, with the words for it |
//! | [`roles!`] | a constant for each role, and `ROLES` |
//! | [`states!`] | an enum of states, and its `DIAGRAM` |
//! | [`messages!`] | the enum of messages and an enum of their kinds, one kind for each message |
//! | [`kinds!`] | an enum of kinds for messages that are declared by hand |
//! | [`timers!`] | the enum of timers |
//! | [`metrics!`] | an enum of metrics |
//! | [`charts!`] | a list of charts, by the names of kinds and metrics |
//! | [`properties!`] | a list of properties |
//! | [`inputs!`] | an enum of inputs that are words, and how they are read |
//!
//! `src/patterns/bully` uses most of them. Knows no pattern.

use std::ops::RangeInclusive;

use crate::value::ParamKind;
use kernel::action::Ppm;
use kernel::time::Span;

/// What the macros name, wherever it lies.
#[doc(hidden)]
pub mod parts {
    pub use crate::HasKind;
    pub use crate::declare::{
        Chart, Check, Diagram, Edge, Form, Glyph, InputSpec, MessageKind, Metric, ParamSpec,
        Promise, Property, Role, Safeguard, Series, Source, State, TimerKind, Tone,
    };
    pub use crate::value::{Choice, ParamKind, Slot};
}

/// So many milliseconds.
pub const fn ms(n: u64) -> Span {
    Span::millis(n)
}

/// So many seconds.
pub const fn secs(n: u64) -> Span {
    Span::secs(n)
}

/// So many in a hundred.
pub const fn percent(n: u32) -> Ppm {
    Ppm(n * 10_000)
}

/// A doc comment without the blank after its slashes.
#[doc(hidden)]
pub const fn help(comment: &'static str) -> &'static str {
    comment.trim_ascii()
}

/// Counts within bounds, both included.
#[doc(hidden)]
pub const fn counts(bounds: RangeInclusive<u64>) -> ParamKind {
    ParamKind::Count(*bounds.start(), *bounds.end())
}

/// Lengths of time within bounds, both included.
#[doc(hidden)]
pub const fn spans(bounds: RangeInclusive<Span>) -> ParamKind {
    ParamKind::Span(*bounds.start(), *bounds.end())
}

/// Ranges of time within bounds, both included.
#[doc(hidden)]
pub const fn ranges(bounds: RangeInclusive<Span>) -> ParamKind {
    ParamKind::Range(*bounds.start(), *bounds.end())
}

/// Which of these inputs the text is; the sentence says which there are.
#[doc(hidden)]
pub fn input(text: &str, known: &[parts::InputSpec]) -> Result<usize, String> {
    let found = known.iter().position(|input| input.example == text);
    found.ok_or_else(|| {
        let words: Vec<&str> = known.iter().map(|input| input.example).collect();
        format!("“{text}” is not an input of this pattern: write {}", words.join(" or "))
    })
}

/// Declares a pattern's parameters and safeguards: the struct that holds them, their defaults, and
/// the lists `PARAMS` and `SAFEGUARDS`.
///
/// A parameter has a type, a default, a label and, where its type has them, bounds. The type is
/// `u16` for a count, `Span` for a length of time, `(Span, Span)` for a range that times are drawn
/// from, `Ppm` for a share, or an enum made by [`choices!`]. The doc comment of a safeguard says what
/// is lost without it. All fields are public; safeguards are `bool`s, and on by default.
///
/// ```
/// use faultline_pattern::kit::{ms, params, secs};
/// use kernel::time::Span;
///
/// params! {
///     /// The parameters of a small pattern.
///     pub struct Small {
///         /// How many nodes there are.
///         nodes: u16 = 5, "Nodes", in 2..=12;
///         /// How long a node waits for an answer.
///         answer_timeout: Span = ms(200), "Answer timeout", in ms(1)..=secs(60);
///     }
///     safeguards {
///         /// Without it a leader goes on leading beside a higher one.
///         yields = "yield", "Giving way", breaks "gives-way";
///     }
/// }
///
/// assert_eq!(Small::PARAMS[1].key, "answer_timeout");
/// assert_eq!(Small::PARAMS[1].help, "How long a node waits for an answer.");
/// assert_eq!(Small::SAFEGUARDS[0].id, "yield");
/// assert!(Small::default().yields);
/// ```
#[macro_export]
macro_rules! params {
    (
        $(#[doc = $about:literal])*
        pub struct $pattern:ident {
            $(
                $(#[doc = $help:literal])+
                $key:ident: $type:tt = $default:expr, $label:literal $(, in $bounds:expr)?;
            )*
        }
        safeguards {
            $(
                $(#[doc = $lesson:literal])+
                $guard:ident = $id:literal, $name:literal, breaks $breaks:literal;
            )*
        }
    ) => {
        $(#[doc = $about])*
        #[derive(Clone, Debug)]
        pub struct $pattern {
            $($(#[doc = $help])+ pub $key: $type,)*
            $($(#[doc = $lesson])+ pub $guard: bool,)*
        }

        impl Default for $pattern {
            fn default() -> $pattern {
                $pattern { $($key: $default,)* $($guard: true,)* }
            }
        }

        impl $pattern {
            /// The parameters, in the order in which they are shown.
            pub const PARAMS: &'static [$crate::kit::parts::ParamSpec<$pattern>] = &[$(
                $crate::kit::parts::ParamSpec {
                    key: stringify!($key),
                    label: $label,
                    help: $crate::kit::help(concat!($($help),+)),
                    kind: $crate::params!(@kind $type $(, $bounds)?),
                    field: |it: &mut $pattern| $crate::params!(@slot $type, it.$key),
                },
            )*];
            /// The safeguards, in the order in which they are shown.
            pub const SAFEGUARDS: &'static [$crate::kit::parts::Safeguard<$pattern>] = &[$(
                $crate::kit::parts::Safeguard {
                    id: $id,
                    name: $name,
                    lesson: $crate::kit::help(concat!($($lesson),+)),
                    breaks: $breaks,
                    field: |it: &mut $pattern| &mut it.$guard,
                },
            )*];
        }
    };
    (@kind u16, $bounds:expr) => { $crate::kit::counts($bounds) };
    (@kind Span, $bounds:expr) => { $crate::kit::spans($bounds) };
    (@kind (Span, Span), $bounds:expr) => { $crate::kit::ranges($bounds) };
    (@kind Ppm) => { $crate::kit::parts::ParamKind::Share };
    (@kind $choice:ident) => { $crate::kit::parts::ParamKind::Choice($choice::WORDS) };
    (@slot u16, $place:expr) => { $crate::kit::parts::Slot::Count(&mut $place) };
    (@slot Span, $place:expr) => { $crate::kit::parts::Slot::Span(&mut $place) };
    (@slot (Span, Span), $place:expr) => { $crate::kit::parts::Slot::Range(&mut $place) };
    (@slot Ppm, $place:expr) => { $crate::kit::parts::Slot::Share(&mut $place) };
    (@slot $choice:ident, $place:expr) => { $crate::kit::parts::Slot::Word(&mut $place) };
}

/// Declares an enum that a parameter can hold, and the word that a scenario has for each variant:
/// `ALL`, `WORDS` and `word`.
///
/// ```
/// use faultline_pattern::kit::choices;
///
/// choices! {
///     /// Who speaks first.
///     pub enum Mode {
///         /// Workers send heartbeats.
///         Push = "push";
///         /// The registry asks.
///         Pull = "pull";
///     }
/// }
///
/// assert_eq!(Mode::WORDS, ["push", "pull"]);
/// assert_eq!(Mode::Pull.word(), "pull");
/// ```
#[macro_export]
macro_rules! choices {
    (
        $(#[doc = $about:literal])*
        $vis:vis enum $choice:ident {
            $($(#[doc = $what:literal])* $variant:ident = $word:literal;)+
        }
    ) => {
        $(#[doc = $about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs)]
        $vis enum $choice {
            $($(#[doc = $what])* $variant,)+
        }

        #[allow(dead_code)]
        impl $choice {
            /// All of them, in the order of their declaration.
            pub const ALL: &'static [$choice] = &[$($choice::$variant),+];
            /// The word for each.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// The word for it.
            pub fn word(self) -> &'static str {
                $choice::WORDS[self as usize]
            }
        }

        impl $crate::kit::parts::Choice for $choice {
            fn place(&self) -> u8 {
                *self as u8
            }

            fn choose(&mut self, place: u8) {
                if let Some(chosen) = $choice::ALL.get(usize::from(place)) {
                    *self = *chosen;
                }
            }
        }
    };
}

/// Declares the roles of nodes: a constant for the number of each, and `ROLES`.
///
/// ```
/// use faultline_pattern::declare::{Diagram, Role};
/// use faultline_pattern::kit::roles;
///
/// # const NODE: Diagram = Diagram { states: &[], edges: &[] };
/// roles! {
///     /// The registry.
///     REGISTRY = Role { name: "registry", prefix: 'r', diagram: NODE, ..Role::NODE };
///     /// A worker.
///     WORKER = Role { name: "worker", prefix: 'w', diagram: NODE, ..Role::NODE };
/// }
///
/// assert_eq!(WORKER, 1);
/// assert_eq!(ROLES[1].name, "worker");
/// ```
#[macro_export]
macro_rules! roles {
    ($($(#[doc = $what:literal])* $role:ident = $declared:expr;)+) => {
        $crate::roles!(@number 0, $([$(#[doc = $what])* $role])+);

        /// The roles, in the order of their numbers.
        pub const ROLES: &[$crate::kit::parts::Role] = &[$($declared),+];
    };
    (@number $number:expr, [$(#[doc = $what:literal])* $role:ident] $($rest:tt)*) => {
        $(#[doc = $what])*
        #[allow(missing_docs)]
        pub const $role: u8 = $number;
        $crate::roles!(@number $number + 1, $($rest)*);
    };
    (@number $number:expr,) => {};
}

/// Declares the states of a role and the moves between them: an enum, and its `DIAGRAM`.
///
/// A state has a tone and a place in the drawing, in hundredths of its width and height. It is called
/// as its variant is, unless another name is given.
///
/// ```
/// use faultline_pattern::kit::states;
///
/// states! {
///     /// What the registry is doing.
///     pub enum State {
///         /// There is room in the queue.
///         KeepingUp = "Keeping up": Quiet at (20, 50);
///         /// The queue is full.
///         Overloaded: Bad at (80, 50);
///     }
///     moves {
///         KeepingUp -> Overloaded: "queue full";
///         Overloaded -> KeepingUp: "room again";
///     }
/// }
///
/// assert_eq!(State::DIAGRAM.states[0].name, "Keeping up");
/// assert_eq!(State::DIAGRAM.edges[1].to, State::KeepingUp as u8);
/// ```
#[macro_export]
macro_rules! states {
    (
        $(#[doc = $about:literal])*
        $vis:vis enum $states:ident {
            $(
                $(#[doc = $what:literal])*
                $state:ident $(= $name:literal)?: $tone:ident at ($x:literal, $y:literal);
            )+
        }
        moves {
            $($from:ident -> $to:ident: $label:literal;)*
        }
    ) => {
        $(#[doc = $about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs)]
        $vis enum $states {
            $($(#[doc = $what])* $state,)+
        }

        impl $states {
            /// The states and the moves between them.
            $vis const DIAGRAM: $crate::kit::parts::Diagram = $crate::kit::parts::Diagram {
                states: &[$(
                    $crate::kit::parts::State {
                        name: $crate::states!(@name $state $($name)?),
                        tone: $crate::kit::parts::Tone::$tone,
                        place: ($x, $y),
                    },
                )+],
                edges: &[$(
                    $crate::kit::parts::Edge {
                        from: $states::$from as u8,
                        to: $states::$to as u8,
                        label: $label,
                    },
                )*],
            };
        }
    };
    (@name $state:ident) => { stringify!($state) };
    (@name $state:ident $name:literal) => { $name };
}

/// Declares messages of which each is a kind of its own: the enum, an enum of their kinds with the
/// list `ALL`, and `kind`. The enum has the attributes that it is given, `derive` among them.
///
/// ```
/// use faultline_pattern::kit::messages;
/// use faultline_pattern::HasKind;
///
/// messages! {
///     /// A message between nodes.
///     #[derive(Clone, Debug, Hash)]
///     pub enum Message as Kind {
///         /// A primary asks another node to store a value.
///         Store(u32) = "Store", Dart, Leading;
///         /// The node has stored the value.
///         Stored = "Stored", Ring, Good;
///     }
/// }
///
/// assert_eq!(Message::Store(1).kind(), Kind::Store as u8);
/// assert_eq!(Kind::ALL[1].help, "The node has stored the value.");
/// ```
#[macro_export]
macro_rules! messages {
    (
        $(#[$meta:meta])*
        $vis:vis enum $messages:ident as $kinds:ident {
            $(
                $(#[doc = $help:literal])+
                $message:ident $(($($tuple:tt)*))? $({$($fields:tt)*})? =
                    $name:literal, $glyph:ident, $tone:ident;
            )+
        }
    ) => {
        $(#[$meta])*
        $vis enum $messages {
            $($(#[doc = $help])+ $message $(($($tuple)*))? $({$($fields)*})?,)+
        }

        $crate::kinds! {
            /// The kinds of message.
            $vis enum $kinds of $messages {
                $(
                    $(#[doc = $help])+
                    $messages::$message { .. } => $message = $name, $glyph, $tone;
                )+
            }
        }
    };
}

/// Declares the kinds of messages that are an enum by themselves: an enum with the list `ALL`, and
/// the method `kind` of the messages. For messages of which some are of different kinds depending on
/// what they say, or of which several are of one kind; otherwise [`messages!`] is shorter.
///
/// Before each kind stands which messages are of it, as in the arms of a `match`, which it becomes.
///
/// ```
/// use faultline_pattern::kit::kinds;
/// use faultline_pattern::HasKind;
///
/// /// A message.
/// pub enum Message {
///     /// Asks for the lock.
///     Set,
///     /// Answers: with a number, if the lock was free.
///     SetResponse(Option<u32>),
/// }
///
/// kinds! {
///     /// The kinds of message.
///     pub enum Kind of Message {
///         /// A worker asks for the lock.
///         Message::Set => Set = "SET NX PX", Wedge, Trying;
///         /// The lock was free.
///         Message::SetResponse(Some(_)) => Granted = "OK", Diamond, Good;
///         /// Somebody else holds the lock.
///         Message::SetResponse(None) => Refused = "nil", BarredRing, Bad;
///     }
/// }
///
/// assert_eq!(Message::SetResponse(None).kind(), Kind::Refused as u8);
/// assert_eq!(Kind::ALL[2].name, "nil");
/// ```
#[macro_export]
macro_rules! kinds {
    (
        $(#[doc = $about:literal])*
        $vis:vis enum $kinds:ident of $messages:ident {
            $(
                $(#[doc = $help:literal])+
                $pattern:pat $(if $guard:expr)? =>
                    $kind:ident = $name:literal, $glyph:ident, $tone:ident;
            )+
        }
    ) => {
        $(#[doc = $about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $vis enum $kinds {
            $($(#[doc = $help])+ $kind,)+
        }

        impl $kinds {
            /// What there is to know of each kind.
            $vis const ALL: &'static [$crate::kit::parts::MessageKind] = &[$(
                $crate::kit::parts::MessageKind {
                    name: $name,
                    glyph: $crate::kit::parts::Glyph::$glyph,
                    tone: $crate::kit::parts::Tone::$tone,
                    help: $crate::kit::help(concat!($($help),+)),
                },
            )+];
        }

        impl $crate::kit::parts::HasKind for $messages {
            fn kind(&self) -> u8 {
                let kind = match self {
                    $($pattern $(if $guard)? => $kinds::$kind,)+
                };
                kind as u8
            }
        }
    };
}

/// Declares what nodes wait for: the enum, the list `ALL`, and `kind`. Timers are named for what
/// expires; with the word `ring` one is drawn as a ring around its node.
///
/// ```
/// use faultline_pattern::kit::timers;
/// use faultline_pattern::HasKind;
///
/// timers! {
///     /// What a node waits for.
///     pub enum Timer {
///         /// An attempt at this call was not answered.
///         Attempt(u32) = "attempt timeout", ring;
///         /// The next call is due.
///         Workload = "next call";
///     }
/// }
///
/// assert_eq!(Timer::Workload.kind(), 1);
/// assert!(Timer::ALL[0].ring);
/// ```
#[macro_export]
macro_rules! timers {
    (
        $(#[doc = $about:literal])*
        $vis:vis enum $timers:ident {
            $(
                $(#[doc = $what:literal])*
                $timer:ident $(($($tuple:tt)*))? = $name:literal $(, $ring:ident)?;
            )+
        }
    ) => {
        $(#[doc = $about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs)]
        $vis enum $timers {
            $($(#[doc = $what])* $timer $(($($tuple)*))?,)+
        }

        impl $timers {
            /// What there is to know of each kind.
            $vis const ALL: &'static [$crate::kit::parts::TimerKind] = &[$(
                $crate::kit::parts::TimerKind {
                    name: $name,
                    ring: $crate::timers!(@ring $($ring)?),
                },
            )+];
        }

        impl $crate::kit::parts::HasKind for $timers {
            fn kind(&self) -> u8 {
                enum Place { $($timer),+ }
                match self {
                    $($timers::$timer { .. } => Place::$timer as u8,)+
                }
            }
        }
    };
    (@ring) => { false };
    (@ring ring) => { true };
}

/// Declares what nodes count and measure, each with its name and its unit, if it has one: an enum
/// for [`Cx::measure`](crate::Cx::measure), and the list `ALL`.
///
/// ```
/// use faultline_pattern::kit::metrics;
///
/// metrics! {
///     /// What clients measure.
///     pub enum Metric {
///         /// Calls that were answered.
///         Done = "calls done";
///         /// How long they took.
///         Took = "time of a call", "ms";
///     }
/// }
///
/// assert_eq!(Metric::ALL[1].unit, "ms");
/// assert_eq!(u8::from(Metric::Took), 1);
/// ```
#[macro_export]
macro_rules! metrics {
    (
        $(#[doc = $about:literal])*
        $vis:vis enum $metrics:ident {
            $($(#[doc = $what:literal])* $metric:ident = $name:literal $(, $unit:literal)?;)+
        }
    ) => {
        $(#[doc = $about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs)]
        $vis enum $metrics {
            $($(#[doc = $what])* $metric,)+
        }

        impl $metrics {
            /// What there is to know of each.
            $vis const ALL: &'static [$crate::kit::parts::Metric] = &[$(
                $crate::kit::parts::Metric { name: $name, unit: concat!($($unit)?) },
            )+];
        }

        impl From<$metrics> for u8 {
            fn from(metric: $metrics) -> u8 {
                metric as u8
            }
        }
    };
}

/// A list of charts. The doc comment of each says which question it answers; then come its title,
/// its form, the width of its intervals, and its series. A series has a name, a tone and a source:
/// `sent` or `delivered` with a kind of message; `level`, `count` or `quantile` with a metric, the
/// last also with how many in a thousand of the values lie no higher.
///
/// ```
/// use faultline_pattern::declare::{Chart, Source};
/// use faultline_pattern::kit::{charts, ms};
///
/// enum Kind { Request }
/// enum Metric { Took }
///
/// const CHARTS: &[Chart] = charts! {
///     /// How much comes to the server?
///     "Requests per 100 ms": Bars, every ms(100) => {
///         "requests", Quiet, delivered Kind::Request;
///     }
///     /// How long do callers wait?
///     "Time of a call, in ms": Lines, every ms(500) => {
///         "median", Quiet, quantile Metric::Took, 500;
///     }
/// };
///
/// assert_eq!(CHARTS[0].series[0].source, Source::Delivered(0));
/// assert_eq!(CHARTS[1].series[0].source, Source::Quantile(0, 500));
/// ```
#[macro_export]
macro_rules! charts {
    ($(
        $(#[doc = $help:literal])+
        $title:literal: $form:ident, every $bucket:expr => {
            $($series:literal, $tone:ident, $source:ident $of:expr $(, $mille:literal)?;)+
        }
    )*) => {
        &[$(
            $crate::kit::parts::Chart {
                title: $title,
                help: $crate::kit::help(concat!($($help),+)),
                form: $crate::kit::parts::Form::$form,
                bucket: $bucket,
                series: &[$(
                    $crate::kit::parts::Series {
                        name: $series,
                        tone: $crate::kit::parts::Tone::$tone,
                        source: $crate::charts!(@source $source $of $(, $mille)?),
                    },
                )+],
            },
        )*]
    };
    (@source sent $kind:expr) => { $crate::kit::parts::Source::Sent($kind as u8) };
    (@source delivered $kind:expr) => { $crate::kit::parts::Source::Delivered($kind as u8) };
    (@source level $metric:expr) => { $crate::kit::parts::Source::Level($metric as u8) };
    (@source count $metric:expr) => { $crate::kit::parts::Source::Count($metric as u8) };
    (@source quantile $metric:expr, $mille:literal) => {
        $crate::kit::parts::Source::Quantile($metric as u8, $mille)
    };
}

/// Declares inputs that are words: the enum, the list `ALL`, and `parse`. The doc comment of each says
/// what it does, then come the words and the roles that it can be given to. Inputs that have values
/// in them, like `put x=1`, are an enum by hand.
///
/// ```
/// use faultline_pattern::kit::inputs;
///
/// const SERVER: u8 = 0;
///
/// inputs! {
///     /// What can be asked of the server.
///     pub enum Input {
///         /// Restarts the server's process.
///         Restart = "restart", for SERVER;
///     }
/// }
///
/// assert_eq!(Input::parse("restart"), Ok(Input::Restart));
/// assert!(Input::parse("start").unwrap_err().ends_with("write restart"));
/// assert_eq!(Input::ALL[0].roles, [SERVER]);
/// ```
#[macro_export]
macro_rules! inputs {
    (
        $(#[doc = $about:literal])*
        $vis:vis enum $inputs:ident {
            $($(#[doc = $help:literal])+ $input:ident = $words:literal, for $($role:expr),+;)+
        }
    ) => {
        $(#[doc = $about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs)]
        $vis enum $inputs {
            $($(#[doc = $help])+ $input,)+
        }

        impl $inputs {
            /// What there is to know of each.
            $vis const ALL: &'static [$crate::kit::parts::InputSpec] = &[$(
                $crate::kit::parts::InputSpec {
                    example: $words,
                    help: $crate::kit::help(concat!($($help),+)),
                    roles: &[$($role),+],
                },
            )+];

            /// Reads an input; the sentence says which there are.
            $vis fn parse(text: &str) -> Result<$inputs, String> {
                let place = $crate::kit::input(text, $inputs::ALL)?;
                Ok([$($inputs::$input),+][place])
            }
        }
    };
}

/// A list of properties: what the nodes of a pattern do, and how that is checked. The doc comment of
/// each is its sentence, without a full stop; then come its id, where it is stated, and its check:
///
/// * `always(check)`: a [`Check::Always`](crate::declare::Check).
/// * `eventually(open, awaited, within)`: `open` finds something that has not happened, `awaited` says
///   in words what it waits for, and `within` how long that may take.
/// * `history(judge)`: a [`Check::History`](crate::declare::Check).
///
/// A property that the protocol does not guarantee says why: `limitation "..."`.
///
/// ```ignore
/// properties! {
///     pub const PROPERTIES: [Property<Lock>];
///
///     /// No increment overwrites another
///     "no-lost-update" from "Kleppmann 2016": always(no_lost_update);
///
///     /// At most one worker believes to hold the lock
///     "one-at-a-time" from "Kleppmann 2016": always(one_at_a_time),
///         limitation "a worker that is paused does not know that its lock has expired";
/// }
/// ```
#[macro_export]
macro_rules! properties {
    (
        $vis:vis const $list:ident: [Property<$pattern:ty>];
        $(
            $(#[doc = $name:literal])+
            $id:literal from $source:literal: $check:ident($($part:expr),+)
                $(, limitation $limitation:literal)?;
        )+
    ) => {
        /// The properties, in the order in which they are shown.
        $vis const $list: &[$crate::kit::parts::Property<$pattern>] = &[$(
            $crate::kit::parts::Property {
                id: $id,
                name: $crate::kit::help(concat!($($name),+)),
                source: $source,
                promise: $crate::properties!(@promise $($limitation)?),
                check: $crate::properties!(@$check $($part),+),
            },
        )+];
    };
    (@promise) => { $crate::kit::parts::Promise::Made };
    (@promise $limitation:literal) => { $crate::kit::parts::Promise::Limit($limitation) };
    (@always $check:expr) => { $crate::kit::parts::Check::Always($check) };
    (@history $judge:expr) => { $crate::kit::parts::Check::History($judge) };
    (@eventually $open:expr, $awaited:expr, $within:expr) => {
        $crate::kit::parts::Check::Eventually {
            happened: |pattern, audit, cluster| $open(pattern, audit, cluster).is_none(),
            awaited: |pattern, audit, cluster| match $open(pattern, audit, cluster) {
                Some(open) => $awaited(pattern, cluster, open),
                None => String::new(),
            },
            within: $within,
        }
    };
}

// So that they can be named beside everything else that a pattern is declared with.
pub use crate::{
    charts, choices, inputs, kinds, messages, metrics, params, properties, roles, states, timers,
};
