//! Run until: the cursor goes to the next moment at which a condition comes true.
//!
//! A fork of the run looks for it, some records a frame, so that the page can be used meanwhile and
//! the cursor stays where it is if it never comes true. What conditions there are and what they
//! are called is the language's business: see [`faultline::sim::until`].

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::app::App;
use super::beside::parting::word;
use super::browser;
use super::command::{Command, Selection};
use super::parts::{field_of, icon, typed, value_of};
use super::session::{LONGEST, Session};
use faultline::compare::Side;
use faultline::scenario::Scenario;
use faultline::sim::declare::Tone;
use faultline::sim::frame::Frame;
use faultline::sim::handle::Sim;
use faultline::sim::ids::NodeId;
use faultline::sim::time::{Span, Time};
use faultline::sim::until::Condition;
use faultline::sim::watch::{Sight, Watch};
use faultline::view::{icons, text};

/// The field's id, by which it gets the focus.
pub const FIELD: &str = "until";
/// The id of the button that opens the box.
pub const BUTTON: &str = "run-until";

/// How far is looked where no limit is given.
const AHEAD: Span = Span::secs(60);
/// How many records are looked at in one go: about a millisecond's work.
const PORTION: u32 = 2_048;
/// How long is looked within one frame, in milliseconds.
const FRAME_MS: f64 = 7.0;

/// What a user wants to run until.
#[derive(Default)]
pub struct Until {
    /// Whether the box is open.
    pub open: bool,
    /// What was typed, or chosen from the list.
    text: String,
    /// How the last search ended, or why there was none.
    told: String,
    scout: Option<Scout>,
}

/// A search under way.
struct Scout {
    sim: Box<dyn Sim>,
    watch: Watch,
    /// The condition, in words.
    words: String,
    limit: Time,
    /// The document and the edition of it that is searched: a change ends the search.
    of: (u32, u32),
    /// The side that is searched, where there are two.
    side: Option<Side>,
}

impl Until {
    /// Whether something is being looked for.
    pub fn is_looking(&self) -> bool {
        self.scout.is_some()
    }

    /// What is being looked for, in words.
    fn awaited(&self) -> Option<String> {
        let scout = self.scout.as_ref()?;
        Some(format!("Looking for “{}”{} …", scout.words, on(scout.side)))
    }

    /// Opens or closes the box.
    pub fn set_open(&mut self, open: bool) {
        self.open = open;
        self.told.clear();
        self.scout = None;
    }

    /// Looks no more.
    pub fn stop(&mut self) {
        self.scout = None;
    }

    /// Puts a condition into the field.
    pub fn choose(&mut self, words: String) {
        // Though somebody may be typing there.
        if let Some(field) = browser::element::<HtmlInputElement>(FIELD) {
            field.set_value(&words);
        }
        self.text = words;
        self.told.clear();
    }

    /// Begins to look; a time alone is gone to at once.
    fn begin(&mut self, session: &mut Session, side: Option<Side>, text: String) -> Option<Time> {
        self.scout = None;
        self.text.clone_from(&text);
        let end = match session.scenario().read_end(&text) {
            Ok(end) => end,
            Err(mistake) => {
                self.told = format!("{}.", mistake.message);
                return None;
            }
        };
        let Some(goal) = end.goal else { return Some(end.until) };
        let limited = text.contains(" or ");
        let limit = if limited { end.until } else { (session.now() + AHEAD).min(LONGEST) };
        let words = session.scenario().condition_in_words(&goal);
        let sim = session.sim().fork();
        let watch = Watch::after_cursor(goal, limit, &*sim);
        self.told.clear();
        let of = (session.work(), session.edition());
        self.scout = Some(Scout { sim, watch, words, limit, of, side });
        None
    }

    /// Looks on for some milliseconds: what was found, once that is known.
    fn look(&mut self, of: (u32, u32)) -> Option<(NodeId, Time)> {
        let scout = self.scout.as_mut()?;
        let late = browser::lasting(FRAME_MS);
        let mut sight = Ok(Sight::NotYet);
        while sight == Ok(Sight::NotYet) && !late() {
            sight = scout.watch.look(&mut *scout.sim, PORTION);
        }
        if of != scout.of {
            self.scout = None;
            return None;
        }
        match sight {
            Ok(Sight::NotYet) => return None,
            Ok(Sight::True(record, at)) => {
                let node = scout.sim.records().get(record.index()).map(|it| it.node);
                self.scout = None;
                return node.map(|node| (node, at));
            }
            Ok(Sight::Never) => {
                let limit = text::clock(scout.limit);
                let on = on(scout.side);
                self.told = format!("“{}” does not come true{on} by {limit}.", scout.words);
            }
            Err(sentence) => self.told = format!("{sentence}."),
        }
        self.scout = None;
        None
    }
}

impl App {
    /// Opens or closes the box, and takes the focus along.
    pub(super) fn open_until(&mut self, open: bool) {
        self.until.set_open(open);
        self.focus = Some(if open { FIELD } else { BUTTON });
    }

    /// Goes to where something typed comes true, or begins to look for it.
    pub(super) fn run_until(&mut self, text: String) {
        let side = self.beside.pair.as_ref().map(|pair| pair.here);
        if let Some(at) = self.until.begin(&mut self.desk.session, side, text) {
            self.open_until(false);
            self.conduct(Command::Seek(at));
        }
    }

    /// An animation frame of a search. True if it is over.
    pub(super) fn look_on(&mut self) -> bool {
        if !self.until.is_looking() {
            return false;
        }
        // Whoever turns to the other side meanwhile is still told of the one that was meant.
        let meant = self.until.scout.as_ref().and_then(|scout| scout.side);
        let desk = meant.and_then(|side| self.desk_on(side)).unwrap_or(&self.desk);
        let of = (desk.session.work(), desk.session.edition());
        if let Some((node, at)) = self.until.look(of) {
            if meant.is_some_and(|side| side != self.here()) {
                self.turn();
            }
            self.open_until(false);
            self.conduct(Command::Seek(at));
            self.desk.selection = Selection::Node(node);
        }
        !self.until.is_looking()
    }
}

/// The side that is meant, in words.
fn on(side: Option<Side>) -> String {
    side.map(|side| format!(" on the {}", word(side))).unwrap_or_default()
}

/// What the box shows.
pub struct Shown<'a> {
    /// What the user wants.
    pub until: &'a Until,
    /// The scenario of the course that is shown.
    pub scenario: &'a Scenario,
    /// The moment.
    pub frame: &'a Frame,
    /// What is selected.
    pub selection: Selection,
    /// The side that is meant, where there are two.
    pub side: Option<Side>,
    /// Carries out what the user does.
    pub run: &'a Callback<Command>,
}

/// The button, and the box that it opens.
pub fn until(shown: &Shown) -> Html {
    let (until, run) = (shown.until, shown.run);
    let open = until.open;
    html! {
        <div class="until">
            <button type="button" id={BUTTON} class="button plain" aria-label="Run until …" aria-expanded={open.to_string()}
                title="Run until … (U)" onclick={run.reform(move |_| Command::OpenUntil(!open))}>
                { icon(icons::NEXT) }<span class="long">{ "Run until …" }</span>
            </button>
            if open {
                { form(shown) }
            }
        </div>
    }
}

fn form(shown: &Shown) -> Html {
    let (until, run) = (shown.until, shown.run.clone());
    let looking = until.is_looking();
    let onsubmit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        let text = field_of(&event, "input").unwrap_or_default();
        run.emit(if looking { Command::StopLooking } else { Command::RunUntil(text) });
    });
    let onchange = shown.run.reform(|event: Event| Command::ChooseUntil(value_of(&event)));
    let text = match (until.text.as_str(), &shown.scenario.goal) {
        ("", Some(_)) => shown.scenario.end_in_words(&shown.scenario.end()),
        (text, _) => text.to_string(),
    };
    html! {
        <div class="box until-box" role="dialog" aria-label="Run until"><form {onsubmit}>
            <label for={FIELD}><h2>{ "Run until" }</h2></label>
            <button type="button" class="button plain close" aria-label="Close" title="Close (Esc)"
                onclick={shown.run.reform(|_| Command::OpenUntil(false))}>{ icon(icons::CLOSE) }</button>
            <div class="stacked">
                <input id={FIELD} class="field mono" autocomplete="off" spellcheck="false"
                    placeholder="n0 is Leader or 10s" aria-describedby="until-told"
                    value={typed(FIELD, text)} onchange={onchange.clone()} />
                <button type="submit" class="button">{ if looking { "Stop" } else { "Run" } }</button>
            </div>
            if let Some(side) = shown.side {
                <p class="help">{ format!("It waits for the {} run, on which you work.", word(side)) }</p>
            }
            <p class="presets">
                { for presets(shown).into_iter().map(|(name, words)| html! {
                    <button key={name.clone()} type="button" class="button" title={format!("Run until {words}")}
                        onclick={shown.run.reform(move |_| Command::RunUntil(words.clone()))}>{ name }</button>
                }) }
            </p>
            <select class="field" aria-label="What there is to wait for" title="What there is to wait for" {onchange}>
                <option key="none" value="" selected=true disabled=true>{ "Choose what to wait for …" }</option>
                { for choices(shown).into_iter().map(|(label, words)| options(label, words)) }
            </select>
            <p id="until-told" role="status">
                if let Some(awaited) = until.awaited() {
                    { awaited }
                } else {
                    { &until.told }
                }
            </p>
        </form></div>
    }
}

/// What is waited for most, each a single press: its name, and the condition or the time.
fn presets(shown: &Shown) -> Vec<(String, String)> {
    let scenario = shown.scenario;
    let states = scenario.pattern.info.roles.iter().take(1).flat_map(|role| role.diagram.states);
    let telling = states.filter(|it| matches!(it.tone, Tone::Leading | Tone::Trying | Tone::Bad));
    let told = telling.take(3).map(|it| Condition::Enters(None, it.name));
    let rest = [Condition::Breaks(None), Condition::Answered(None)];
    let conditions = told.chain(rest).map(|it| scenario.condition_in_words(&it));
    let mut presets: Vec<(String, String)> = conditions.map(|it| (it.clone(), it)).collect();
    for seconds in [1, 10] {
        let to = (shown.frame.now + Span::secs(seconds)).min(LONGEST);
        presets.push((format!("{seconds} s on"), to.to_string()));
    }
    presets
}

fn options(label: &'static str, words: Vec<String>) -> Html {
    let options = words.into_iter().map(|words| {
        html! { <option key={words.clone()} value={words.clone()}>{ words }</option> }
    });
    let options: Html = options.collect();
    html! { <optgroup key={label} {label}>{ options }</optgroup> }
}

/// What there is to wait for, by kinds: of the node that is selected, or of any.
fn choices(shown: &Shown) -> Vec<(&'static str, Vec<String>)> {
    let Shown { scenario, frame, selection, .. } = shown;
    let info = scenario.pattern.info;
    let node = selection.node().and_then(|id| frame.nodes.get(id.index()));
    let (of, id) = (node.map(|node| usize::from(node.role)), node.map(|node| node.id));
    let roles = info.roles.iter().enumerate().filter(|(role, _)| of.is_none_or(|it| it == *role));
    let states = roles.flat_map(|(_, role)| role.diagram.states);
    let kinds = 0..info.messages.len() as u8;
    let broken = (0..frame.properties.len() as u8).map(Some);
    let words = |it: Condition| scenario.condition_in_words(&it);
    vec![
        ("A state", states.map(|it| words(Condition::Enters(id, it.name))).collect()),
        ("A message sent", kinds.map(|it| words(Condition::Sends(id, it))).collect()),
        (
            "A broken promise",
            [None].into_iter().chain(broken).map(|it| words(Condition::Breaks(it))).collect(),
        ),
        ("An answer to a client", vec![words(Condition::Answered(None))]),
    ]
}
