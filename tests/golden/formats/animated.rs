//! Moving pictures of every pattern: their keyframes are in order, and everything that is sent is
//! seen on its way.

use faultline::catalogue::ALL;
use faultline::kernel::record::What;
use faultline::kernel::time::Time;

use super::played::Played;

/// The values of an attribute, wherever it stands.
fn attributes<'a>(text: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let open = format!(" {name}=\"");
    let starts: Vec<usize> = text.match_indices(&open).map(|(at, _)| at + open.len()).collect();
    starts.into_iter().map(|at| text[at..].split('"').next().unwrap_or_default())
}

#[test]
fn keyframes_of_every_pattern_are_in_order() {
    for entry in ALL {
        let id = entry.info.id;
        let mut played = Played::of(&format!("faultline 1\npattern {id}\nseed 7\nuntil 0.5s\n"));
        let names = played.sim.names().clone();
        let (a, b) = (&names.0[0], &names.0[1]);
        let text = format!(
            "faultline 1\npattern {id}\nseed 7\nat 0.32s partition {a} | {b}\nat 0.35s crash {a}\n\
             at 0.38s restart {a}\nat 0.4s heal\nat 0.41s clog {b}\nuntil 0.5s\n"
        );
        played = Played::of(&text);
        let film = played.export("animated-svg", Time(300_000));
        assert_eq!(film, Played::of(&text).export("animated-svg", Time(300_000)), "{id}");
        let values: Vec<usize> =
            attributes(&film, "values").map(|list| list.split(';').count()).collect();
        let times: Vec<Vec<f64>> = attributes(&film, "keyTimes")
            .map(|list| list.split(';').map(|it| it.parse().expect("a number")).collect())
            .collect();
        assert_eq!(values, times.iter().map(Vec::len).collect::<Vec<_>>(), "{id}");
        for list in &times {
            assert_eq!(list.first(), Some(&0.0), "{id}: {list:?}");
            assert!(list.is_sorted() && list.last() <= Some(&1.0), "{id}: {list:?}");
        }
        assert!(!film.contains("NaN") && !film.contains("href"), "{id}");
    }
}

#[test]
fn every_message_between_two_who_are_drawn_is_an_element() {
    let mut played = Played::hunted(3, 2);
    let from = Time(1_400_000);
    let film = played.export("animated-svg", from);
    let records = played.sim.records();
    let sent = records.iter().filter(|it| {
        matches!(it.what, What::Sent { .. }) && it.at > from && it.at <= played.sim.now()
    });
    let sent = sent.count();
    // Those on their way when it begins are there too, and again after the stage was laid out anew.
    let drawn = film.matches(r#" type="translate" values="-99.0 -99.0"#).count();
    assert!(sent > 20 && drawn >= sent, "{drawn} of {sent}");
}
