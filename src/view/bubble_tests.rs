//! Bubbles on the stages of every pattern, at the moments that their stories speak of.

use super::*;

use kernel::ids::NodeId;
use scenario::{Scenario, stories};

/// The stages of a desk, of a small one, and of a hand.
const SIZES: [(f64, f64); 3] = [(1_096.0, 600.0), (724.0, 500.0), (390.0, 470.0)];

fn rooms(layout: &Layout) -> Vec<(NodeId, Vec<Rect>)> {
    Things::of(layout).nodes
}

#[test]
fn a_bubble_covers_no_node_where_there_is_room() {
    let info = catalogue::ALL[0].info;
    let groups = [vec![NodeId(3), NodeId(4)], vec![NodeId(0), NodeId(1), NodeId(2)]];
    for groups in [&groups[..], &[]] {
        let layout = Layout::of(info, &[0; 5], groups, SIZES[0]);
        for id in layout.ids() {
            let note = (Some(id), "n0", "Still believes that it leads term 1");
            let bubble = place(&layout, [note].into_iter()).remove(0);
            for (_, parts) in rooms(&layout) {
                assert!(parts.iter().all(|it| shared(bubble.room, *it) == 0.0), "{id:?}");
            }
        }
    }
}

/// What is wrong with the bubbles of a layout.
fn wrong(layout: &Layout, bubbles: &[(Option<NodeId>, Bubble)]) -> Vec<String> {
    let mut wrong = Vec::new();
    let things = rooms(layout);
    let stage = Rect { left: 0.0, top: 0.0, right: layout.size.0, bottom: layout.size.1 };
    for (index, (of, bubble)) in bubbles.iter().enumerate() {
        if !stage.covers(bubble.room) {
            wrong.push(format!("{:?} is cut", bubble.lines));
        }
        for (id, parts) in &things {
            if shared(bubble.room, parts[0]) > 0.0 {
                wrong.push(format!("{:?} lies over {id:?}", bubble.lines));
            }
            if let Some(stem) = bubble.stem
                && *of != Some(*id)
                && meets(parts[0], stem.0, stem.1)
            {
                wrong.push(format!("the stem of {:?} leads through {id:?}", bubble.lines));
            }
        }
        let over = bubbles[..index].iter().any(|(_, it)| shared(it.room, bubble.room) > 0.0);
        if over {
            wrong.push(format!("{:?} lies over another", bubble.lines));
        }
    }
    wrong
}

#[test]
fn the_notes_of_every_story_cover_no_node_and_point_past_none() {
    let mut complaints = Vec::new();
    for entry in catalogue::ALL {
        for story in stories::stories(entry.info.doc, catalogue::ALL).flatten() {
            let mut sim = story.start().expect("the story starts");
            for note in &story.notes {
                sim.seek(note.at).expect("in range");
                let frame = sim.frame();
                let lately = story.notes.iter().filter(|it| it.at == note.at);
                let notes: Vec<_> = lately.map(|it| (it.node, "n0", it.text.as_str())).collect();
                for size in SIZES {
                    let layout = Layout::of(entry.info, sim.roles(), &frame.partition, size);
                    let placed = place(&layout, notes.iter().copied());
                    let placed: Vec<_> = notes.iter().map(|it| it.0).zip(placed).collect();
                    for it in wrong(&layout, &placed) {
                        complaints.push(format!("{} {size:?}: {it}", entry.info.id));
                    }
                }
            }
        }
    }
    assert!(complaints.is_empty(), "{}\n{}", complaints.len(), complaints.join("\n"));
}

#[test]
fn many_bubbles_lie_beside_each_other() {
    let text = "faultline 1\npattern raft nodes=7\nseed k3f9\nuntil 3s\n";
    let scenario = Scenario::parse(text, catalogue::ALL).expect("a scenario");
    let sim = scenario.start().expect("a run");
    let layout = Layout::of(sim.info(), sim.roles(), &[], SIZES[0]);
    let words = "Has not heard of anybody for a while and stands for election";
    let nodes: Vec<Option<NodeId>> = layout.ids().take(5).map(Some).chain([None]).collect();
    let bubbles = place(&layout, nodes.iter().map(|node| (*node, "n0", words)));
    let placed: Vec<_> = nodes.into_iter().zip(bubbles).collect();
    assert_eq!(wrong(&layout, &placed), Vec::<String>::new());
}

#[test]
fn words_are_broken_between_words_and_only_long_ones_within() {
    assert_eq!(wrap("one two three", 7), ["one two", "three"]);
    assert_eq!(wrap("an extraordinarily long one", 10), ["an", "extraordin", "arily long", "one"]);
    assert!(wrap("  ", 5).is_empty());
}

#[test]
fn what_is_drawn_as_one_sign_is_never_broken() {
    let firefighter = "\u{1f469}\u{1f3fd}\u{200d}\u{1f692}";
    assert_eq!(width(firefighter), 4, "at least what it takes");
    let lines = wrap(&firefighter.repeat(3), 4);
    assert_eq!(lines, [firefighter, firefighter, firefighter]);
    assert_eq!(width("分散"), 4);
}
