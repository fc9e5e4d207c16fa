//! State diagrams say neither too little, which the kernel reports as a violation, nor too much:
//! every declared move is made in a golden run.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::{Complaints, patterns};
use faultline::catalogue::ALL;
use faultline::kernel::record::What;
use faultline::run::entry::Entry;
use faultline::scenario::Scenario;

/// A role and its move.
type Move = (u8, u8, u8);

#[test]
fn every_move_of_a_diagram_is_made_in_a_golden_run() {
    let mut complaints = Complaints::default();
    for entry in patterns() {
        let made = moves(entry);
        for (role, number) in entry.info.roles.iter().zip(0..) {
            for edge in role.diagram.edges {
                let state = |at: u8| role.diagram.states[usize::from(at)].name;
                complaints.check(made.contains(&(number, edge.from, edge.to)), entry, || {
                    let (from, to) = (state(edge.from), state(edge.to));
                    format!("no {} goes from {from} to {to} in a golden run", role.name)
                });
            }
        }
    }
    complaints.end();
}

/// The moves made in all golden runs of a pattern.
fn moves(entry: &Entry) -> BTreeSet<Move> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(entry.info.id);
    let files = fs::read_dir(&folder).into_iter().flatten();
    let mut made = BTreeSet::new();
    for file in files.map(|it| it.expect("readable").path()) {
        let text = fs::read_to_string(&file).expect("a golden file is text");
        let head = text.split("---\n").next().unwrap_or_default();
        let Ok(scenario) = Scenario::parse(head, ALL) else { continue };
        let mut sim = scenario.start().expect("a golden run starts");
        scenario.end().reach(sim.as_mut()).expect("a golden run ends");
        let role = |at: usize| sim.roles()[at];
        made.extend(sim.records().iter().filter_map(|record| match record.what {
            What::Moved { from, to } => Some((role(record.node.index()), from, to)),
            _ => None,
        }));
    }
    made
}
