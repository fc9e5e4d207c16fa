//! Links: making them, opening what is in the address bar, and putting them into documents.
//!
//! Knows addresses as text only; the clipboard and the address bar are others' business.

use crate::command::Selection;
use crate::comparison::{Placed, linked};
use crate::session::Session;
use crate::share::stamp::{doubt, number_of};
use kernel::ids::Names;
use kernel::time::Time;
use scenario::link::{Link, LinkError, Moment, Stamp};
use scenario::{Course, Scenario, link};
use view::svg::escape;
use view::text;

/// A link of at most this many characters can be pasted anywhere.
const SAFE_LENGTH: usize = 2_000;

/// Browsers and most tools take a link of so many.
const USUAL_LENGTH: usize = 8_000;

/// What a link opened.
pub struct Opened {
    /// The scenario, at the link's moment.
    pub session: Session,
    /// What is to be selected.
    pub selection: Selection,
    /// What is to be said of it, if not all is as it was.
    pub doubts: Vec<String>,
    /// What the run had come to for the link's maker, where that is not compared yet.
    pub stamp: Option<Stamp>,
    /// What stands beside it, if something does.
    pub beside: Option<Placed>,
}

impl Opened {
    /// A session of which nothing is to be said.
    pub fn quiet(session: Session) -> Opened {
        let (selection, doubts) = (Selection::Nothing, Vec::new());
        Opened { session, selection, doubts, stamp: None, beside: None }
    }

    /// Puts something beside it, or says why that cannot be.
    pub fn beside(&mut self, beside: Result<Option<(Placed, Option<String>)>, String>) {
        match beside {
            Ok(None) => {}
            Ok(Some((placed, doubt))) => {
                // One sentence holds for both.
                let doubt = doubt.filter(|it| !self.doubts.contains(it));
                self.doubts.extend(doubt);
                self.beside = Some(placed);
            }
            Err(sentence) => {
                self.doubts.push(format!("What stands beside cannot be opened: {sentence}"));
            }
        }
    }
}

/// The fragment of a link to the session's moment.
pub fn fragment(session: &mut Session, selection: Selection) -> Result<String, LinkError> {
    let digest = session.settle();
    let moment = Moment {
        at: session.now(),
        branch: number_of(session.course()),
        selected: name_of(selection, session.sim().names()),
        stamp: Some(Stamp { engine: kernel::REVISION, digest }),
    };
    Link { text: session.document().to_text(), moment: Some(moment) }.encode()
}

/// The fragment of a link to the session's start.
pub fn to_the_start(session: &Session) -> Result<String, LinkError> {
    let text = session.document().to_text();
    let branch = number_of(session.course());
    let moment = branch.map(|number| Moment {
        at: Time::ZERO,
        branch: Some(number),
        selected: None,
        stamp: None,
    });
    Link { text, moment }.encode()
}

/// A link as Markdown, with the title for its text.
pub fn markdown(title: &str, address: &str) -> String {
    let mut text = String::with_capacity(title.len() + address.len() + 8);
    text.push('[');
    for c in title.chars() {
        if matches!(c, '\\' | '[' | ']' | '*' | '_' | '`' | '<' | '>' | '~' | '&' | '|' | '#' | '!')
        {
            text.push('\\');
        }
        text.push(c);
    }
    text + "](" + address + ")"
}

/// The same address, to be opened as slides.
pub fn as_slides(address: &str) -> String {
    let at = address.find('#').unwrap_or(address.len());
    format!("{}{}", &address[..at], link::presented(&address[at..]))
}

/// A frame for pages of HTML that shows the run of a link.
pub fn frame(title: &str, address: &str) -> String {
    let at = address.find('#').unwrap_or(address.len());
    let address = format!("{}{}", &address[..at], link::embedded(&address[at..]));
    format!(
        "<iframe src=\"{}\" title=\"{}\" width=\"720\" height=\"480\" loading=\"lazy\" \
         sandbox=\"allow-scripts allow-same-origin allow-popups allow-downloads\"></iframe>",
        escape(&address),
        escape(title)
    )
}

/// How far a link of this length will get.
pub fn reach(address: &str) -> String {
    let length = address.chars().count();
    let [counted, safe, usual] =
        [length, SAFE_LENGTH, USUAL_LENGTH].map(|it| text::count(it as u64));
    if length <= SAFE_LENGTH {
        format!("{counted} of {safe} characters: it can be pasted anywhere.")
    } else if length <= USUAL_LENGTH {
        format!("{counted} of {usual} characters: some tools cut links after {safe}.")
    } else {
        format!("{counted} characters: many tools cut links after {usual}. Send the file instead.")
    }
}

/// Opens the fragment of an address; the sentence says why that cannot be.
pub fn open(fragment: &str) -> Result<Opened, String> {
    let link = Link::decode(fragment).map_err(|error| format!("{error}."))?;
    let scenario = Scenario::parse(&link.text, catalogue::ALL)
        .map_err(|error| format!("This link does not hold a scenario: {error}."))?;
    let at = link.moment.as_ref().map_or(Time::ZERO, |moment| moment.at);
    let branch = link.moment.as_ref().and_then(|moment| moment.branch.as_deref());
    let course = branch.map_or(Ok(Course::Trunk), |word| scenario.find(word));
    let mut session = Session::open_course(scenario, course.clone().unwrap_or_default(), at)?;
    let selected = link.moment.as_ref().and_then(|moment| moment.selected.as_deref());
    let selection = selected.map_or(Selection::Nothing, |name| find(name, session.sim().names()));
    let promised = link.moment.and_then(|moment| moment.stamp);
    // Of another course than was meant, nothing can be said.
    let (doubt, stamp) = match course {
        Err(sentence) => (Some(format!("{sentence}: this is the trunk")), None),
        // The moment is still being computed.
        Ok(_) if session.goal().is_some() => (None, promised),
        Ok(_) => (promised.and_then(|stamp| doubt(stamp, session.settle())), None),
    };
    let beside = linked::open(fragment, promised, &session);
    let doubts = doubt.into_iter().collect();
    let mut opened = Opened { session, selection, doubts, stamp, beside: None };
    opened.beside(beside);
    Ok(opened)
}

fn name_of(selection: Selection, names: &Names) -> Option<String> {
    match selection {
        Selection::Node(id) => Some(names.of(id).into()),
        Selection::Message(id) => Some(run::words::write_message(id, names)),
        // The picture shows them without help.
        Selection::Link(..) | Selection::Crowd(_) | Selection::Nothing => None,
    }
}

fn find(name: &str, names: &Names) -> Selection {
    let node = || names.find(name).map(Selection::Node);
    node().or_else(|| message(name, names)).unwrap_or_default()
}

/// Reads a message's name, `n0>n1#17` or `n0>n1#17+1`.
fn message(name: &str, names: &Names) -> Option<Selection> {
    let (ends, number) = name.split_once('#')?;
    let (from, to) = ends.split_once('>')?;
    let (nth, copy) = number.split_once('+').unwrap_or((number, "0"));
    let (from, to) = (names.find(from)?, names.find(to)?);
    let id = kernel::ids::MessageId { from, to, nth: nth.parse().ok()?, copy: copy.parse().ok()? };
    Some(Selection::Message(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::ids::{MessageId, NodeId};

    #[test]
    fn what_is_selected_is_named_and_found_again() {
        let names = Names(vec!["n0".into(), "n1".into()]);
        let id = MessageId { from: NodeId(0), to: NodeId(1), nth: 17, copy: 1 };
        for selection in [Selection::Node(NodeId(1)), Selection::Message(id)] {
            let name = name_of(selection, &names).expect("a name");
            assert_eq!(find(&name, &names), selection);
        }
        assert_eq!(find("<script>", &names), Selection::Nothing);
    }

    #[test]
    fn a_link_shows_the_branch_that_its_maker_saw() {
        let text = "faultline 1\npattern raft\nseed 1\nuntil 3s\nbranch A from 1s\n\
                    at 1s crash n0\nbranch B from 2s\nat 2s crash n1\n";
        let scenario = Scenario::parse(text, catalogue::ALL).expect("a scenario");
        let mut session = Session::open_course(scenario, Course::Branch(1), Time(2_500_000));
        let session = session.as_mut().expect("a run");
        let link = fragment(session, Selection::Nothing).expect("short");
        let opened = open(&link).expect("a link");
        assert_eq!((opened.session.course(), opened.doubts), (Course::Branch(1), Vec::new()));
        let opened = open(&link.replace("&b=2", "&b=7")).expect("still a link");
        assert_eq!(opened.session.course(), Course::Trunk);
        assert!(opened.doubts[0].starts_with("There is no branch “7”"));
    }

    #[test]
    fn a_link_to_the_start_shows_the_branch_too() {
        let text = "faultline 1\npattern raft\nuntil 3s\nbranch A from 1s\nat 1s crash n0\n";
        let scenario = Scenario::parse(text, catalogue::ALL).expect("a scenario");
        let session = Session::open_course(scenario, Course::Branch(0), Time(1_500_000));
        let session = session.expect("a run");
        let opened = open(&to_the_start(&session).expect("short")).expect("a link");
        assert_eq!(
            (opened.session.course(), opened.session.now()),
            (Course::Branch(0), Time::ZERO)
        );
    }

    #[test]
    fn a_title_stays_text_in_documents() {
        let title = "<b>\"x\"</b> [y](z) & `w`";
        let link = markdown(title, "https://here/#1abcz&t=1s");
        assert_eq!(link, "[\\<b\\>\"x\"\\</b\\> \\[y\\](z) \\& \\`w\\`](https://here/#1abcz&t=1s)");
        let frame = frame(title, "https://here/#1abcz&t=1s");
        assert!(frame.contains("src=\"https://here/#1abcz&amp;embed=1&amp;t=1s\""), "{frame}");
        assert!(frame.contains("title=\"&lt;b&gt;&quot;x&quot;&lt;/b&gt; [y](z) &amp; `w`\""));
    }

    #[test]
    fn slides_are_asked_for_in_documents_too() {
        let address = as_slides("https://here/#1abcz&t=1s");
        assert_eq!(address, "https://here/#1abcz&present=1&t=1s");
        let frame = frame("A", &address);
        assert!(frame.contains("#1abcz&amp;embed=1&amp;present=1&amp;t=1s"), "{frame}");
    }

    #[test]
    fn a_long_link_is_said_to_be_long() {
        for (length, says) in [(600, "600 of 2,000"), (2_001, "of 8,000"), (9_000, "the file")] {
            let told = reach(&"x".repeat(length));
            assert!(told.contains(says), "{told}");
        }
    }

    #[test]
    fn another_outcome_is_never_passed_over() {
        let stamp = Stamp { engine: kernel::REVISION, digest: 1 };
        assert_eq!(doubt(stamp, 1), None);
        assert!(doubt(stamp, 2).is_some_and(|text| text.contains("does not come out")));
        let other = Stamp { engine: kernel::REVISION + 1, digest: 1 };
        assert_eq!(doubt(other, 1), None);
        assert!(doubt(other, 2).is_some_and(|text| text.contains("engine")));
    }
}
