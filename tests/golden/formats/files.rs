//! The golden files: one run, in every format. The run is `client-retry`, whose client asks a
//! leader that cannot answer.

use std::fs;
use std::path::Path;

use faultline::export::{FORMATS, Subject};
use faultline::kernel::time::Time;

use super::played::Played;

/// Where the leader is known and the client begins.
const FROM: Time = Time(380_000);

#[test]
fn every_format_tells_the_run_as_it_did() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let run = fs::read_to_string(root.join("raft/client-retry.txt")).expect("a golden run");
    let text = run.split("---\n").next().unwrap_or_default();
    let mut complaints = Vec::new();
    for format in FORMATS {
        let path = root.join("export").join(format!("{}.{}", format.id, format.extension));
        // Whoever asks waits long for an answer; of the rest, its beginning is enough.
        let (from, until) = match format.subject {
            Subject::Records => (FROM, "until 0.47s"),
            Subject::Film => (FROM, "until 0.41s"),
            Subject::Moment => (Time::ZERO, "until 0.47s"),
            Subject::Operations | Subject::Traces => (FROM, "until 0.9s"),
        };
        let text = text.replace("until 0.9s", until);
        let told = Played::of(&text).export(format.id, from);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&path, &told).expect("it can be written");
        } else if fs::read_to_string(&path).unwrap_or_default() != told {
            complaints.push(path.display().to_string());
        }
    }
    assert!(complaints.is_empty(), "not as they were: {complaints:#?}");
}

#[test]
fn the_same_run_is_exported_to_the_same_bytes() {
    for format in FORMATS {
        let told = |from| Played::hunted(7, 2).export(format.id, from);
        assert_eq!(told(Time::ZERO), told(Time::ZERO), "{}", format.id);
    }
}
