//! The format in which the page saves a scenario: JSON with a version number.
//!
//! ```json
//! {"faultline_saved":1,"edited_ms":1764500000000,"at_us":1500000,
//!  "panes":[{"scenario":"faultline 1\npattern raft\n…","branch":"trunk"}],
//!  "active":0,"faults_to_both":true}
//! ```
//!
//! Values of all versions begin with these two fields, which are read as text, before anything else: the
//! version and the time. A value of a newer version is refused with a sentence that says so, and whoever holds
//! the value leaves it as it is. Whatever is added to the format raises the version, because an older page
//! would lose it on the next save.
//!
//! Earlier versions of the page saved the text of a `.faultline` file; [`decode`] reads those too.
//! This module uses no browser and no run.

use super::file;
use super::saved::{SavedScenario, VERSION};

/// What values of all versions begin with.
const START: &str = "{\"faultline_saved\":";

/// The value to be stored.
pub fn encode(saved: &SavedScenario) -> String {
    // It consists of numbers, texts and lists, all of which JSON can express.
    serde_json_wasm::to_string(saved).unwrap_or_default()
}

/// Reads a stored value of this or an earlier version; the sentence says why it cannot be read. Whether
/// the scenario in it is valid is not looked at.
pub fn decode(value: &str) -> Result<SavedScenario, String> {
    if !value.starts_with('{') {
        return Ok(file::read(value));
    }
    let damaged = || String::from("What is saved here is damaged");
    let (version, _) = header(value).ok_or_else(damaged)?;
    if version > VERSION {
        return Err(format!(
            "It was saved by a newer version of this page, in format {version}: this page reads \
             formats up to {VERSION}"
        ));
    }
    let saved: Option<SavedScenario> = serde_json_wasm::from_str(value).ok();
    let saved = saved.ok_or_else(damaged)?;
    match (1..=2).contains(&saved.panes.len()) && saved.active < saved.panes.len() as u64 {
        true => Ok(saved),
        false => Err("What is saved here has no pane to show".into()),
    }
}

/// When a stored value was changed last, also where the rest of it cannot be read; 0 if it does not say.
pub fn edited_ms(value: &str) -> u64 {
    header(value).map_or_else(|| file::saved_ms(value), |it| it.1)
}

/// Whether a text looks like a value that [`encode`] made, of whatever version.
pub fn is_encoded(text: &str) -> bool {
    text.starts_with(START)
}

/// The version of a value, and when it was changed last.
fn header(value: &str) -> Option<(u64, u64)> {
    let (version, rest) = value.strip_prefix(START)?.split_once(",\"edited_ms\":")?;
    let edited_ms = rest.get(..rest.find([',', '}'])?)?;
    Some((version.parse().ok()?, edited_ms.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keep::saved::SavedPane;
    use proptest::prelude::*;

    const RAFT: &str = "faultline 1\npattern raft\nseed 1\nuntil 3s\n";

    fn pane(scenario: &str) -> SavedPane {
        SavedPane { scenario: scenario.into(), branch: "trunk".into() }
    }

    /// Two panes of which the right one is worked on.
    fn two(right: &str) -> SavedScenario {
        let panes = vec![pane(RAFT), pane(right)];
        SavedScenario { panes, active: 1, ..SavedScenario::new(pane("")) }
    }

    #[test]
    fn the_format_is_what_its_documentation_shows() {
        let saved = SavedScenario {
            edited_ms: 1_764_500_000_000,
            at_us: 1_500_000,
            ..SavedScenario::new(pane("faultline 1\ntitle “A”\npattern raft\n"))
        };
        let value = "{\"faultline_saved\":1,\"edited_ms\":1764500000000,\"at_us\":1500000,\"panes\":[\
                     {\"scenario\":\"faultline 1\\ntitle “A”\\npattern raft\\n\",\"branch\":\"trunk\"}],\
                     \"active\":0,\"faults_to_both\":true}";
        assert_eq!(encode(&saved), value);
        assert_eq!(decode(value), Ok(saved));
        assert!(is_encoded(value));
        assert_eq!(edited_ms(value), 1_764_500_000_000);
    }

    #[test]
    fn a_newer_version_is_told_apart_from_damage_and_still_says_when_it_was_saved() {
        let newer =
            "{\"faultline_saved\":2,\"edited_ms\":99,\"panes\":{\"grid\":[[1,null],[-2.5,true]]}}";
        let sentence = decode(newer).expect_err("a newer version");
        assert_eq!(
            sentence,
            "It was saved by a newer version of this page, in format 2: this page reads formats up to 1"
        );
        assert!(is_encoded(newer));
        assert_eq!(edited_ms(newer), 99);
    }

    #[test]
    fn damage_gives_one_sentence() {
        let value = encode(&two(RAFT));
        let cut = (1..value.len()).filter(|at| value.is_char_boundary(*at)).map(|at| &value[..at]);
        let panes = |panes: &str, active: u32| {
            format!(
                "{{\"faultline_saved\":1,\"edited_ms\":1,\"at_us\":0,\"panes\":[{panes}],\"active\":{active},\"faults_to_both\":true}}"
            )
        };
        let one = "{\"scenario\":\"\",\"branch\":\"\"}";
        assert!(decode(&panes(one, 0)).is_ok());
        let wrong = [
            panes("", 0),
            panes(one, 1),
            panes(&[one; 3].join(","), 0),
            "{}".into(),
            "{\"a\": 1}".into(),
        ];
        for damaged in cut.chain(wrong.iter().map(String::as_str)) {
            let sentence = decode(damaged).expect_err(damaged);
            assert!(sentence.starts_with("What is saved here "), "{damaged}: {sentence}");
        }
    }

    #[test]
    fn two_panes_are_other_work_than_one_of_them_or_another_two() {
        let saved = two(RAFT);
        assert!(saved.is_same_work(&two(&RAFT.replace("3s", "5s"))));
        assert!(!saved.is_same_work(&two(&RAFT.replace("seed 1", "seed 2"))));
        let one = SavedScenario::new(pane(RAFT));
        assert!(!saved.is_same_work(&one) && !one.is_same_work(&saved));
    }

    #[test]
    fn a_run_that_went_on_is_still_the_same_work() {
        let later =
            file::read("faultline 1\npattern raft\nseed 1\nuntil 5s\n# at 3.5s\n# kept 99\n");
        assert!(later.is_same_work(&SavedScenario::new(pane(RAFT))));
        assert!(!later.is_same_work(&SavedScenario::new(pane(&RAFT.replace("seed 1", "seed 2")))));
    }

    fn panes() -> impl Strategy<Value = SavedPane> {
        (any::<String>(), any::<String>())
            .prop_map(|(scenario, branch)| SavedPane { scenario, branch })
    }

    prop_compose! {
        fn values()(
            edited_ms in any::<u64>(),
            at_us in any::<u64>(),
            panes in prop::collection::vec(panes(), 1..3),
            right in any::<bool>(),
            faults_to_both in any::<bool>(),
        ) -> SavedScenario {
            let active = (right && panes.len() == 2).into();
            SavedScenario { version: VERSION, edited_ms, at_us, panes, active, faults_to_both }
        }
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(saved in values()) {
            let value = encode(&saved);
            prop_assert!(is_encoded(&value) && !value.contains('\n'));
            prop_assert_eq!(edited_ms(&value), saved.edited_ms);
            prop_assert_eq!(decode(&value), Ok(saved));
        }

        #[test]
        fn no_value_is_read_as_something_else_without_a_sentence(text in any::<String>()) {
            match decode(&text) {
                Ok(saved) => prop_assert!(text.starts_with(&saved.panes[0].scenario)),
                Err(sentence) => prop_assert!(!sentence.is_empty()),
            }
            let _ = edited_ms(&text);
        }
    }
}
