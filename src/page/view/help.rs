//! Help: every key and every gesture, in a dialog of the browser's own.

use crate::view::parts::checked_of;
use page_core::command::Command;
use page_core::command::guide::GuideCommand;
use page_core::keys::{KEYS, Key};
use yew::prelude::*;

/// The dialog's id, by which it is opened.
pub const ID: &str = "help";

/// What a group of the keys is called, and the names of its keys. Those of no group are the page's.
const GROUPS: [(&str, &[&str]); 3] = [
    ("Time", &["Space", ".  →", ",  ←", "N", "P", "Home", "End", "U", "[", "]"]),
    ("Cluster", &["X", "H", "T"]),
    ("Look", &["+", "−", "0"]),
];

/// What is done without a key of its own, by what it is done with.
const GESTURES: [(&str, &[(&str, &str)]); 4] = [
    (
        "Mouse",
        &[
            ("Drag a node", "Move it; away from its island, it is parted; onto another, it joins"),
            ("Draw across links", "Cut them; with Shift, one way"),
            ("Click", "Open the menu of a node, a message or a link; edit a note"),
            ("Click a fault line", "Heal it"),
            ("Ctrl and the wheel", "Look nearer at what is under the pointer"),
            ("Drag with Space held", "Push the stage; or with the middle button"),
            ("Drag on the lanes", "Go through time"),
        ],
    ),
    (
        "Touch",
        &[
            ("Drag a node", "Part it, or let it join"),
            ("Tap", "Open the menu of a node, a message or a link; edit a note"),
            ("Press for long", "The same, before the finger is lifted"),
            ("Pinch", "Look nearer; then drag the ground to push the stage"),
            ("Drag on the lanes", "Go through time; pinch the space-time diagram to see less"),
            ("Swipe, on slides", "The next one, or the one before"),
        ],
    ),
    (
        "Keyboard",
        &[
            ("Tab", "From node to node, and through everything else"),
            ("Enter", "Open a node's menu: faults, isolate, notes"),
            ("Arrows on a node", "To the next one; on a message, to the next message"),
            ("X, arrows on a node", "Aim at its links; Enter cuts one, with Shift one way"),
            ("Shift → ← on a node", "Move it to the next island, or to one of its own"),
            ("→ ← on the lanes", "Event by event; Page keys leap"),
            ("Ctrl Z", "Undo; with Shift: redo"),
            ("Esc", "Close what is open, one thing at a time"),
        ],
    ),
    (
        "Presenting",
        &[
            ("→  Space  Page down", "The next slide; again: at once"),
            ("←  Page up", "The slide before"),
            ("O", "All slides"),
            ("P", "Let the run go on, or stop it"),
            ("F", "Full screen"),
            ("Esc", "Back to the slide, or out"),
        ],
    ),
];

/// The list of keys and gestures. `singles` is whether single keys are switched on.
pub fn help(singles: bool, run: &Callback<Command>) -> Html {
    let close = run.reform(|_: MouseEvent| Command::Help(false));
    let switch = run.reform(|event: Event| Command::ShortcutKeys(checked_of(&event)));
    let (closing, starting) = (run.clone(), run.clone());
    let tour = Callback::from(move |_: MouseEvent| {
        closing.emit(Command::Help(false));
        starting.emit(Command::Guide(GuideCommand::Start));
    });
    let grouped = |key: &&Key| GROUPS.iter().any(|(_, names)| names.contains(&key.name));
    let listed = |names: &[&str]| -> Vec<(&'static str, &'static str)> {
        let keys = KEYS.iter().filter(|key| names.contains(&key.name));
        keys.map(|key| (key.name, key.help)).collect()
    };
    let others = KEYS.iter().filter(|key| !grouped(key)).map(|key| (key.name, key.help));
    let others: Vec<(&str, &str)> = others.collect();
    html! {
        <dialog id={ID} class="help" aria-labelledby="help-title">
            <h2 id="help-title" tabindex="-1" autofocus=true>{ "Keys and gestures" }</h2>
            <div class="groups">
                { for GROUPS.iter().map(|(title, names)| group(title, &listed(names), "")) }
                { group("Page", &others, "") }
                { for GESTURES.iter().map(|(title, rows)| group(title, rows, "gestures")) }
            </div>
            <p>{ "Everything that can be dragged can also be typed, in the panel “Faults”." }</p>
            <div class="row">
                <label><input type="checkbox" checked={singles} onchange={switch} />
                    { " Single keys" }</label>
                <span class="row">
                    <button type="button" class="button" onclick={tour}>{ "Take the tour" }</button>
                    <button type="button" class="button" onclick={close}>{ "Close" }</button>
                </span>
            </div>
        </dialog>
    }
}

fn group(title: &str, rows: &[(&'static str, &'static str)], class: &'static str) -> Html {
    html! {
        <section key={title.to_string()} {class}>
            <h3>{ title.to_string() }</h3>
            <dl>
                { for rows.iter().map(|(name, help)| html! {
                    <><dt><kbd>{ *name }</kbd></dt><dd>{ *help }</dd></>
                }) }
            </dl>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_a_group_is_a_key() {
        for name in GROUPS.iter().flat_map(|(_, names)| *names) {
            assert!(KEYS.iter().any(|key| key.name == *name), "{name}");
        }
    }
}
