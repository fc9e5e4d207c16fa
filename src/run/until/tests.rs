//! The words of conditions: what reads back, what is forgiven, what is refused and how.

use std::sync::Arc;

use super::*;
use crate::entry::Entry;
use crate::toy::Toy;

const ENTRY: Entry = Entry::of::<Toy>();

fn with_terms<T>(body: impl FnOnce(Terms) -> T) -> T {
    let names = Names(["n0", "n1", "n2"].map(Arc::from).to_vec());
    let properties: Vec<_> = (ENTRY.properties)().iter().map(|(id, _)| *id).collect();
    body(Terms { info: ENTRY.info, names: &names, properties: &properties })
}

fn read(text: &str) -> Result<Condition, Mistake> {
    let mut words = Words::of(text);
    let condition = with_terms(|terms| parse(&mut words, terms))?;
    words.end().map(|()| condition)
}

#[test]
fn conditions_read_back_as_they_are_written() {
    for (text, condition) in [
        ("n0 is Bold", Condition::Enters(Some(NodeId(0)), "Bold")),
        ("any is Shy", Condition::Enters(None, "Shy")),
        ("Greeting", Condition::Sends(None, 0)),
        ("n2 sends Thanks", Condition::Sends(Some(NodeId(2)), 1)),
        ("n1 gets Greeting", Condition::Gets(Some(NodeId(1)), 0)),
        ("any gets Greeting", Condition::Gets(None, 0)),
        ("peace is broken", Condition::Breaks(Some(0))),
        ("state-diagram is broken", Condition::Breaks(Some(3))),
        ("anything is broken", Condition::Breaks(None)),
        ("n0 is answered", Condition::Answered(Some(NodeId(0)))),
        ("anyone is answered", Condition::Answered(None)),
    ] {
        assert_eq!(read(text), Ok(condition));
        assert_eq!(with_terms(|terms| write(&condition, terms)), text);
    }
}

#[test]
fn capitals_and_the_word_for_any_do_not_matter() {
    for (loose, text) in [
        ("anyone  is bold", "any is Bold"),
        ("greeting", "Greeting"),
        ("any sends THANKS", "Thanks"),
        ("any is broken", "anything is broken"),
        ("any is answered", "anyone is answered"),
    ] {
        assert_eq!(read(loose), read(text), "{loose}");
    }
}

#[test]
fn what_cannot_come_true_is_refused_with_its_place() {
    for (text, at, message) in [
        ("", 0, "Expected a condition, like n0 is Leader here"),
        ("n0", 0, "There is no kind of message “n0”; expected one of Greeting, Thanks"),
        ("Greting", 0, "There is no kind of message “Greting”; did you mean “Greeting”?"),
        ("n0 is", 5, "Expected a state, broken or answered here"),
        ("n0 is Leader", 6, "There is no state “Leader”; expected one of Shy, Bold"),
        ("n7 is Bold", 0, "There is no node “n7”; there are n0 to n2"),
        ("n0 becomes Bold", 3, "There is no verb “becomes”; expected one of is, sends, gets"),
        ("n0 sends", 8, "Expected a kind of message here"),
        ("n0 gets Thnks", 8, "There is no kind of message “Thnks”; did you mean “Thanks”?"),
        (
            "war is broken",
            0,
            "There is no property “war”; expected one of peace, greeted, growth, state-diagram",
        ),
        ("Greeting or", 9, "Nothing more is expected here, but there is “or”"),
    ] {
        assert_eq!(read(text), Err(Mistake { at, message: message.into() }), "{text}");
    }
}
