//! Notes on the stage: words in bubbles, which open to be edited. Where they stand is
//! [`view::bubble`]'s business.

use page_core::command::Command;
use page_core::command::notes::NoteCommand;
use page_core::notes::NoteShown;
use page_core::shared::px;
use run::frame::Frame;
use view::bubble;
use view::bubble::{Bubble, LEADING, MARGIN};
use view::layout::Layout;
use yew::prelude::*;

/// The bubbles of a moment.
pub fn notes(layout: &Layout, shown: &[NoteShown], frame: &Frame, run: &Callback<Command>) -> Html {
    let name = |note: &NoteShown| {
        let node = note.node.and_then(|id| frame.nodes.get(id.index()));
        node.map_or(String::new(), |node| node.name.to_string())
    };
    let names: Vec<String> = shown.iter().map(name).collect();
    let notes = shown.iter().zip(&names);
    let notes = notes.map(|(it, name)| (it.node, name.as_str(), it.text.as_str()));
    let bubbles = bubble::place(layout, notes);
    let pairs = shown.iter().zip(&bubbles);
    pairs.map(|(note, bubble)| drawn(note, bubble, frame, run)).collect()
}

fn drawn(note: &NoteShown, bubble: &Bubble, frame: &Frame, run: &Callback<Command>) -> Html {
    let name = note.node.and_then(|id| frame.nodes.get(id.index())).map(|node| &node.name);
    let label = match name {
        Some(name) => format!("Note on {name}: {}", note.text),
        None => format!("Note: {}", note.text),
    };
    let index = note.index;
    let open = move || Command::Notes(NoteCommand::Open(index));
    let (clicked, pressed) = (run.reform(move |_: MouseEvent| open()), run.clone());
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | " ") {
            event.prevent_default();
            pressed.emit(open());
        }
    });
    // It lies over the ground, and a press on it is none on the ground.
    let held = Callback::from(|event: PointerEvent| event.stop_propagation());
    let Bubble { lines, room, stem } = bubble;
    html! {
        <g key={index} class="bubble" role="button" tabindex="0" aria-haspopup="dialog" aria-label={label}
            onclick={clicked} {onkeydown} onpointerdown={held}>
            if let Some((from, to)) = stem {
                <path d={format!("M{from}L{to}")} />
            }
            <rect x={px(room.left)} y={px(room.top)} width={px(room.width())} height={px(room.height())}
                rx="6" />
            { for lines.iter().enumerate().map(|(row, line)| html! {
                <text key={row} x={px(room.left + MARGIN.x)}
                    y={px(room.top + MARGIN.y + 11.0 + row as f64 * LEADING)}>{ line }</text>
            }) }
        </g>
    }
}
