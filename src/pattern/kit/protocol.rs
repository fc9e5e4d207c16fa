//! What a protocol consists of: roles, their states, messages and timers.

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
