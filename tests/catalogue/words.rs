//! What patterns say about themselves: ids, sentences, places in diagrams, references between
//! declarations.

use std::collections::BTreeSet;

use super::{Complaints, patterns};
use crate::common::scenario;
use faultline::catalogue::FAMILIES;
use faultline::pattern::declare::{InputSpec, Source};
use faultline::run::entry::Entry;

/// The parts of a pattern's documentation, in this order.
const PARTS: [&str; 5] = [
    "# What it is\n",
    "# When to use it\n",
    "# What can go wrong\n",
    "# What to watch for\n",
    "# Sources\n",
];

#[test]
fn declarations_are_complete_and_refer_to_what_there_is() {
    let mut complaints = Complaints::default();
    for entry in patterns() {
        let info = entry.info;
        let mut check = |fine, wrong: String| complaints.check(fine, entry, || wrong);
        check(is_kebab(info.id), format!("the id {} is not in kebab-case", info.id));
        let known = FAMILIES.contains(&info.family);
        check(known, format!("there is no family “{}”", info.family));
        check(is_sentence(info.summary), format!("no sentence: {}", info.summary));
        let properties: BTreeSet<&str> = (entry.properties)().iter().map(|it| it.0).collect();
        check(!properties.is_empty(), "it promises nothing".into());
        for guard in (entry.safeguards)() {
            check(properties.contains(guard.breaks), format!("nothing is {}", guard.breaks));
            check(is_kebab(guard.id), format!("the safeguard {} is not kebab-case", guard.id));
            check(is_sentence(guard.lesson), format!("no sentence: {}", guard.lesson));
        }
        for param in (entry.params)() {
            check(is_sentence(param.help), format!("no sentence: {}", param.help));
            let more = says_more(param.help, param.key);
            check(more, format!("“{}” says no more than {}", param.help, param.key));
            let key = param.key.bytes().all(|it| it.is_ascii_lowercase() || it == b'_');
            check(key, format!("the parameter {} is not in snake_case", param.key));
        }
        for kind in info.messages {
            check(is_sentence(kind.help), format!("{}: no sentence: {}", kind.name, kind.help));
            let more = says_more(kind.help, kind.name);
            check(more, format!("“{}” says no more than {}", kind.help, kind.name));
        }
        diagrams(entry, &mut check);
        charts(entry, &mut check);
        parts(entry, &mut check);
    }
    complaints.end();
}

fn diagrams(entry: &Entry, check: &mut dyn FnMut(bool, String)) {
    let prefixes: BTreeSet<char> = entry.info.roles.iter().map(|role| role.prefix).collect();
    check(prefixes.len() == entry.info.roles.len(), "two roles share a letter".into());
    for role in entry.info.roles {
        let states = role.diagram.states;
        check(!states.is_empty(), format!("{} has no states", role.name));
        for (number, state) in states.iter().enumerate() {
            let apart = states[..number].iter().all(|other| other.place != state.place);
            check(apart, format!("{} lies on another state", state.name));
            let inside = state.place.0 <= 100 && state.place.1 <= 100;
            check(inside, format!("{} lies outside of its diagram", state.name));
        }
        for edge in role.diagram.edges {
            let known = [edge.from, edge.to].iter().all(|at| usize::from(*at) < states.len());
            check(known && edge.from != edge.to, format!("“{}” joins no two states", edge.label));
        }
    }
}

fn charts(entry: &Entry, check: &mut dyn FnMut(bool, String)) {
    let (messages, metrics) = (entry.info.messages.len(), entry.info.metrics.len());
    for chart in entry.info.charts {
        check(is_sentence(chart.help), format!("no sentence: {}", chart.help));
        check(!chart.series.is_empty(), format!("“{}” plots nothing", chart.title));
        for series in chart.series {
            let known = match series.source {
                Source::Sent(kind) | Source::Delivered(kind) => usize::from(kind) < messages,
                Source::Level(metric) | Source::Count(metric) => usize::from(metric) < metrics,
                Source::Quantile(metric, mille) => usize::from(metric) < metrics && mille <= 1_000,
            };
            check(known, format!("“{}” plots what there is not", series.name));
        }
    }
}

/// The page finds a pattern's documentation by the folder that it lies in.
#[test]
fn documentation_lies_in_a_folder_named_for_its_pattern() {
    let mut complaints = Complaints::default();
    for entry in patterns() {
        let folder = entry.info.id.replace('-', "_");
        let home = env!("CARGO_MANIFEST_DIR");
        let file = std::fs::read_to_string(format!("{home}/src/patterns/{folder}/doc.md"));
        let own = file.is_ok_and(|text| text == entry.info.doc);
        complaints.check(own, entry, || format!("its documentation is not in {folder}/doc.md"));
    }
    complaints.end();
}

fn parts(entry: &Entry, check: &mut dyn FnMut(bool, String)) {
    let mut rest = entry.info.doc;
    for part in PARTS {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => check(false, format!("its documentation lacks “{}”", part.trim())),
        }
    }
}

#[test]
fn every_example_of_an_input_is_understood_and_nonsense_is_refused_in_a_sentence() {
    let mut complaints = Complaints::default();
    for entry in patterns() {
        let setup = scenario(entry.info.trial).setup;
        for spec in entry.inputs {
            let refused = (entry.check_input)(&setup, spec.example).err();
            complaints.check(refused.is_none(), entry, || format!("{refused:?}"));
            complaints
                .check(is_sentence(spec.help), entry, || format!("no sentence: {}", spec.help));
        }
        for nonsense in ["", "!", "put put put", "\u{202e}x", "9999999999999999999999"] {
            if let Err(sentence) = (entry.check_input)(&setup, nonsense) {
                // It is quoted, and something that would be understood is named.
                let first = |it: &InputSpec| it.example.split(' ').next().unwrap_or(it.example);
                let helps = entry.inputs.iter().any(|it| sentence.contains(first(it)));
                let quoted = sentence.contains(&format!("“{nonsense}”"));
                let fine = helps && quoted && !sentence.contains('\n');
                complaints.check(fine, entry, || format!("“{nonsense}”: {sentence}"));
            } else {
                complaints.check(false, entry, || format!("it understands “{nonsense}”"));
            }
        }
    }
    complaints.end();
}

fn is_kebab(id: &str) -> bool {
    let plain = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
    !id.is_empty() && id.bytes().all(plain)
}

/// Three words at least, of which the first is capitalized, and a full stop.
fn is_sentence(text: &str) -> bool {
    let closed = text.ends_with('.') && !text.ends_with("..");
    let words = text.split(' ').filter(|word| word.chars().any(char::is_alphanumeric)).count();
    closed && words >= 3 && text.starts_with(char::is_uppercase) && !text.contains(['\n', '\t'])
}

/// Whether a sentence says more than a name: it has words that are not in the name.
fn says_more(text: &str, name: &str) -> bool {
    let words = |text: &str| -> BTreeSet<String> {
        let words = text.split(|it: char| !it.is_alphanumeric()).map(str::to_lowercase);
        words.filter(|word| word.len() > 3).collect()
    };
    words(text).difference(&words(name)).next().is_some()
}
