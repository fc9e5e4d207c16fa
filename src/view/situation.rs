//! A moment in sentences: who is what, who reaches whom, what is on its way, which promises stand.
//! The picture for whoever does not see it, and what is said while a run plays.
//!
//! Says what a frame holds and nothing else. Knows no elements.

use super::text;
use super::timeline::{Moment, MomentKind};
use kernel::host::Status;
use kernel::ids::{Names, NodeId};
use kernel::time::Time;
use pattern::declare::Info;
use run::frame::{Frame, NodeFrame, PropertyFrame, Standing};

/// No more nodes are named one by one.
const NAMED: usize = 9;
/// No more cuts are named one by one.
const CUTS: usize = 4;

/// The moment in sentences, the most telling first.
pub fn told(info: &Info, names: &Names, frame: &Frame, now: Time) -> Vec<String> {
    let mut told = vec![format!("{} at {}.", info.name, text::clock(now))];
    told.extend(network(names, frame));
    for (role, kind) in info.roles.iter().enumerate() {
        let members = frame.nodes.iter().filter(|it| usize::from(it.role) == role);
        let members: Vec<&NodeFrame> = members.collect();
        let states = kind.diagram.states.iter().enumerate().filter_map(|(state, declared)| {
            let is = |it: &&&NodeFrame| usize::from(it.state) == state && it.status != Status::Down;
            let those: Vec<NodeId> = members.iter().filter(is).map(|it| it.id).collect();
            (!those.is_empty())
                .then(|| format!("{}: {}", declared.name, list(names, &those, kind.name)))
        });
        let states: Vec<String> = states.collect();
        if !states.is_empty() {
            told.push(format!("{}.", states.join("; ")));
        }
    }
    told.extend(troubles(info, names, frame));
    told.push(flights(info, frame));
    told.extend(properties(&frame.properties));
    told
}

/// What of a run's interesting moments is worth saying aloud: clients wait and idle all the time,
/// what servers become is the story.
pub fn is_worth_saying(moment: &Moment, roles: &[u8]) -> bool {
    let role = roles.get(moment.node.index()).copied().unwrap_or(0);
    role == 0 || !matches!(moment.kind, MomentKind::Moved(..))
}

/// Who reaches whom.
fn network(names: &Names, frame: &Frame) -> Vec<String> {
    let mut told = Vec::new();
    if !frame.partition.is_empty() {
        let groups: Vec<String> =
            frame.partition.iter().map(|group| list(names, group, "node")).collect();
        let since = text::clock(frame.partitioned_at);
        told.push(format!("Parted since {since}: {}.", groups.join(", from ")));
    }
    let cuts = frame.cuts.iter().take(CUTS);
    let cuts: Vec<String> =
        cuts.map(|(from, to, _)| format!("{} to {}", names.of(*from), names.of(*to))).collect();
    if !cuts.is_empty() {
        let more = match frame.cuts.len().saturating_sub(CUTS) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        told.push(format!("Cut: {}{more}.", cuts.join(", ")));
    }
    if !frame.clogged.is_empty() {
        told.push(format!("Messages are held at: {}.", list(names, &frame.clogged, "node")));
    }
    if told.is_empty() {
        told.push("Every node reaches every other.".into());
    }
    told
}

/// Who does not run as it should.
fn troubles(info: &Info, names: &Names, frame: &Frame) -> Vec<String> {
    let who = |is: &dyn Fn(&NodeFrame) -> bool| -> Vec<NodeId> {
        frame.nodes.iter().filter(|it| is(it)).map(|it| it.id).collect()
    };
    let role = |those: &[NodeId]| {
        let node = those.first().and_then(|id| frame.nodes.get(id.index()));
        node.and_then(|it| info.roles.get(usize::from(it.role))).map_or("node", |it| it.name)
    };
    let troubles = [
        ("Down", who(&|it| it.status == Status::Down)),
        ("Paused", who(&|it| it.status == Status::Paused)),
        ("Slow", who(&|it| it.slow.0 > 0)),
        ("With a wrong clock", who(&|it| it.clock.is_some())),
    ];
    let troubles = troubles.into_iter().filter(|(_, those)| !those.is_empty());
    troubles
        .map(|(what, those)| format!("{what}: {}.", list(names, &those, role(&those))))
        .collect()
}

/// What is on its way.
fn flights(info: &Info, frame: &Frame) -> String {
    let mut counts = vec![0_usize; info.messages.len()];
    for flight in &frame.flights {
        if let Some(count) = counts.get_mut(usize::from(flight.kind)) {
            *count += 1;
        }
    }
    let kinds = info.messages.iter().zip(&counts).filter(|(_, count)| **count > 0);
    let kinds: Vec<String> = kinds.map(|(kind, count)| format!("{count} {}", kind.name)).collect();
    let doomed = frame.flights.iter().filter(|it| it.doom.is_some()).count();
    let lost = if doomed > 0 { format!("; {doomed} of them will be lost") } else { String::new() };
    match kinds.len() {
        0 => "No message is on its way.".into(),
        _ => format!("On their way: {}{lost}.", kinds.join(", ")),
    }
}

/// Which promises stand, and why others do not.
fn properties(properties: &[PropertyFrame]) -> Vec<String> {
    let holding = properties.iter().filter(|it| it.standing == Standing::Holds).count();
    let mut told = Vec::new();
    for property in properties {
        let name = property.name;
        told.extend(match &property.standing {
            Standing::Holds => None,
            Standing::NotYet(why) => Some(format!("Not yet: {name}. {}.", sentence(why))),
            Standing::Stuck { awaited, since } => {
                Some(format!("Stuck since {}: {name}. {}.", text::clock(*since), sentence(awaited)))
            }
            Standing::Broken(breach) => {
                let what = if property.limit.is_some() { "Known limit" } else { "Broken" };
                let (at, why) = (text::clock(breach.at), sentence(&breach.why));
                Some(format!("{what} at {at}: {name}. {why}."))
            }
        });
    }
    let all = holding == properties.len();
    match (all, holding) {
        (_, 0) => {}
        (true, _) => told.push(format!("All {holding} properties hold.")),
        (false, 1) => told.push("One property holds.".into()),
        (false, _) => told.push(format!("{holding} of {} properties hold.", properties.len())),
    }
    told
}

/// A reason as the beginning of a sentence, unless it begins with a name or a value.
fn sentence(why: &str) -> String {
    let why = why.trim_end_matches('.');
    let first = why.split_whitespace().next().unwrap_or_default();
    let is_word = first.len() > 1 && first.bytes().all(|it| it.is_ascii_lowercase());
    match why.split_at_checked(1) {
        Some((letter, rest)) if is_word => letter.to_ascii_uppercase() + rest,
        _ => why.into(),
    }
}

/// Nodes by their names, or how many there are where there are many.
fn list(names: &Names, nodes: &[NodeId], kind: &str) -> String {
    if nodes.len() > NAMED {
        return format!("{} {kind}s", text::count(nodes.len() as u64));
    }
    let names: Vec<&str> = nodes.iter().map(|id| names.of(*id)).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use scenario::Scenario;

    fn at(text: &str, ms: u64) -> Vec<String> {
        let scenario = Scenario::parse(text, catalogue::ALL).expect("a scenario");
        let mut sim = scenario.start().expect("a run");
        sim.seek(Time(ms * 1_000)).expect("a moment");
        told(sim.info(), &sim.names().clone(), &sim.frame(), sim.now())
    }

    const SPLIT: &str = "faultline 1\npattern raft clients=0 election_timeout=5..6s\nseed 7\n\
                         without majority\nat 0.05s partition n0 n1 | n2 n3 n4\n\
                         at 0.1s input n0 timeout\nat 0.1s input n2 timeout\n\
                         at 0.4s input n0 put x=1\nat 0.5s input n2 put x=2\n\
                         at 0.9s crash n4\nat 1s pause n3\nuntil 2s\n";

    #[test]
    fn a_split_brain_is_told_from_end_to_end() {
        let text = SPLIT.replace("seed 7\nwithout majority", "without majority\nseed 7");
        let told = at(&text, 1_500);
        let all = told.join("\n");
        assert_eq!(told[0], "Raft at 1.500 s.");
        assert_eq!(told[1], "Parted since 0.050 s: n0 and n1, from n2, n3 and n4.");
        assert!(all.contains("Leader: n0 and n2"), "{all}");
        assert!(all.contains("Down: n4.") && all.contains("Paused: n3."), "{all}");
        assert!(all.contains("Broken at 0."), "{all}");
    }

    #[test]
    fn a_quiet_cluster_is_told_in_few_sentences() {
        let told = at("faultline 1\npattern raft clients=0\nseed k3f9\nuntil 3s\n", 0);
        let all = told.join("\n");
        assert!(all.contains("Every node reaches every other."), "{all}");
        assert!(all.contains("Follower: n0, n1, n2, n3 and n4."), "{all}");
        assert!(all.contains("No message is on its way."), "{all}");
        assert!(all.contains("Not yet: A leader is elected. Nobody stands"), "{all}");
    }

    #[test]
    fn a_crowd_is_counted() {
        let text = "faultline 1\npattern retry clients=200\nseed 1\nuntil 1s\n";
        let all = at(text, 0).join("\n");
        assert!(all.contains(": 200 clients"), "{all}");
    }
}
