//! The registry: a list of workers, what it thinks of each, and a line of messages that it has not
//! got round to.

use std::collections::VecDeque;

use super::declare::{ALIVE, DEATHS, DROPPED, LINE};
use super::message::Message;
use super::{Heartbeat, Pattern, Timer, declare};
use kernel::ids::NodeId;
use kernel::time::Span;
use pattern::Cx;

/// The running registry.
#[derive(Clone, Debug, Hash)]
pub struct Registry {
    /// What it knows of each worker, in their order.
    pub list: Vec<Opinion>,
    /// How many it takes for alive.
    pub alive: u16,
    /// The workers whose signs of life wait to be taken in, in order of arrival.
    pub line: VecDeque<NodeId>,
    /// What it has decided in its last round.
    pub verdicts: Vec<Verdict>,
    /// How many messages it has taken in since it booted.
    pub served: u32,
    /// How many it has dropped.
    pub dropped: u32,
}

/// What the registry thinks of a worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Opinion {
    /// Whether it takes it for alive.
    pub alive: bool,
    /// Whether it has heard from it since the last round.
    pub heard: bool,
    /// For how many rounds in a row it has missed it.
    pub misses: u16,
    /// For how many rounds in a row it has heard from it.
    pub signs: u16,
}

/// A change of mind about a worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Verdict {
    /// Whom about.
    pub worker: NodeId,
    /// What is thought of it now.
    pub opinion: Opinion,
}

impl Registry {
    /// A registry that starts, and takes everybody for alive until it knows better.
    pub fn boot(heartbeat: &Heartbeat, cx: &mut Cx<Heartbeat>) -> Registry {
        let hopeful = Opinion { alive: true, heard: true, misses: 0, signs: 0 };
        let registry = Registry {
            list: vec![hopeful; heartbeat.workers.into()],
            alive: heartbeat.workers,
            line: VecDeque::new(),
            verdicts: Vec::new(),
            served: 0,
            dropped: 0,
        };
        registry.ask(heartbeat, cx);
        cx.set_timer(Timer::Round, heartbeat.interval);
        cx.measure(ALIVE, registry.alive.into());
        registry
    }

    /// A worker is heard from: it counts when the message's turn has come.
    pub fn on_sign(&mut self, heartbeat: &Heartbeat, from: NodeId, cx: &mut Cx<Heartbeat>) {
        self.verdicts.clear();
        if heartbeat.service == Span::ZERO {
            self.take_in(from);
            return;
        }
        if self.line.len() >= heartbeat.line.into() {
            self.dropped += 1;
            cx.measure(DROPPED, 1);
            return;
        }
        if self.line.is_empty() {
            cx.set_timer(Timer::Served, heartbeat.service);
        }
        self.line.push_back(from);
    }

    /// The first message of the line is done with.
    pub fn on_served(&mut self, heartbeat: &Heartbeat, cx: &mut Cx<Heartbeat>) {
        self.verdicts.clear();
        if let Some(worker) = self.line.pop_front() {
            self.take_in(worker);
        }
        if !self.line.is_empty() {
            cx.set_timer(Timer::Served, heartbeat.service);
        }
    }

    fn take_in(&mut self, worker: NodeId) {
        self.served += 1;
        // Workers come after the registry.
        if let Some(opinion) = self.list.get_mut(worker.index() - 1) {
            opinion.heard = true;
        }
    }

    /// Goes through the list.
    pub fn on_round(&mut self, heartbeat: &Heartbeat, cx: &mut Cx<Heartbeat>) {
        cx.set_timer(Timer::Round, heartbeat.interval);
        self.verdicts.clear();
        let (misses, signs) = heartbeat.needed();
        for (opinion, worker) in self.list.iter_mut().zip(cx.nodes(Heartbeat::WORKER)) {
            if opinion.review(misses, signs) {
                self.verdicts.push(Verdict { worker, opinion: *opinion });
            }
        }
        self.tell(heartbeat, cx);
        self.ask(heartbeat, cx);
    }

    /// Reports what has changed.
    fn tell(&mut self, heartbeat: &Heartbeat, cx: &mut Cx<Heartbeat>) {
        cx.measure(LINE, self.line.len() as u32);
        if self.verdicts.is_empty() {
            return;
        }
        let returned = self.verdicts.iter().filter(|it| it.opinion.alive).count() as u16;
        let died = self.verdicts.len() as u16 - returned;
        self.alive = self.alive + returned - died;
        cx.measure(ALIVE, self.alive.into());
        if died > 0 {
            cx.measure(DEATHS, died.into());
        }
        let names = |alive: bool| -> Vec<String> {
            let of = self.verdicts.iter().filter(|it| it.opinion.alive == alive);
            of.take(4).map(|it| heartbeat.name(it.worker)).collect()
        };
        for (verdict, count, names) in
            [("dead", died, names(false)), ("alive", returned, names(true))]
        {
            match count {
                0 => {}
                1..=4 => cx.note(format!("declares {} {verdict}", names.join(" "))),
                many => cx.note(format!("declares {many} workers {verdict}")),
            }
        }
    }

    fn ask(&self, heartbeat: &Heartbeat, cx: &mut Cx<Heartbeat>) {
        if heartbeat.pulls() {
            for worker in cx.nodes(Heartbeat::WORKER) {
                cx.send(worker, Message::Probe);
            }
        }
    }

    /// The state of the diagram: whether its line has room.
    pub fn state(&self, heartbeat: &Heartbeat) -> u8 {
        let full = self.line.len() >= heartbeat.line.into();
        if full { declare::OVERLOADED } else { declare::KEEPING_UP }
    }
}

impl Opinion {
    /// Takes a round's news into account; true if the registry changes its mind.
    fn review(&mut self, misses: u16, signs: u16) -> bool {
        if std::mem::replace(&mut self.heard, false) {
            (self.misses, self.signs) = (0, self.signs.saturating_add(1));
        } else {
            (self.misses, self.signs) = (self.misses.saturating_add(1), 0);
        }
        let alive = if self.alive { self.misses < misses } else { self.signs >= signs };
        std::mem::replace(&mut self.alive, alive) != alive
    }
}
