//! The notes of a scenario as a list: to go to, to edit, to remove.

use crate::view::parts::icon;
use page_core::command::Command;
use page_core::command::notes::NoteCommand;
use page_core::panels::snapshot::Snapshot;
use view::{icons, text};
use yew::prelude::*;

/// The list, with a button for one more.
pub fn list(shot: &Snapshot, run: &Callback<Command>) -> Html {
    let act = |act: NoteCommand| run.reform(move |_: MouseEvent| Command::Notes(act.clone()));
    let rows = shot.scenario.notes.iter().enumerate().map(|(index, note)| {
        let at = note.at;
        let name = note.node.map(|id| shot.names.of(id).to_string());
        let (edit, remove) = (format!("Edit note: {}", note.text), format!("Remove note: {}", note.text));
        html! {
            <li key={index} class={classes!((at > shot.now).then_some("future"))} data-note={index.to_string()}>
                <button type="button" class="go" title="Go to this moment"
                    onclick={run.reform(move |_| Command::Seek(at))}>{ text::clock(at) }</button>
                <button type="button" class="words" title="Edit this note" aria-label={edit}
                    onclick={act(NoteCommand::Open(index))}>
                    if let Some(name) = name {
                        <span class="mono">{ name }</span>
                    }
                    { &note.text }
                </button>
                <button type="button" class="button plain" aria-label={remove} title="Remove"
                    onclick={act(NoteCommand::Remove(index))}>{ icon(icons::CLOSE) }</button>
            </li>
        }
    });
    html! {
        <>
            if shot.scenario.notes.is_empty() {
                <p class="help">{ "Say what there is to see: a note stands beside its node at its moment, \
                                   travels in the link, and is a slide when you present." }</p>
            } else {
                <ol class="faults notes">{ for rows }</ol>
            }
            <p class="row">
                <button type="button" class="button" title="Write a note at this moment (T)"
                    onclick={act(NoteCommand::Write(None))}>{ icon(icons::PLUS) }{ "Note" }</button>
            </p>
        </>
    }
}
