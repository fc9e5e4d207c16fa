//! The list of keys, in a dialog of the browser's own.

use yew::prelude::*;

use super::command::Command;
use super::keys::KEYS;
use super::parts::checked_of;

/// The list's id, by which it is opened: see [`super::browser::set_dialog`].
pub const ID: &str = "help";

/// The list of keys. `singles` is whether single keys are switched on.
pub fn help(singles: bool, run: &Callback<Command>) -> Html {
    let close = run.reform(|_: MouseEvent| Command::Help(false));
    let switch = run.reform(|event: Event| Command::ShortcutKeys(checked_of(&event)));
    let rows = KEYS.iter().map(|key| (key.name, key.help)).chain([
        ("Ctrl Z", "Undo; with Shift: redo"),
        ("Tab, Enter", "Go from node to node, open a node's menu"),
        ("Esc", "Close what is open"),
    ]);
    html! {
        <dialog id={ID} aria-labelledby="help-title">
            <h2 id="help-title">{ "Keys" }</h2>
            <dl>
                { for rows.map(|(name, help)| html! {
                    <><dt><kbd>{ name }</kbd></dt><dd>{ help }</dd></>
                }) }
            </dl>
            <p>{ "Everything that can be dragged can also be typed, in the panel “Faults”." }</p>
            <div class="row">
                <label><input type="checkbox" checked={singles} onchange={switch} />
                    { " Single keys" }</label>
                <button type="button" class="button" onclick={close}>{ "Close" }</button>
            </div>
        </dialog>
    }
}
