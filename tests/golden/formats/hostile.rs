//! What people write into titles and notes is text in every format, and nothing else.

use faultline::catalogue::ALL;
use faultline::export::FORMATS;
use faultline::kernel::ids::NodeId;
use faultline::kernel::time::Time;
use faultline::scenario::{Note, Scenario};
use proptest::prelude::*;

use super::played::Played;

const SHORT: &str = "faultline 1\npattern raft nodes=3 clients=1\nseed 1\nuntil 0.45s\n";

/// Signs that some format gives a meaning, and words that end something.
const SIGNS: &[&str] = &[
    "end",
    "END",
    "end;",
    ";",
    "#",
    "#quot;",
    "%%{init: {}}%%",
    "%newline()",
    "<script>",
    "]]>",
    "-->",
    "\"",
    "'",
    "\\n",
    "\\",
    "{\"n0\":1}",
    "n0 {\"n0\":9}",
    "@enduml",
    "!include x",
    "$$x$$",
    "`",
    "//",
    "~",
    "**b**",
    "é",
    "→",
    "\u{2028}",
    "[[http://x]]",
    ":value 1}",
    "&amp;",
    "Note",
];

fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        prop::sample::select(SIGNS).prop_map(str::to_string),
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(word, 1..8).prop_map(|words| words.join(" "))
}

/// The run with these words for its title and for notes, in a format.
fn export(title: &str, note: &str, format: &str) -> String {
    let mut scenario = Scenario::parse(SHORT, ALL).expect("a scenario");
    let mut sim = scenario.start().expect("it starts");
    sim.seek(scenario.until).expect("it is short");
    scenario.title = title.into();
    for node in [None, Some(NodeId(0))] {
        scenario.notes.push(Note { at: Time(400_000), node, text: note.into() });
    }
    Played { scenario, sim }.export(format, Time(380_000))
}

/// Where the words stand, the export has something; everything else must be as it is with
/// harmless words.
fn same_but_words(plain: &str, hostile: &str) -> Result<(), TestCaseError> {
    let rows = |text: &str| text.lines().count();
    prop_assert_eq!(rows(plain), rows(hostile), "{}", hostile);
    for (plain, hostile) in plain.lines().zip(hostile.lines()) {
        if !plain.contains("harmless") {
            prop_assert_eq!(plain, hostile);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn words_cannot_become_statements(title in words(), note in words()) {
        for format in ["mermaid", "plantuml"] {
            let hostile = export(&title, &note, format);
            same_but_words(&export("harmless", "harmless", format), &hostile)?;
            let forbidden: &[char] = if format == "mermaid" { &[';', '%', '<', '"'] } else { &['@'] };
            for line in hostile.lines().filter(|line| line.starts_with("title ")) {
                // Numbers of signs are written with a semicolon: nothing else is.
                let bare: String = line.split('#').map(|part| match part.split_once(';') {
                    Some((number, rest)) if number.bytes().all(|it| it.is_ascii_digit()) => rest,
                    _ => part,
                }).collect();
                prop_assert!(!bare.contains(forbidden), "{}", line);
            }
        }
    }

    #[test]
    fn json_and_xml_stay_what_they_are(title in words(), note in words()) {
        for format in ["perfetto", "otlp"] {
            let told = export(&title, &note, format);
            prop_assert!(serde_json::from_str::<serde_json::Value>(&told).is_ok());
        }
        for line in export(&title, &note, "jsonl").lines() {
            prop_assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "{}", line);
        }
        for format in ["svg", "animated-svg", "spacetime-svg"] {
            let picture = export(&title, &note, format);
            let harmless = export("harmless", "harmless", format);
            for bracket in ['<', '>', '"'] {
                let counts = [&picture, &harmless].map(|it| it.matches(bracket).count());
                prop_assert_eq!(counts[0], counts[1]);
            }
            prop_assert!(!picture.chars().any(|c| c.is_control() && c != '\n'));
        }
    }
}

#[test]
fn every_format_has_a_name_of_its_own_and_says_what_it_is() {
    let mut ids: Vec<_> = FORMATS.iter().map(|format| format.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), FORMATS.len());
    for format in FORMATS {
        let summary = format.summary;
        assert!(summary.split(' ').count() >= 4, "{}: {summary}", format.id);
    }
}
