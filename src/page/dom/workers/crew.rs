//! The hands that do the work of a search: workers, and where there are none, the page itself in
//! portions that nobody notices.
//!
//! A crew lives as long as a search. When it is dropped its workers end, whatever they are at. It
//! knows nothing of what the requests are about.

use crate::dom::browser;
use crate::dom::browser::{Listener, lasting};
use gloo_timers::callback::{Interval, Timeout};
use js_sys::{Object, Reflect};
use page_core::search::talk::{Answer, Request};
use page_core::search::task::Task;
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use web_sys::{Event, Worker};
use yew::Callback;

/// How many workers there are at most, however many processors.
const WORKERS_MAX: usize = 8;

/// How long the page itself works between two frames.
const PORTION_MS: f64 = 12.0;

/// How often it is looked whether all hands still answer.
const TICK_MS: u32 = 1_000;

/// After so many looks without an answer a hand is given up. They are counted, not timed: while a
/// machine sleeps or a page is held up, nobody can answer and nobody looks.
const PATIENCE: u8 = 5;

/// What happens to a crew.
pub enum News {
    /// A hand says something.
    Said(u32, Answer),
    /// A hand has broken down.
    Broke(u32),
    /// It is time to look whether all still answer.
    Tick,
}

/// The hands of a search.
pub struct Crew {
    hands: Vec<Hand>,
    tell: Callback<News>,
    _ticking: Interval,
}

struct Hand {
    number: u32,
    /// Where the work is done.
    place: Place,
    state: State,
    /// How often it was looked since it last answered.
    silent: u8,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Starting,
    Idle,
    Working,
}

enum Place {
    /// In a worker: it, and what listens to it.
    Worker(Worker, #[expect(dead_code, reason = "owned, not used")] [Listener; 2]),
    /// In the page: what is being done.
    Page(Option<Rc<RefCell<Task>>>),
}

impl Crew {
    /// As many workers as the machine has processors, but at most so many.
    pub fn hire(most: usize, tell: Callback<News>) -> Crew {
        let processors = browser::window().map_or(1.0, |it| it.navigator().hardware_concurrency());
        let count = (processors as usize).min(WORKERS_MAX).min(most).max(1);
        let tick = tell.clone();
        let mut crew = Crew {
            hands: (0..).take(count).filter_map(|number| worker(number, &tell)).collect(),
            _ticking: Interval::new(TICK_MS, move || tick.emit(News::Tick)),
            tell,
        };
        crew.help_out();
        crew
    }

    /// How many work in parallel; none where the page does it itself.
    pub fn workers(&self) -> usize {
        self.hands.iter().filter(|hand| matches!(hand.place, Place::Worker(..))).count()
    }

    /// The hands that can be asked.
    pub fn idle(&self) -> Vec<u32> {
        let idle = self.hands.iter().filter(|hand| hand.state == State::Idle);
        idle.map(|hand| hand.number).collect()
    }

    /// Notes that a hand has answered, and whether it can be asked again.
    pub fn heard(&mut self, number: u32, idle: bool) {
        if let Some(hand) = self.hand(number) {
            hand.silent = 0;
            hand.state = if idle { State::Idle } else { State::Working };
        }
    }

    /// Has a hand do something.
    pub fn ask(&mut self, number: u32, request: Request) {
        let tell = self.tell.clone();
        let Some(hand) = self.hand(number) else { return };
        (hand.state, hand.silent) = (State::Working, 0);
        match &mut hand.place {
            Place::Worker(worker, _) => {
                // Only what cannot be copied is refused, and a text can.
                let _ = worker.post_message(&request.write().into());
            }
            Place::Page(task) => match Task::begin(request) {
                Ok(begun) => {
                    let begun = task.insert(Rc::new(RefCell::new(begun)));
                    go_on(number, Rc::downgrade(begun), tell);
                }
                Err(sentence) => tell.emit(News::Said(number, Answer::Refused(sentence))),
            },
        }
    }

    /// The hands that should have answered long ago.
    pub fn look(&mut self) -> Vec<u32> {
        let busy = self.hands.iter_mut().filter(|hand| hand.state != State::Idle);
        busy.filter_map(|hand| {
            hand.silent += 1;
            (hand.silent >= PATIENCE).then_some(hand.number)
        })
        .collect()
    }

    /// Does without a hand. True if it was at work; if it has not even started, another helps out.
    pub fn dismiss(&mut self, number: u32) -> bool {
        let worked = self.hand(number).is_some_and(|hand| hand.state == State::Working);
        self.hands.retain(|hand| hand.number != number);
        self.help_out();
        worked
    }

    fn hand(&mut self, number: u32) -> Option<&mut Hand> {
        self.hands.iter_mut().find(|hand| hand.number == number)
    }

    /// Where no worker can be had, the page does the work.
    fn help_out(&mut self) {
        if self.hands.is_empty() {
            let place = Place::Page(None);
            self.hands.push(Hand { number: u32::MAX, place, state: State::Starting, silent: 0 });
            let tell = self.tell.clone();
            Timeout::new(0, move || tell.emit(News::Said(u32::MAX, Answer::Ready))).forget();
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Place::Worker(worker, _) = self {
            worker.terminate();
        }
    }
}

/// Does a portion of a task as soon as the browser has time, and so on while somebody wants it.
fn go_on(number: u32, task: Weak<RefCell<Task>>, tell: Callback<News>) {
    let portion = move || {
        let Some(wanted) = task.upgrade() else { return };
        let answer = wanted.borrow_mut().work(&lasting(PORTION_MS));
        if !wanted.borrow().is_done() {
            go_on(number, task, tell.clone());
        }
        drop(wanted);
        tell.emit(News::Said(number, answer));
    };
    Timeout::new(0, portion).forget();
}

#[wasm_bindgen]
extern "C" {
    /// Where the page's own module came from.
    #[wasm_bindgen(thread_local_v2, js_namespace = ["import", "meta"], js_name = url)]
    static MODULE_URL: JsValue;
}

/// Starts a worker with the page's own program; none where the browser has no workers, or refuses.
fn worker(number: u32, tell: &Callback<News>) -> Option<Hand> {
    let worker = Worker::new("static/worker.js").ok()?;
    let (said, broke) = (tell.clone(), tell.clone());
    let listeners = [
        Listener::on(&worker, "message", move |event| {
            let answer = text_of(&event).and_then(|message| Answer::read(&message));
            said.emit(answer.map_or(News::Broke(number), |answer| News::Said(number, answer)));
        }),
        Listener::on(&worker, "error", move |_| broke.emit(News::Broke(number))),
    ];
    let place = Place::Worker(worker.clone(), listeners);
    let program = Object::new();
    let put = |key: &str, value: &JsValue| Reflect::set(&program, &key.into(), value);
    MODULE_URL.with(|url| put("js", url)).ok()?;
    put("module", &wasm_bindgen::module()).ok()?;
    worker.post_message(&program).ok()?;
    Some(Hand { number, place, state: State::Starting, silent: 0 })
}

/// The text that a message holds.
pub fn text_of(event: &Event) -> Option<String> {
    Reflect::get(event, &"data".into()).ok()?.as_string()
}
