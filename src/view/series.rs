//! The series of a pattern's charts: what its nodes did and measured, in intervals of time.
//!
//! Built from the records as they come, each looked at once. What is kept grows with time, not
//! with records, but for the values of which a quantile is asked. Knows no pixels.

use kernel::ids::NodeId;
use kernel::record::{Record, What};
use kernel::time::{Span, Time};
use pattern::declare::{Chart, Info, Source};

/// The series of all charts of a run so far.
#[derive(Clone, Debug)]
pub struct Gathered {
    charts: Vec<Vec<Track>>,
    /// How many records have been looked at.
    seen: usize,
}

/// A series: a value for each interval.
#[derive(Clone, Debug)]
pub struct Track {
    source: Source,
    bucket: Span,
    values: Values,
}

#[derive(Clone, Debug)]
enum Values {
    /// How many.
    Counts(Vec<u64>),
    /// The highest sum of all nodes' levels, each node's level, and their sum now.
    Levels(Vec<u64>, Vec<u32>, u64),
    /// All values, sorted.
    All(Vec<Vec<u32>>),
}

/// No run is longer than this many intervals, whatever a chart declares.
const INTERVALS_MAX: u64 = 200_000;

impl Gathered {
    /// The series of a pattern's charts, before a run's first record.
    pub fn new(info: &Info) -> Gathered {
        let chart = |chart: &Chart| {
            let track = |source| Track::new(source, chart.bucket);
            chart.series.iter().map(|series| track(series.source)).collect()
        };
        Gathered { charts: info.charts.iter().map(chart).collect(), seen: 0 }
    }

    /// Looks at the records that are new. `records` are all of the run.
    pub fn extend(&mut self, records: &[Record]) {
        if !self.charts.is_empty() {
            for record in records.iter().skip(self.seen) {
                self.charts.iter_mut().flatten().for_each(|track| track.look(record));
            }
        }
        self.seen = self.seen.max(records.len());
    }

    /// The series of a chart, by its place among the pattern's charts.
    pub fn of(&self, chart: usize) -> &[Track] {
        self.charts.get(chart).map_or(&[], Vec::as_slice)
    }
}

impl Track {
    fn new(source: Source, bucket: Span) -> Track {
        let values = match source {
            Source::Sent(_) | Source::Delivered(_) | Source::Count(_) => Values::Counts(Vec::new()),
            Source::Level(_) => Values::Levels(Vec::new(), Vec::new(), 0),
            Source::Quantile(..) => Values::All(Vec::new()),
        };
        Track { source, bucket: Span(bucket.0.max(1)), values }
    }

    /// The interval that a moment lies in.
    pub fn interval(&self, at: Time) -> usize {
        (at.0 / self.bucket.0).min(INTERVALS_MAX) as usize
    }

    /// The value of an interval that has begun: what was counted, the highest level, the quantile.
    /// None if nothing was measured of which there could be a quantile.
    pub fn value(&self, interval: usize) -> Option<u64> {
        match &self.values {
            Values::Counts(counts) => Some(counts.get(interval).copied().unwrap_or(0)),
            Values::Levels(peaks, _, sum) => Some(peaks.get(interval).copied().unwrap_or(*sum)),
            Values::All(values) => {
                let values = values.get(interval).filter(|values| !values.is_empty())?;
                let Source::Quantile(_, share) = self.source else { return None };
                let rank = (values.len() * usize::from(share)).div_ceil(1_000);
                values.get(rank.clamp(1, values.len()) - 1).map(|it| u64::from(*it))
            }
        }
    }

    fn look(&mut self, record: &Record) {
        let value = match (self.source, record.what) {
            // A copy is made by the network, not sent.
            (Source::Sent(wanted), What::Sent { kind, copy: 0, .. })
            | (Source::Delivered(wanted), What::Delivered { kind, .. })
                if kind == wanted =>
            {
                1
            }
            (
                Source::Level(wanted) | Source::Count(wanted) | Source::Quantile(wanted, _),
                What::Measured { metric, value },
            ) if metric == wanted => value,
            // What it measured is gone with it.
            (Source::Level(_), What::Crashed) => 0,
            // Another metric or kind, or nothing that is counted.
            _ => return,
        };
        let interval = self.interval(record.at);
        self.add(interval, record.node, value);
    }

    fn add(&mut self, interval: usize, node: NodeId, value: u32) {
        match &mut self.values {
            Values::Counts(counts) => *grown(counts, interval, 0) += u64::from(value),
            Values::Levels(peaks, levels, sum) => {
                // It stood while nothing was reported, and at the beginning of this interval.
                grown(peaks, interval, *sum);
                let level = grown(levels, node.index(), 0);
                *sum = *sum - u64::from(*level) + u64::from(value);
                *level = value;
                peaks[interval] = peaks[interval].max(*sum);
            }
            Values::All(values) => {
                let values = grown(values, interval, Vec::new());
                values.insert(values.partition_point(|it| *it < value), value);
            }
        }
    }
}

/// The item at a place, after as many as are missing before it.
fn grown<T: Clone>(list: &mut Vec<T>, place: usize, missing: T) -> &mut T {
    if list.len() <= place {
        list.resize(place + 1, missing);
    }
    &mut list[place]
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::ids::RecordId;
    use pattern::declare::{Form, Series, Tone};

    const SOURCES: [Source; 6] = [
        Source::Sent(1),
        Source::Delivered(1),
        Source::Level(0),
        Source::Count(1),
        Source::Quantile(2, 500),
        Source::Quantile(2, 990),
    ];

    static INFO: Info = Info {
        charts: &[Chart {
            title: "Everything",
            help: "",
            form: Form::Lines,
            bucket: Span::millis(100),
            series: &[
                Series { name: "sent", tone: Tone::Quiet, source: SOURCES[0] },
                Series { name: "delivered", tone: Tone::Quiet, source: SOURCES[1] },
                Series { name: "level", tone: Tone::Quiet, source: SOURCES[2] },
                Series { name: "count", tone: Tone::Quiet, source: SOURCES[3] },
                Series { name: "median", tone: Tone::Quiet, source: SOURCES[4] },
                Series { name: "99 %", tone: Tone::Quiet, source: SOURCES[5] },
            ],
        }],
        ..Info::EMPTY
    };

    fn record(ms: u64, node: u16, what: What) -> Record {
        Record { at: Time(ms * 1_000), cause: RecordId(0), node: NodeId(node), what }
    }

    fn measured(ms: u64, node: u16, metric: u8, value: u32) -> Record {
        record(ms, node, What::Measured { metric, value })
    }

    /// Half a second, told by hand.
    fn run() -> Vec<Record> {
        let sent = |ms, kind, copy| record(ms, 0, What::Sent { to: NodeId(1), nth: 0, kind, copy });
        let delivered =
            |ms, kind| record(ms, 1, What::Delivered { from: NodeId(0), nth: 0, kind, copy: 0 });
        vec![
            sent(0, 1, 0),
            sent(10, 1, 1), // The network's copy.
            sent(20, 2, 0), // Another kind.
            measured(30, 0, 0, 4),
            measured(40, 1, 0, 3),
            delivered(99, 1),
            delivered(100, 1),
            measured(110, 0, 0, 0),
            measured(150, 0, 1, 5),
            measured(160, 1, 1, 2),
            measured(210, 0, 2, 30),
            measured(220, 1, 2, 10),
            measured(230, 1, 2, 20),
            sent(450, 1, 0),
            measured(460, 1, 0, 1),
        ]
    }

    fn values(gathered: &Gathered, series: usize) -> Vec<Option<u64>> {
        (0..6).map(|interval| gathered.of(0)[series].value(interval)).collect()
    }

    #[test]
    fn series_are_as_counted_by_hand() {
        let mut gathered = Gathered::new(&INFO);
        gathered.extend(&run());
        let some = |list: [u64; 6]| list.map(Some).to_vec();
        assert_eq!(values(&gathered, 0), some([1, 0, 0, 0, 1, 0]), "sent");
        assert_eq!(values(&gathered, 1), some([1, 1, 0, 0, 0, 0]), "delivered");
        // 4 and 3 stand when the second interval begins; 3 stands until 1 is reported.
        assert_eq!(values(&gathered, 2), some([7, 7, 3, 3, 3, 1]), "level");
        assert_eq!(values(&gathered, 3), some([0, 7, 0, 0, 0, 0]), "count");
        assert_eq!(values(&gathered, 4), [None, None, Some(20), None, None, None], "median");
        assert_eq!(values(&gathered, 5)[2], Some(30), "99 %");
    }

    #[test]
    fn each_record_is_looked_at_once_however_they_come() {
        let run = run();
        let mut whole = Gathered::new(&INFO);
        whole.extend(&run);
        let mut parts = Gathered::new(&INFO);
        for end in [3, 3, 8, 15, 10, 15] {
            parts.extend(&run[..end]);
        }
        for series in 0..SOURCES.len() {
            assert_eq!(values(&whole, series), values(&parts, series));
        }
    }
}
