//! A service: goes through its plan for every call that it gets, and traces what it does.

use super::{
    AUTH, CACHE, Context, DATABASE, GATEWAY, Message, REDIS, Request, Timer, Tracing, USER, Work,
    baggage, span,
};
use kernel::ids::SpanId;
use pattern::prelude::*;
use pattern::widget::{Cell, QueueView};

type Turn<'a, 'w> = super::Turn<'a, 'w, Tracing>;

states! {
    pub enum State {
        Idle: Quiet at (20, 50);
        AtWork = "At work": Leading at (80, 50);
    }
    moves {
        Idle -> AtWork: "call";
        AtWork -> Idle: "last answer";
    }
}

/// A step of a service's plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// To work itself.
    Work,
    /// To have another service do something.
    Call(u8, Work),
    /// The same, unless the cache knew the answer.
    CallOnMiss(u8, Work),
    /// The same; without the safeguard, whoever asked is answered before.
    Fill(u8, Work),
}

/// What the service of a role does for a call, in order.
pub fn steps(role: u8) -> &'static [Step] {
    use Step::{Call, CallOnMiss, Fill};
    match role {
        GATEWAY => &[Step::Work, Call(AUTH, Work::Authorize), Call(USER, Work::Profile)],
        AUTH => &[Step::Work, Call(REDIS, Work::Session)],
        USER => &[
            Step::Work,
            Call(CACHE, Work::Look),
            CallOnMiss(DATABASE, Work::Query),
            Fill(CACHE, Work::Fill),
        ],
        // They ask nobody.
        _ => &[Step::Work],
    }
}

/// A running service.
#[derive(Clone, Debug, Hash)]
pub struct Service {
    role: u8,
    /// What it is at work on.
    pub(super) jobs: Vec<Job>,
    /// The number of its last job.
    last: u32,
    /// The spans that ended well in its last event.
    pub(super) ended: Vec<SpanId>,
}

/// A call that a service is at work on.
#[derive(Clone, Debug, Hash)]
pub struct Job {
    /// The service's own number for it.
    pub(super) number: u32,
    /// Who has asked, and the caller's number for it.
    pub(super) caller: (NodeId, u32),
    pub(super) work: Work,
    pub(super) request: Request,
    /// The trace that it belongs to, and the span that it is a part of there.
    pub(super) context: Context,
    /// Its own span, if it is traced, and when it began by this machine's clock.
    pub(super) span: Option<(SpanId, Time)>,
    /// How far it is in the plan.
    pub(super) step: usize,
    /// The span of the call that it waits for.
    pub(super) call: Option<SpanId>,
    /// Whether it waits for a call.
    waits: bool,
    /// Whether the last call was a miss of the cache.
    missed: bool,
    /// Whether it was answered already, and what is left concerns nobody.
    pub(super) answered: bool,
}

impl Service {
    pub(super) fn new(role: u8) -> Service {
        Service { role, jobs: Vec::new(), last: 0, ended: Vec::new() }
    }

    /// Somebody calls, or answers a call.
    pub(super) fn on_message(&mut self, turn: &mut Turn, from: NodeId, message: Message) {
        self.ended.clear();
        match message {
            Message::Call { job, work, request, context } => {
                self.begin(turn, (from, job), (work, request), context);
            }
            Message::Response { job, hit } => {
                if let Some(at) = self.waiting(job) {
                    self.jobs[at].missed = !hit;
                    self.call_ended(turn, at, Tone::Good);
                    self.go_on(turn, at);
                }
            }
            Message::Failure { job } => self.call_failed(turn, job),
        }
    }

    /// The service has done its own work on a job.
    pub(super) fn on_work(&mut self, turn: &mut Turn, job: u32) {
        self.ended.clear();
        if let Some(at) = self.jobs.iter().position(|it| it.number == job) {
            self.go_on(turn, at);
        }
    }

    /// A call was not answered.
    pub(super) fn on_call_timeout(&mut self, turn: &mut Turn, job: u32) {
        self.ended.clear();
        self.call_failed(turn, job);
    }

    pub(super) fn state(&self) -> State {
        if self.jobs.is_empty() { State::Idle } else { State::AtWork }
    }

    /// The place of a job that waits for a call; none if the answer came too late.
    fn waiting(&self, job: u32) -> Option<usize> {
        self.jobs.iter().position(|it| it.number == job && it.waits)
    }

    fn begin(
        &mut self,
        turn: &mut Turn,
        caller: (NodeId, u32),
        (work, request): (Work, Request),
        given: Option<Context>,
    ) {
        let context = self.context(turn, request, given);
        let Context { trace, parent, sampled, .. } = context;
        let span = sampled.then(|| (turn.cx.open(trace, parent, work.name()), turn.cx.now()));
        self.last += 1;
        let number = self.last;
        self.jobs.push(Job {
            number,
            caller,
            work,
            request,
            context,
            span,
            step: 0,
            call: None,
            waits: false,
            missed: false,
            answered: false,
        });
        // Every plan begins with work of its own.
        turn.cx.set_timer(Timer::Work(number), turn.rules.work(self.role));
    }

    /// The trace of a job: the caller's, or a new one where the caller names none. The gateway is
    /// where traces begin; whoever else begins one tears it apart.
    fn context(&self, turn: &mut Turn, request: Request, given: Option<Context>) -> Context {
        let chance = turn.cx.rng().chance(turn.rules.sample);
        let trace = turn.cx.rng().bits() as u32;
        match given {
            Some(context) if turn.rules.samples_at_head => context,
            Some(context) => Context { sampled: chance, ..context },
            None => {
                let user = (self.role == GATEWAY).then_some(request.client);
                Context { trace, parent: None, sampled: chance, user }
            }
        }
    }

    /// Takes the next step of a job.
    fn go_on(&mut self, turn: &mut Turn, at: usize) {
        let job = &mut self.jobs[at];
        job.step += 1;
        match steps(self.role).get(job.step).copied() {
            Some(Step::Call(role, work)) => self.call(turn, at, role, work),
            Some(Step::CallOnMiss(role, work)) if job.missed => self.call(turn, at, role, work),
            Some(Step::Fill(role, work)) => {
                self.call(turn, at, role, work);
                if !turn.rules.awaits_calls {
                    self.answer(turn, at, Tone::Good);
                }
            }
            // The plan is over; or the cache knew the answer, and there is nothing to remember.
            Some(Step::Work | Step::CallOnMiss(..)) | None => self.end(turn, at, Tone::Good),
        }
    }

    fn call(&mut self, turn: &mut Turn, at: usize, role: u8, work: Work) {
        let job = &mut self.jobs[at];
        let name = format!("call {}", work.name());
        job.waits = true;
        job.call = job.span.map(|(span, _)| turn.cx.open(job.context.trace, Some(span), name));
        let context = Context { parent: job.call, ..job.context };
        let context = turn.rules.propagates.then_some(context);
        let message = Message::Call { job: job.number, work, request: job.request, context };
        turn.cx.send(Tracing::service(role), message);
        turn.cx.set_timer(Timer::Call(job.number), turn.rules.timeout);
    }

    fn call_ended(&mut self, turn: &mut Turn, at: usize, how: Tone) {
        let job = &mut self.jobs[at];
        job.waits = false;
        turn.cx.cancel_timer(Timer::Call(job.number));
        let span = job.call.take();
        self.close(turn, span, how);
    }

    /// Without an answer to its call, a job has failed too.
    fn call_failed(&mut self, turn: &mut Turn, job: u32) {
        if let Some(at) = self.waiting(job) {
            self.call_ended(turn, at, Tone::Bad);
            self.end(turn, at, Tone::Bad);
        }
    }

    /// Answers, if that was not done before, and forgets the job.
    fn end(&mut self, turn: &mut Turn, at: usize, how: Tone) {
        if !self.jobs[at].answered {
            self.answer(turn, at, how);
        }
        self.jobs.remove(at);
    }

    fn answer(&mut self, turn: &mut Turn, at: usize, how: Tone) {
        let job = &mut self.jobs[at];
        job.answered = true;
        let (span, work, (to, number)) = (job.span.take(), job.work, job.caller);
        self.close(turn, span.map(|(span, _)| span), how);
        let hit = work != Work::Look || turn.cx.rng().chance(turn.rules.cache_hits);
        turn.cx.send(
            to,
            match how {
                Tone::Bad => Message::Failure { job: number },
                _ => Message::Response { job: number, hit },
            },
        );
    }

    fn close(&mut self, turn: &mut Turn, span: Option<SpanId>, how: Tone) {
        if let Some(span) = span {
            turn.cx.close(span, how);
            self.ended.extend((how == Tone::Good).then_some(span));
        }
    }

    /// Shows the oldest jobs one by one.
    pub(super) fn view(&self) -> NodeView {
        let mut view = NodeView::default();
        let shown = || self.jobs.iter().take(3);
        for job in shown() {
            let Context { trace, user, .. } = job.context;
            let span = job.span.map_or("not traced".into(), |(id, _)| format!("span {}", span(id)));
            let carries = baggage(user);
            view.field(job.work.name(), format_args!("trace {trace:08x}, {span}, {carries}"));
        }
        let (length, cells) = (self.jobs.len() as u32, shown().map(cell).collect());
        view.widget(QueueView { name: "at work on", cells, length, capacity: None });
        view
    }
}

/// A job by the end of its trace's id, so that the same trace reads the same everywhere.
fn cell(job: &Job) -> Cell {
    let trace = job.context.trace;
    let (does, tone) =
        if job.waits { ("waits for a call", Tone::Quiet) } else { ("works", Tone::Leading) };
    let full = format!("{} of trace {trace:08x}: {does}", job.work.name());
    Cell::new(format!("{:04x}", trace as u16), full, tone)
}
