//! A service: goes through its plan for every call that it gets, and traces what it does.

use super::message::{Context, Message, Request, Work};
use super::plan::{Step, steps};
use super::{GATEWAY, Timer, Tracing};
use kernel::ids::{NodeId, SpanId};
use kernel::time::Time;
use pattern::Cx;
use pattern::declare::Tone;

/// A running service.
#[derive(Clone, Debug, Hash)]
pub struct Service {
    /// Its role.
    pub role: u8,
    /// What it is at work on.
    pub jobs: Vec<Job>,
    /// The number of its last job.
    pub last: u32,
    /// The spans that ended well in its last event.
    pub ended: Vec<SpanId>,
}

/// A call that a service is at work on.
#[derive(Clone, Debug, Hash)]
pub struct Job {
    /// The service's own number for it.
    pub number: u32,
    /// Who has asked, and the caller's number for it.
    pub caller: (NodeId, u32),
    /// What for.
    pub work: Work,
    /// For which request.
    pub request: Request,
    /// The trace that it belongs to, and the span that it is a part of there.
    pub context: Context,
    /// Its own span, if it is traced, and when it began by this machine's clock.
    pub span: Option<(SpanId, Time)>,
    /// How far it is in the plan.
    pub step: usize,
    /// The span of the call that it waits for.
    pub call: Option<SpanId>,
    /// Whether it waits for a call.
    pub waits: bool,
    /// Whether the last call was a miss of the cache.
    pub missed: bool,
    /// Whether it was answered already, and what is left concerns nobody.
    pub answered: bool,
}

impl Service {
    /// A service without work.
    pub fn new(role: u8) -> Service {
        Service { role, jobs: Vec::new(), last: 0, ended: Vec::new() }
    }

    /// Somebody calls, or answers a call.
    pub fn on_message(
        &mut self,
        tracing: &Tracing,
        from: NodeId,
        message: Message,
        cx: &mut Cx<Tracing>,
    ) {
        self.ended.clear();
        match message {
            Message::Call { job, work, request, context } => {
                self.begin(tracing, (from, job), (work, request), context, cx);
            }
            Message::Response { job, hit } => {
                if let Some(at) = self.waiting(job) {
                    self.jobs[at].missed = !hit;
                    self.call_ended(at, Tone::Good, cx);
                    self.go_on(tracing, at, cx);
                }
            }
            Message::Failure { job } => {
                if let Some(at) = self.waiting(job) {
                    self.call_ended(at, Tone::Bad, cx);
                    self.end(tracing, at, Tone::Bad, cx);
                }
            }
        }
    }

    /// The service has done its own work on a job.
    pub fn on_work(&mut self, tracing: &Tracing, job: u32, cx: &mut Cx<Tracing>) {
        self.ended.clear();
        if let Some(at) = self.jobs.iter().position(|it| it.number == job) {
            self.go_on(tracing, at, cx);
        }
    }

    /// A call was not answered.
    pub fn on_call_timeout(&mut self, tracing: &Tracing, job: u32, cx: &mut Cx<Tracing>) {
        self.ended.clear();
        if let Some(at) = self.waiting(job) {
            self.call_ended(at, Tone::Bad, cx);
            self.end(tracing, at, Tone::Bad, cx);
        }
    }

    /// The place of a job that waits for a call; none if the answer came too late.
    fn waiting(&self, job: u32) -> Option<usize> {
        self.jobs.iter().position(|it| it.number == job && it.waits)
    }

    fn begin(
        &mut self,
        tracing: &Tracing,
        caller: (NodeId, u32),
        (work, request): (Work, Request),
        given: Option<Context>,
        cx: &mut Cx<Tracing>,
    ) {
        let context = self.context(tracing, request, given, cx);
        let span = context
            .sampled
            .then(|| (cx.open(context.trace, context.parent, work.name()), cx.now()));
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
        cx.set_timer(Timer::Work(number), tracing.work[usize::from(self.role)]);
    }

    /// The trace of a job: the caller's, or a new one where the caller names none. The gateway is
    /// where traces begin; whoever else begins one tears it apart.
    fn context(
        &self,
        tracing: &Tracing,
        request: Request,
        given: Option<Context>,
        cx: &mut Cx<Tracing>,
    ) -> Context {
        let chance = cx.rng().chance(tracing.sample);
        let trace = cx.rng().bits() as u32;
        match given {
            Some(context) if tracing.samples_at_head => context,
            Some(context) => Context { sampled: chance, ..context },
            None => {
                let user = (self.role == GATEWAY).then_some(request.client);
                Context { trace, parent: None, sampled: chance, user }
            }
        }
    }

    /// Takes the next step of a job.
    fn go_on(&mut self, tracing: &Tracing, at: usize, cx: &mut Cx<Tracing>) {
        let job = &mut self.jobs[at];
        job.step += 1;
        match steps(self.role).get(job.step) {
            Some(Step::Call(role, work)) => self.call(tracing, at, (*role, *work), cx),
            Some(Step::CallOnMiss(role, work)) if job.missed => {
                self.call(tracing, at, (*role, *work), cx);
            }
            // The cache knew the answer: there is nothing to ask, and nothing to remember.
            Some(Step::CallOnMiss(..)) => self.end(tracing, at, Tone::Good, cx),
            Some(Step::Fill(role, work)) => {
                self.call(tracing, at, (*role, *work), cx);
                if !tracing.awaits_calls {
                    self.answer(tracing, at, Tone::Good, cx);
                }
            }
            Some(Step::Work) | None => self.end(tracing, at, Tone::Good, cx),
        }
    }

    fn call(
        &mut self,
        tracing: &Tracing,
        at: usize,
        (role, work): (u8, Work),
        cx: &mut Cx<Tracing>,
    ) {
        let job = &mut self.jobs[at];
        let context = &job.context;
        job.waits = true;
        job.call = job
            .span
            .map(|(span, _)| cx.open(context.trace, Some(span), format!("call {}", work.name())));
        let context = Context { parent: job.call, ..*context };
        let context = tracing.propagates.then_some(context);
        let message = Message::Call { job: job.number, work, request: job.request, context };
        cx.send(Tracing::service(role), message);
        cx.set_timer(Timer::Call(job.number), tracing.timeout);
    }

    fn call_ended(&mut self, at: usize, how: Tone, cx: &mut Cx<Tracing>) {
        let job = &mut self.jobs[at];
        job.waits = false;
        cx.cancel_timer(Timer::Call(job.number));
        if let Some(span) = job.call.take() {
            cx.close(span, how);
            self.ended.extend((how == Tone::Good).then_some(span));
        }
    }

    /// Answers, if that was not done before, and forgets the job.
    fn end(&mut self, tracing: &Tracing, at: usize, how: Tone, cx: &mut Cx<Tracing>) {
        if !self.jobs[at].answered {
            self.answer(tracing, at, how, cx);
        }
        self.jobs.remove(at);
    }

    fn answer(&mut self, tracing: &Tracing, at: usize, how: Tone, cx: &mut Cx<Tracing>) {
        let job = &mut self.jobs[at];
        job.answered = true;
        if let Some((span, _)) = job.span.take() {
            cx.close(span, how);
            self.ended.extend((how == Tone::Good).then_some(span));
        }
        let (to, number) = job.caller;
        let hit = job.work != Work::Look || cx.rng().chance(tracing.cache_hits);
        let failure = how == Tone::Bad;
        let message = Message::Response { job: number, hit };
        cx.send(to, if failure { Message::Failure { job: number } } else { message });
    }
}
