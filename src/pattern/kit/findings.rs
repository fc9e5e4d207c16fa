//! What there is to see of a run: metrics, charts and properties.

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
