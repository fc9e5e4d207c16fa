//! Links: what is packed comes out again, what was cut off or changed is refused, and every link
//! ever published opens for ever.

use std::fs;
use std::path::Path;

use faultline::catalogue;
use faultline::kernel::REVISION;
use faultline::kernel::time::Time;
use faultline::scenario::Scenario;
use faultline::scenario::link::{
    LINK_CHARS, Link, LinkError, Moment, Stamp, With, embedded, fragment, is_embedded,
};
use proptest::prelude::*;

const TEXT: &str = "\
faultline 1
title Split brain: the minority leader cannot commit
pattern raft
network latency=10..20ms loss=0.5%
seed k3f9
at 0.8s input n0 put x=1
at 1.2s partition n0 n1 | n2 n3 n4
at 1.3s note n0 Still believes it leads term 1
at 3s heal
until 6s
";

fn link() -> Link {
    let stamp = Some(Stamp { engine: 12, digest: 0x0123_4567_89ab_cdef });
    let (branch, selected) = (Some("2".into()), Some("n12".into()));
    let moment = Moment { at: Time(1_320_000), branch, selected, stamp };
    Link { text: TEXT.into(), moment: Some(moment) }
}

#[test]
fn a_review_scenario_is_a_short_link_with_readable_parameters() {
    let fragment = link().encode().expect("short enough");
    assert!(fragment.starts_with("#1eN"), "{fragment}");
    assert!(fragment.ends_with("z&b=2&sel=n12&t=1.32s&e=12&d=0123456789abcdef"), "{fragment}");
    assert!(fragment.len() < 400, "{} characters", fragment.len());
    assert_eq!(Link::decode(&fragment), Ok(link()));
}

#[test]
fn a_link_for_a_page_within_another_is_the_same_link_with_one_word_more() {
    let encoded = link().encode().expect("short enough");
    let within = embedded(&encoded);
    assert_eq!(within, encoded.replace("z&b=2", "z&embed=1&b=2"));
    assert!(is_embedded(&within) && !is_embedded(&encoded));
    assert_eq!(Link::decode(&within), Ok(link()));
    // Encoded once more, as some tools do.
    assert!(is_embedded(&within.replace('&', "%26").replace('=', "%3D")));
    // Written by hand; and where a title only says so.
    assert!(is_embedded("#faultline%201&embed=1"));
    assert!(!is_embedded("#faultline%201%0Atitle%20a%26embed%3D1"));
}

#[test]
fn a_link_shortened_anywhere_is_refused_or_shows_nothing_else() {
    let whole = link();
    let encoded = whole.encode().expect("short enough");
    let packed = encoded.find('&').expect("has parameters");
    for length in 0..encoded.len() {
        match Link::decode(&encoded[..length]) {
            Ok(part) => {
                assert!(length >= packed, "{length}");
                assert_eq!(part.text, whole.text);
                let (part, whole) = (part.moment, whole.moment.as_ref().expect("has a moment"));
                // Before the time nothing of the moment is left; after it only the stamp can be.
                let bare = Moment { stamp: None, ..whole.clone() };
                assert!(part.is_none() || part == Some(bare), "{length}: {part:?}");
            }
            Err(LinkError::NotALink) => assert!(length <= 1, "{length}"),
            Err(LinkError::Parameter("t" | "e")) => assert!(length > packed, "{length}"),
            // What is left ends in the middle of a byte, and in the letter z by chance.
            Err(LinkError::Damaged) => assert!(encoded[..length].ends_with('z'), "{length}"),
            Err(error) => assert_eq!(error, LinkError::CutOff, "{length}"),
        }
    }
}

#[test]
fn a_second_scenario_travels_beside_the_first_and_within_the_same_limits() {
    let own = link().encode().expect("short enough");
    let branch = Some("No heal".into());
    let digest = Some(0x00ff_4567_89ab_cdef);
    let with = With { text: TEXT.replace("heal", "crash n4"), branch, digest };
    let both = with.add_to(&own).expect("short enough");
    assert!(both.contains("z&wb=No%20heal&wd=00ff456789abcdef&b=2"), "{both}");
    assert_eq!(With::read(&both), Ok(Some(with.clone())));
    // A page that knows of no second one opens the first.
    assert_eq!(Link::decode(&both), Ok(link()));
    assert_eq!(With::read(&own), Ok(None));
    // Encoded once more, as some tools do, and written by hand.
    let again = both.replace('&', "%26").replace('=', "%3D");
    assert_eq!(With::read(&again), Ok(Some(with)));
    let by_hand = "#faultline%201%0Apattern%20raft&with=faultline%201%0Apattern%20bully&t=1s";
    let text = "faultline 1\npattern bully".into();
    assert_eq!(With::read(by_hand), Ok(Some(With { text, branch: None, digest: None })));
}

#[test]
fn a_digest_of_the_second_scenario_is_whole_or_refused() {
    let own = link().encode().expect("short enough");
    let with = With { text: TEXT.into(), branch: None, digest: Some(17) };
    let both = with.add_to(&own).expect("short enough");
    for (digest, error) in [
        ("000000000000001", LinkError::CutOff),
        ("00000000000000011", LinkError::Parameter("wd")),
        ("000000000000001g", LinkError::Parameter("wd")),
    ] {
        let changed = both.replace("0000000000000011", digest);
        assert_eq!(With::read(&changed), Err(error), "{digest}");
    }
}

#[test]
fn a_second_scenario_that_was_cut_off_changed_or_blown_up_is_refused() {
    let own = link().encode().expect("short enough");
    let both =
        With { text: TEXT.into(), branch: None, digest: None }.add_to(&own).expect("short enough");
    let (from, to) =
        (both.find("&with=").expect("it is there"), both.find("z&b=").expect("its end"));
    for length in from + 6..to {
        let read = With::read(&both[..length]);
        assert!(read.is_err(), "{length}: {read:?}");
    }
    let changed = both.replacen("&with=1eN", "&with=1eM", 1);
    assert!(With::read(&changed).is_err());
    let newer = both.replacen("&with=1", "&with=7", 1);
    assert_eq!(With::read(&newer), Err(LinkError::Newer(7)));
    assert_eq!(
        With::read(&format!("{own}&with={}", "A".repeat(LINK_CHARS))),
        Err(LinkError::TooLong)
    );
    let large = With { text: "x".repeat(300 * 1024), branch: None, digest: None };
    assert_eq!(large.add_to(&own), Err(LinkError::TooLarge));
}

#[test]
fn a_changed_character_never_gives_another_scenario() {
    let encoded = Link { moment: None, ..link() }.encode().expect("short enough");
    let mut refused = 0;
    for place in 2..encoded.len() {
        for other in ["A", "z", "-", "0", "~", ".", "é"] {
            let mut changed = encoded.clone();
            changed.replace_range(place..=place, other);
            match Link::decode(&changed) {
                // The same character, or one whose bits only pad.
                Ok(link) => assert_eq!(link.text, TEXT, "{changed}"),
                Err(_) => refused += 1,
            }
        }
    }
    assert!(refused > 6 * (encoded.len() - 10), "{refused} of seven times {}", encoded.len());
}

#[test]
fn links_written_by_hand_are_plain_text() {
    let hand = "#faultline%201%0Apattern%20raft%0Aat%201s%20drop%20n0%3En1#3%0A&t=1s";
    let link = Link::decode(hand).expect("a link");
    assert_eq!(link.text, "faultline 1\npattern raft\nat 1s drop n0>n1#3\n");
    let moment = Moment { at: Time(1_000_000), branch: None, selected: None, stamp: None };
    assert_eq!(link.moment, Some(moment));
    let named = Link::decode("#faultline%201%0Apattern%20raft&b=No%20heal&t=1s").expect("a link");
    assert_eq!(named.moment.and_then(|it| it.branch), Some("No heal".into()));
    let unencoded = "#faultline%201%0Atitle%20Ping & pong%0Apattern%20raft%20nodes=3";
    assert_eq!(Link::decode(unencoded), Err(LinkError::Damaged));
    assert_eq!(Link::decode("#faultline%FF"), Err(LinkError::Damaged));
}

#[test]
fn addresses_encoded_once_more_still_open() {
    let encoded = link().encode().expect("short enough");
    let again = encoded.replace('&', "%26").replace('=', "%3D");
    assert_eq!(Link::decode(&again), Ok(link()));
}

#[test]
fn only_the_fragment_of_an_address_counts() {
    let encoded = link().encode().expect("short enough");
    let address = format!("https://example.org/deep/?q=1{encoded}");
    assert_eq!(fragment(&address), Some(encoded.as_str()));
    assert_eq!(fragment("https://example.org/"), None);
}

#[test]
fn every_refusal_has_its_own_sentence() {
    let z = |text: &str| format!("{text}z");
    for (fragment, error) in [
        (String::new(), LinkError::NotALink),
        ("#".into(), LinkError::NotALink),
        ("#about".into(), LinkError::NotALink),
        ("#0eNz".into(), LinkError::NotALink),
        ("#2eNz&t=1s".into(), LinkError::Newer(2)),
        ("#12eNz".into(), LinkError::Newer(12)),
        ("#1".into(), LinkError::CutOff),
        ("#1z".into(), LinkError::CutOff),
        ("#1AAAAz".into(), LinkError::Damaged),
        ("#1e N z".into(), LinkError::Damaged),
        (z(&"1".repeat(LINK_CHARS)), LinkError::TooLong),
    ] {
        assert_eq!(Link::decode(&fragment), Err(error), "{fragment:.20}");
    }
    let encoded = Link { moment: None, ..link() }.encode().expect("short enough");
    for (parameters, error) in [
        ("&t=1.32", LinkError::Parameter("t")),
        ("&t", LinkError::CutOff),
        ("&", LinkError::CutOff),
        ("&sel=n0", LinkError::CutOff),
        ("&b=2", LinkError::CutOff),
        ("&t=1s&e=1", LinkError::CutOff),
        ("&t=1s&e=one&d=0123456789abcdef", LinkError::Parameter("e")),
        ("&t=1s&e=1&d=0123456789abcde", LinkError::CutOff),
        ("&t=1s&e=1&d=0123456789abcdefg", LinkError::Parameter("d")),
        ("&e=1&d=0123456789abcdef", LinkError::CutOff),
        ("&T=1s", LinkError::Damaged),
    ] {
        assert_eq!(Link::decode(&format!("{encoded}{parameters}")), Err(error), "{parameters}");
    }
    let unknown = Link::decode(&format!("{encoded}&view=spacetime&t=1s"));
    assert_eq!(unknown.map(|link| link.moment.map(|it| it.at)), Ok(Some(Time(1_000_000))));
}

#[test]
fn a_bomb_is_refused_where_the_limit_is_reached() {
    let bomb = Link { text: "a".repeat(4 << 20), moment: None };
    assert_eq!(bomb.encode(), Err(LinkError::TooLarge));
    let packed = miniz_oxide::deflate::compress_to_vec_zlib(bomb.text.as_bytes(), 10);
    let payload = base64::Engine::encode(&base64::prelude::BASE64_URL_SAFE_NO_PAD, packed);
    assert_eq!(Link::decode(&format!("#1{payload}z")), Err(LinkError::TooLarge));
}

proptest! {
    #[test]
    fn what_is_packed_comes_out(
        (text, branch, selected) in any::<(String, Option<String>, Option<String>)>(),
        at in any::<u64>().prop_map(Time),
        stamp in any::<Option<(u32, u64)>>(),
    ) {
        let stamp = stamp.map(|(engine, digest)| Stamp { engine, digest });
        let link = Link { text, moment: Some(Moment { at, branch, selected, stamp }) };
        let encoded = link.encode().expect("short enough");
        prop_assert!(encoded.is_ascii());
        prop_assert_eq!(Link::decode(&encoded), Ok(link));
    }

    #[test]
    fn any_text_is_a_link_or_a_sentence(
        text in "#?(1|2|faultline|)(eN|)[-_a-zA-Z0-9]*z?(&[a-z]{1,3}=[^&]*){0,3}.{0,3}",
    ) {
        if let Err(error) = Link::decode(&text) {
            prop_assert!(error.to_string().lines().count() == 1);
        }
    }
}

/// Each file holds links that were published, one a line, below comments with what they show and
/// the title that they open with. Those of this engine come to the digest that they carry: where
/// one does not, [`REVISION`] has to grow.
#[test]
fn every_published_link_opens() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/links/v1");
    let mut opened = 0;
    for file in fs::read_dir(folder).expect("the folder is there") {
        let path = file.expect("readable").path();
        let content = fs::read_to_string(&path).expect("text");
        let title = content.lines().find_map(|line| line.strip_prefix("# title "));
        for link in content.lines().filter(|line| line.contains('#') && !line.starts_with("# ")) {
            let fragment = fragment(link).expect("has a fragment");
            let link = Link::decode(fragment).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            let scenario = Scenario::parse(&link.text, catalogue::ALL);
            let scenario = scenario.unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            assert_eq!(Some(scenario.title.as_str()), title, "{}", path.display());
            if let Some(Moment { at, stamp: Some(stamp), .. }) = link.moment
                && stamp.engine == REVISION
            {
                let mut sim = scenario.start().expect("it starts");
                sim.seek(at).expect("it runs");
                assert_eq!(sim.digest(), stamp.digest, "{}: the run differs", path.display());
            }
            opened += 1;
        }
    }
    assert!(opened > 0, "the corpus is empty");
}
