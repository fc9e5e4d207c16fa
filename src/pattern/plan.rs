//! The plan of a pattern's run, for the kernel: the names of what the pattern declares.

use kernel::action::Action;
use kernel::ids::Names;
use kernel::narrate::{Machine, Vocabulary};
use kernel::plan::{Heading, Plan};

use crate::Pattern;
use crate::declare::{Info, Promise, Role};
use crate::names::names;

/// The plan of a run without actions. `write_action` is how actions are put into words.
pub fn plan<P: Pattern>(pattern: &P, write_action: fn(&Action, &Names) -> String) -> Plan {
    let headings = listed(P::PROPERTIES.len(), &mut |at| {
        let it = &P::PROPERTIES[at];
        let limit = match it.promise {
            Promise::Made => None,
            Promise::Limit(why) => Some(why),
        };
        Heading { id: it.id, name: it.name, source: it.source, limit }
    });
    let counts = pattern.topology();
    Plan::new(vocabulary(P::INFO, write_action), headings, names(P::INFO.roles, &counts), &counts)
}

/// What the kernel is told of a pattern's declarations.
fn vocabulary(info: &Info, write_action: fn(&Action, &Names) -> String) -> Vocabulary {
    let machine = |role: &Role| Machine {
        states: role.diagram.states.iter().map(|state| state.name).collect(),
        moves: role.diagram.edges.iter().map(|edge| (edge.from, edge.to)).collect(),
    };
    Vocabulary {
        protocol: info.id,
        messages: info.messages.iter().map(|kind| kind.name).collect(),
        timers: info.timers.iter().map(|kind| kind.name).collect(),
        metrics: info.metrics.iter().map(|metric| (metric.name, metric.unit)).collect(),
        machines: info.roles.iter().map(machine).collect(),
        write_action,
    }
}

/// So many items, by their places. Compiled once, and not for every pattern.
#[inline(never)]
pub fn listed<T>(count: usize, item: &mut dyn FnMut(usize) -> T) -> Vec<T> {
    (0..count).map(item).collect()
}
