//! The 55 ms request of the tracing pattern: what its spans last, and that they account for it.

use crate::common;
use faultline::kernel::span::Work;
use faultline::kernel::time::Span;
use faultline::run::Sim;

/// A run of one request that the cache cannot answer, over links of one millisecond.
fn request(lines: &str) -> Box<dyn Sim> {
    let text = format!(
        "faultline 1\npattern tracing every=0ms cache_hits=0%\n{lines}network latency=1ms\n\
         at 0.1s input c0 get\nuntil 1s\n"
    );
    common::run(&text)
}

fn lasts(sim: &dyn Sim, work: &Work) -> Span {
    let at = |record: faultline::kernel::ids::RecordId| sim.records()[record.index()].at;
    at(work.closed.expect("every span has ended").0).since(at(work.opened))
}

#[test]
fn the_request_takes_55_ms_and_its_parts_account_for_it() {
    let sim = request("");
    let spans = sim.spans();
    let millis = |name: &str| {
        let work = spans.iter().find(|work| work.name == name).expect("it was done");
        lasts(sim.as_ref(), work)
    };
    assert_eq!(millis("GET /profile"), Span::millis(55));
    for (name, expected) in [
        ("call authorize", 10),
        ("call profile", 41),
        ("call GET session", 4),
        ("call cache get", 3),
        ("call SELECT user", 27),
        ("SELECT user", 25),
        ("call cache set", 3),
    ] {
        assert_eq!(millis(name), Span::millis(expected), "{name}");
    }
}

#[test]
fn with_the_context_there_is_one_tree_and_without_it_there_are_seven() {
    let roots = |sim: &dyn Sim| sim.spans().iter().filter(|it| it.parent.is_none()).count();
    let traces = |sim: &dyn Sim| {
        let mut traces: Vec<u32> = sim.spans().iter().map(|work| work.trace).collect();
        traces.sort_unstable();
        traces.dedup();
        traces.len()
    };
    let whole = request("");
    assert_eq!((roots(whole.as_ref()), traces(whole.as_ref()), whole.spans().len()), (1, 1, 13));
    let apart = request("without propagation\n");
    assert_eq!((roots(apart.as_ref()), traces(apart.as_ref()), apart.spans().len()), (7, 7, 13));
}

#[test]
fn a_request_that_is_not_sampled_leaves_no_span() {
    let text = "faultline 1\npattern tracing every=50ms sample=20%\nuntil 60s\n";
    let sim = common::run(text);
    let roots = sim.spans().iter().filter(|work| work.parent.is_none()).count();
    let asked = sim.frame().nodes.last().and_then(|client| {
        let fields = client.view.fields.iter();
        fields.clone().find(|field| field.name == "requests").map(|it| it.value.clone())
    });
    let asked: usize = asked.and_then(|it| it.parse().ok()).expect("the client counts");
    // A fifth, give or take three standard deviations of so many draws.
    let expected = asked as f64 / 5.0;
    let deviation = (asked as f64 * 0.2 * 0.8).sqrt();
    assert!(asked > 80 && (roots as f64 - expected).abs() < 3.0 * deviation, "{roots} of {asked}");
}
