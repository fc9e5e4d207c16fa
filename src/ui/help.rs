//! The list of keys, in a dialog of the browser's own.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::command::Command;
use super::keys::KEYS;
use super::parts::checked_of;

/// What the list needs.
#[derive(Properties, PartialEq)]
pub struct HelpProps {
    /// Whether it is open.
    pub open: bool,
    /// Whether single keys are switched on.
    pub singles: bool,
    /// Carries out what the user does.
    pub run: Callback<Command>,
}

/// The list of keys.
#[component]
pub fn Help(props: &HelpProps) -> Html {
    let dialog = use_node_ref();
    {
        let dialog = dialog.clone();
        use_effect_with(props.open, move |open| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                match (open, dialog.open()) {
                    // A browser without modal dialogs shows none.
                    (true, false) => drop(dialog.show_modal()),
                    (false, true) => dialog.close(),
                    (true, true) | (false, false) => {}
                }
            }
        });
    }
    let close = props.run.reform(|_: MouseEvent| Command::Help(false));
    let closed = props.run.reform(|_: Event| Command::Help(false));
    let singles = props.run.reform(|event: Event| Command::ShortcutKeys(checked_of(&event)));
    let rows = KEYS.iter().map(|key| (key.name, key.help)).chain([
        ("Ctrl Z", "Undo; with Shift: redo"),
        ("Tab, Enter", "Go from node to node, open a node's menu"),
        ("Esc", "Close what is open"),
    ]);
    html! {
        <dialog ref={dialog} aria-labelledby="help-title" onclose={closed}>
            <h2 id="help-title">{ "Keys" }</h2>
            <dl>
                { for rows.map(|(name, help)| html! {
                    <><dt><kbd>{ name }</kbd></dt><dd>{ help }</dd></>
                }) }
            </dl>
            <p>{ "Everything that can be dragged can also be typed, in the panel “Faults”." }</p>
            <div class="row">
                <label><input type="checkbox" checked={props.singles} onchange={singles} />
                    { " Single keys" }</label>
                <button type="button" class="button" onclick={close}>{ "Close" }</button>
            </div>
        </dialog>
    }
}
