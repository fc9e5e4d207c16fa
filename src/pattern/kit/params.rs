//! What a scenario can set: parameters, their words, and inputs.

/// Declares a pattern's parameters and safeguards: the struct that holds them, their defaults, and
/// the lists `PARAMS` and `SAFEGUARDS`.
///
/// A parameter has a type, a default, a label and, where its type has them, bounds. The type is
/// `u16` for a count, `Span` for a length of time, `(Span, Span)` for a range that times are drawn
/// from, `Ppm` for a share, or an enum made by [`choices!`](crate::choices). The doc comment of a safeguard says what
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
