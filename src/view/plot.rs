//! A chart as shapes: axes, lines or bars or lanes, and names beside them.
//!
//! An interval is drawn as wide as it is; where several share a pixel, the highest stands for them.
//! Series are told apart by dashes, fillings and names, never by colour alone.

use std::fmt::Write;

use super::decimal::tenths;
use super::geometry::{Point, Rect, point, rank};
use super::scale::Scale;
use super::series::{Gathered, Track};
use super::shape::{Anchor, Ink, Shape, line, width};
use super::text;
use kernel::order::by_key;
use kernel::record::Record;
use kernel::time::Time;
use pattern::declare::{Chart, Form, Info, Source, Tone};

/// The size of every chart.
pub const SIZE: (f64, f64) = (312.0, 132.0);

/// A chart, ready to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Plot {
    /// What stands still: axes and names.
    pub ground: Vec<Shape>,
    /// What happened: drawn faint as a whole, and in full up to now.
    pub series: Vec<Shape>,
    /// Where times are.
    pub scale: Scale,
    /// Where the values are.
    pub area: Rect,
}

/// All charts of a run.
#[derive(Clone, Debug)]
pub struct Plots {
    /// What they show.
    pub gathered: Gathered,
    /// How they look.
    pub plots: Vec<Plot>,
}

impl Plots {
    /// The charts of a pattern, before a run's first record.
    pub fn new(info: &Info) -> Plots {
        Plots { gathered: Gathered::new(info), plots: Vec::new() }
    }

    /// Looks at the records that are new, and draws what is known up to `known` on an axis that
    /// ends at `until`. `records` are all of the run.
    pub fn extend(&mut self, info: &Info, records: &[Record], known: Time, until: Time) {
        self.gathered.extend(records);
        let charts = info.charts.iter().enumerate();
        let plot = |(at, chart)| Plot::of(chart, self.gathered.of(at), known, until);
        self.plots = charts.map(plot).collect();
    }
}

/// The height of letters.
const LETTERS: f64 = 9.0;
/// Names have no more room than this.
const NAMES_MAX: f64 = 92.0;
/// Bars and steps are no narrower.
const NARROWEST: f64 = 1.5;

impl Plot {
    /// The chart of what is known up to `known`, on an axis that ends at `until`.
    pub fn of(chart: &Chart, tracks: &[Track], known: Time, until: Time) -> Plot {
        let names = chart.series.iter().map(|it| width(it.name, LETTERS, Ink::Label));
        let names = names.fold(0.0, f64::max).min(NAMES_MAX) + 14.0;
        let (left, right) = match chart.form {
            Form::Lanes => (4.0, SIZE.0 - 4.0),
            Form::Lines | Form::Bars => (30.0, SIZE.0 - names - 2.0),
        };
        let area = Rect { left, top: 8.0, right, bottom: SIZE.1 - 18.0 };
        let scale = Scale { from: Time::ZERO, to: until.max(Time(1)), left, right };
        let plot = Plot { ground: Vec::new(), series: Vec::new(), scale, area };
        let plotter = Plotter { chart, tracks, known: known.min(until), plot };
        plotter.plot()
    }
}

/// What the series say at a moment, in words: `first attempts 12, retries 3`.
pub fn told(info: &Info, chart: &Chart, tracks: &[Track], at: Time) -> String {
    let words = chart.series.iter().zip(tracks).map(|(series, track)| {
        let value = track.value(track.interval(at)).map_or("none".into(), text::count);
        let unit = unit(info, series.source);
        format!("{} {value}{unit}", series.name)
    });
    words.collect::<Vec<_>>().join(", ")
}

/// The unit of a series' values, after a space.
fn unit(info: &Info, source: Source) -> String {
    match source {
        Source::Level(metric) | Source::Count(metric) | Source::Quantile(metric, _) => {
            let unit = info.metrics.get(usize::from(metric)).map_or("", |metric| metric.unit);
            if unit.is_empty() { String::new() } else { format!(" {unit}") }
        }
        Source::Sent(_) | Source::Delivered(_) => String::new(),
    }
}

struct Plotter<'a> {
    chart: &'a Chart,
    tracks: &'a [Track],
    known: Time,
    plot: Plot,
}

/// Some intervals that are drawn as one: from where to where, and the values of all series.
struct Step {
    from: f64,
    to: f64,
    values: Vec<Option<u64>>,
}

impl Plotter<'_> {
    fn plot(mut self) -> Plot {
        let steps = self.steps();
        for tick in self.plot.scale.ticks(64.0) {
            let foot = SIZE.1 - 3.0;
            let edges = (tick.x - 24.0, (tick.x + 24.0).min(SIZE.0));
            // A label that would hang over the end is not needed: the next one stands inside.
            if tick.x + 14.0 < SIZE.0 {
                let anchor = if tick.x < 20.0 { Anchor::Start } else { Anchor::Middle };
                let edges = if tick.x < 20.0 { (tick.x, tick.x + 40.0) } else { edges };
                let label = line(&tick.label, edges, foot, anchor, LETTERS, Ink::Label);
                self.plot.ground.extend(label);
            }
        }
        match self.chart.form {
            Form::Lines => {
                let highest = steps.iter().flat_map(|it| it.values.iter().flatten()).max();
                let top = self.values(highest.copied().unwrap_or(0));
                self.lines(&steps, top);
            }
            Form::Bars => {
                let sum = |step: &Step| step.values.iter().flatten().sum::<u64>();
                let top = self.values(steps.iter().map(sum).max().unwrap_or(0));
                self.bars(&steps, top);
            }
            Form::Lanes => self.lanes(&steps),
        }
        self.plot
    }

    /// The intervals up to what is known, those that share a pixel drawn as one.
    fn steps(&self) -> Vec<Step> {
        let Some(first) = self.tracks.first() else { return Vec::new() };
        let bucket = self.chart.bucket.0.max(1);
        let scale = &self.plot.scale;
        let pixels = scale.x(Time(bucket)) - scale.x(Time::ZERO);
        let group = (NARROWEST / pixels.max(1e-6)).ceil().max(1.0) as usize;
        let count = first.interval(self.known) + 1;
        let starts = (0..count).step_by(group);
        let steps = starts.map(|start| {
            let all = start..(start + group).min(count);
            let edge = |interval: usize| scale.x(Time(interval as u64 * bucket)).min(scale.right);
            Step { from: edge(start), to: edge(start + group), values: self.values_of(all) }
        });
        steps.collect()
    }

    /// The values that stand for some intervals: of bars those of the highest one, as they belong
    /// together; of everything else the highest of each series.
    fn values_of(&self, intervals: std::ops::Range<usize>) -> Vec<Option<u64>> {
        let at = |interval: usize| self.tracks.iter().map(move |track| track.value(interval));
        if self.chart.form == Form::Bars {
            let highest = intervals.max_by_key(|it| at(*it).flatten().sum::<u64>());
            return highest.map_or(Vec::new(), |it| at(it).collect());
        }
        let highest = |track: &Track| intervals.clone().filter_map(|it| track.value(it)).max();
        self.tracks.iter().map(highest).collect()
    }

    /// The axis of values up to at least the highest; answers what stands at the top.
    fn values(&mut self, highest: u64) -> u64 {
        let step = round_step(highest);
        let top = highest.div_ceil(step).max(1) * step;
        for value in (0..=top / step).map(|nth| nth * step) {
            let y = self.y(value, top);
            let Rect { left, right, .. } = self.plot.area;
            let rule = format!("M{}H{}", point(left, y), tenths(right));
            self.plot.ground.push(Shape::Path(rule, Ink::Rule));
            let edges = (0.0, left - 4.0);
            let label = line(&brief(value), edges, y + 3.0, Anchor::End, LETTERS, Ink::Value);
            self.plot.ground.extend(label);
        }
        top
    }

    fn y(&self, value: u64, top: u64) -> f64 {
        let Rect { top: high, bottom, .. } = self.plot.area;
        bottom - value as f64 / top.max(1) as f64 * (bottom - high)
    }

    fn lines(&mut self, steps: &[Step], top: u64) {
        let mut ends = Vec::new();
        for (index, series) in self.chart.series.iter().enumerate() {
            let ink = Ink::Line(series.tone, index.min(2) as u8);
            let mut path = String::new();
            let mut drawn = false;
            for step in steps {
                let Some(value) = step.values.get(index).copied().flatten() else {
                    drawn = false;
                    continue;
                };
                let (from, y) = (point(step.from, self.y(value, top)), self.y(value, top));
                // Writing to a string does not fail.
                let _ = match drawn {
                    true => write!(path, "V{}H{}", tenths(y), tenths(step.to)),
                    false => write!(path, "M{from}H{}", tenths(step.to)),
                };
                drawn = true;
            }
            let last = steps.iter().rev().find_map(|it| it.values.get(index).copied().flatten());
            ends.push(self.y(last.unwrap_or(0), top));
            self.plot.series.push(Shape::Path(path, ink));
        }
        self.names(&ends, |index, tone| Ink::Line(tone, index.min(2) as u8));
    }

    fn bars(&mut self, steps: &[Step], top: u64) {
        let mut middles = Vec::new();
        let mut floors = vec![0; steps.len()];
        for (index, series) in self.chart.series.iter().enumerate() {
            let mut path = String::new();
            let mut middle = self.plot.area.bottom;
            for (step, floor) in steps.iter().zip(&mut floors) {
                let value = step.values.get(index).copied().flatten().unwrap_or(0);
                if value == 0 {
                    continue;
                }
                let (low, high) = (self.y(*floor, top), self.y(*floor + value, top));
                *floor += value;
                middle = (low + high) / 2.0;
                let gap = if step.to - step.from > 4.0 { 0.6 } else { 0.0 };
                let from = point(step.from + gap, low);
                let to = point(step.to - gap, high);
                let _ = write!(path, "M{from}V{}H{}V{}Z", tenths(to.y), tenths(to.x), tenths(low));
            }
            middles.push(middle);
            self.plot.series.push(Shape::Path(path, filling(index, series.tone)));
        }
        self.names(&middles, filling);
    }

    /// A lane each, its marks as high as its values are beside its own highest.
    fn lanes(&mut self, steps: &[Step]) {
        let Rect { left, right, top, bottom } = self.plot.area;
        let pitch = (bottom - top + 4.0) / self.chart.series.len().max(1) as f64;
        for (index, series) in self.chart.series.iter().enumerate() {
            let floor = top - 4.0 + (index as f64 + 1.0) * pitch;
            let values = || steps.iter().map(|it| it.values.get(index).copied().flatten());
            let highest = values().flatten().max().unwrap_or(0);
            let high = pitch - LETTERS - 5.0;
            let mut path = String::new();
            for (step, value) in steps.iter().zip(values()) {
                let Some(value) = value.filter(|value| *value > 0) else { continue };
                let height = (value as f64 / highest.max(1) as f64 * high).max(2.0);
                let gap = if step.to - step.from > 4.0 { 0.6 } else { 0.0 };
                let from = point(step.from + gap, floor);
                let _ =
                    write!(path, "M{from}v-{h}H{}v{h}Z", tenths(step.to - gap), h = tenths(height));
            }
            self.plot.series.push(Shape::Path(path, Ink::Settled(series.tone)));
            let rule = format!("M{}H{}", point(left, floor), tenths(right));
            self.plot.ground.push(Shape::Path(rule, Ink::Rule));
            let foot = floor - pitch + LETTERS + 2.0;
            let most = format!("max {}", brief(highest));
            let taken = width(&most, LETTERS, Ink::Value) + 6.0;
            let name =
                line(series.name, (left, right - taken), foot, Anchor::Start, LETTERS, Ink::Label);
            let most = line(&most, (left, right), foot, Anchor::End, LETTERS, Ink::Value);
            self.plot.ground.extend(name.into_iter().chain(most));
        }
    }

    /// The names of the series at the right, each as near to its place as the others let it be,
    /// with a sample of its look.
    fn names(&mut self, places: &[f64], ink: impl Fn(usize, Tone) -> Ink) {
        let Rect { right, top, bottom, .. } = self.plot.area;
        let left = right + 4.0;
        for (index, y) in apart(places, LETTERS + 2.0, (top, bottom)).into_iter().enumerate() {
            let series = &self.chart.series[index];
            let sample = match ink(index, series.tone) {
                ink @ Ink::Line(..) => Shape::Path(format!("M{}h9", point(left, y)), ink),
                ink => Shape::Box(Rect::around(point(left + 4.0, y), 7.0, 7.0), 1.0, ink),
            };
            self.plot.ground.push(sample);
            let edges = (left + 12.0, SIZE.0);
            let name = line(series.name, edges, y + 3.0, Anchor::Start, LETTERS, Ink::Label);
            self.plot.ground.extend(name);
        }
    }
}

/// How stacked bars are filled: full, light, empty.
fn filling(index: usize, tone: Tone) -> Ink {
    match index {
        0 => Ink::Level(tone),
        1 => Ink::Settled(tone),
        _ => Ink::Open(tone),
    }
}

/// Places moved as little as is needed to be so far apart, within bounds.
fn apart(places: &[f64], least: f64, (low, high): (f64, f64)) -> Vec<f64> {
    let mut order: Vec<usize> = (0..places.len()).collect();
    by_key(&mut order, |index| rank(places[*index]));
    let mut moved = places.to_vec();
    let mut floor = low;
    for index in &order {
        moved[*index] = moved[*index].max(floor);
        floor = moved[*index] + least;
    }
    let mut ceiling = high;
    for index in order.iter().rev() {
        moved[*index] = moved[*index].min(ceiling);
        ceiling = moved[*index] - least;
    }
    moved
}

/// The distance of the marks on an axis up to a value: 1, 2 or 5 times a power of ten, so that
/// there are three or four of them.
fn round_step(highest: u64) -> u64 {
    let steps = (0..18).flat_map(|power| [1, 2, 5].map(|digit| digit * 10u64.pow(power)));
    steps.into_iter().find(|step| highest.div_ceil(*step) <= 3).unwrap_or(10u64.pow(18))
}

/// A number in at most five characters: `950`, `12k`, `3.5M`.
fn brief(value: u64) -> String {
    match value {
        0..10_000 => value.to_string(),
        10_000..1_000_000 => format!("{}k", text::short(value as f64 / 1e3, 0)),
        _ => format!("{}M", text::short(value as f64 / 1e6, 1)),
    }
}

/// Where a moment is in a chart, held to what it shows.
pub fn place(plot: &Plot, at: Time) -> Point {
    point(plot.scale.x(at).min(plot.area.right), plot.area.bottom)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::extent;
    use kernel::ids::{NodeId, RecordId};
    use kernel::record::What;
    use kernel::time::Span;
    use pattern::declare::Series;

    const SERIES: &[Series] = &[
        Series { name: "first attempts", tone: Tone::Quiet, source: Source::Count(0) },
        Series { name: "answered too late for anybody", tone: Tone::Bad, source: Source::Count(1) },
        Series { name: "median", tone: Tone::Trying, source: Source::Quantile(2, 500) },
    ];

    const fn chart(form: Form) -> Chart {
        Chart { title: "A chart", help: "", form, bucket: Span::millis(100), series: SERIES }
    }

    static INFO: Info = Info {
        charts: &[chart(Form::Lines), chart(Form::Bars), chart(Form::Lanes)],
        ..Info::EMPTY
    };

    /// Three metrics, each reported every so many milliseconds.
    fn gathered(count: u64, every: u64) -> Gathered {
        let records: Vec<Record> = (0..count)
            .map(|i| Record {
                at: Time(i * every * 1_000),
                cause: RecordId(0),
                node: NodeId(0),
                what: What::Measured { metric: (i % 3) as u8, value: (i * 37 % 91) as u32 },
            })
            .collect();
        let mut gathered = Gathered::new(&INFO);
        gathered.extend(&records);
        gathered
    }

    fn plots(count: u64, every: u64) -> Vec<Plot> {
        let gathered = gathered(count, every);
        let known = Time(count * every * 1_000);
        let plot = |at: usize| {
            Plot::of(&INFO.charts[at], gathered.of(at), known, Time(known.0 * 5 / 4 + 1))
        };
        (0..3).map(plot).collect()
    }

    /// The numbers of path data that are places from left to right.
    fn xs(path: &str) -> Vec<f64> {
        let words: Vec<&str> = path.split(|c: char| c.is_ascii_alphabetic()).collect();
        let commands = path.chars().filter(char::is_ascii_alphabetic);
        let numbers = commands.zip(&words[1..]).filter(|(c, _)| matches!(c, 'M' | 'H'));
        numbers.filter_map(|(_, word)| word.split(' ').next()?.parse().ok()).collect()
    }

    #[test]
    fn everything_stays_within_the_chart_and_no_text_covers_another() {
        for (count, every) in [(0, 1), (1, 1), (40, 20), (3_000, 7), (20_000, 30)] {
            for plot in plots(count, every) {
                let room = Rect { left: 0.0, top: 0.0, right: SIZE.0, bottom: SIZE.1 };
                let mut texts: Vec<Rect> = Vec::new();
                for shape in plot.ground.iter().chain(&plot.series) {
                    if let Shape::Path(path, _) = shape {
                        assert!(xs(path).iter().all(|x| (0.0..=SIZE.0).contains(x)), "{path}");
                    }
                    let Some(area) = extent(shape) else { continue };
                    assert!(room.covers(area), "{shape:?} leaves the chart of {count}");
                    if matches!(shape, Shape::Text(_)) {
                        assert!(!texts.iter().any(|it| it.overlaps(area)), "{shape:?} of {count}");
                        texts.push(area);
                    }
                }
            }
        }
    }

    #[test]
    fn a_long_run_is_drawn_with_no_more_steps_than_there_are_pixels() {
        for plot in plots(100_000, 6) {
            for shape in &plot.series {
                let Shape::Path(path, _) = shape else { continue };
                assert!(path.len() < 9_000, "{} bytes", path.len());
            }
        }
    }

    #[test]
    fn axes_have_few_round_marks() {
        let steps = [0, 1, 3, 7, 10, 91, 250, 12_345].map(round_step);
        assert_eq!(steps, [1, 1, 1, 5, 5, 50, 100, 5_000]);
        assert_eq!([brief(950), brief(12_345), brief(3_500_000)], ["950", "12k", "3.5M"]);
    }

    #[test]
    fn names_that_would_cover_each_other_move_apart() {
        assert_eq!(apart(&[50.0, 50.0, 10.0], 11.0, (8.0, 60.0)), [49.0, 60.0, 10.0]);
        assert_eq!(apart(&[60.0, 60.0], 11.0, (8.0, 60.0)), [49.0, 60.0]);
    }

    #[test]
    fn values_are_told_by_name_and_unit() {
        let gathered = gathered(40, 20);
        let told = told(&INFO, &INFO.charts[0], gathered.of(0), Time(30_000));
        // 0 and 111 % 91 at 0 and 60 ms; 37 at 20 ms and 57 at 80 ms; 74 at 40 ms.
        assert_eq!(told, "first attempts 20, answered too late for anybody 94, median 74");
    }
}
