//! A client's requests: it waits for one at a time, and others queue behind it. And the workload: the
//! requests that a client makes on its own, one after every interval.
//!
//! A pattern whose clients do not wait for one request before the next uses [`Workload`] alone.
//! Knows neither what is requested nor of whom.

use std::collections::VecDeque;

use kernel::time::Span;
use pattern::{Cx, Pattern};

/// The requests of a client: `R` is what it was given to do, `W` a request that waits for its answer.
#[derive(Clone, Debug, Hash)]
pub struct Requests<R, W> {
    waiting: Option<W>,
    queue: VecDeque<R>,
}

impl<R, W> Default for Requests<R, W> {
    fn default() -> Requests<R, W> {
        Requests { waiting: None, queue: VecDeque::new() }
    }
}

impl<R, W> Requests<R, W> {
    /// Queues a request. [`start_next`](Requests::start_next) answers it when its turn has come.
    pub fn push(&mut self, request: R) {
        self.queue.push_back(request);
    }

    /// The request that is to be made now: the oldest in the queue, unless another waits for its answer.
    pub fn start_next(&mut self) -> Option<R> {
        if self.waiting.is_some() { None } else { self.queue.pop_front() }
    }

    /// A request was made, and waits for its answer.
    pub fn wait(&mut self, waiting: W) -> &mut W {
        self.waiting.insert(waiting)
    }

    /// The request that waits for its answer.
    pub fn waiting(&self) -> Option<&W> {
        self.waiting.as_ref()
    }

    /// The same, to be changed.
    pub fn waiting_mut(&mut self) -> Option<&mut W> {
        self.waiting.as_mut()
    }

    /// Whether no request waits for its answer.
    pub fn is_idle(&self) -> bool {
        self.waiting.is_none()
    }

    /// The request that waits is over, if it is the one described: an answer may be late or doubled.
    pub fn end_if(&mut self, described: impl FnOnce(&W) -> bool) -> Option<W> {
        self.waiting.take_if(|waiting| described(waiting))
    }

    /// The request that waits is over, whichever it is.
    pub fn end(&mut self) -> Option<W> {
        self.waiting.take()
    }

    /// What waits in the queue, the next first.
    pub fn queue(&self) -> &VecDeque<R> {
        &self.queue
    }
}

/// The timer by which clients make requests of their own, and how often it expires: never, if the
/// interval is zero.
#[derive(Clone, Copy, Debug)]
pub struct Workload<T> {
    /// The timer.
    pub timer: T,
    /// The interval.
    pub every: Span,
}

impl<T> Workload<T> {
    /// A client starts. Its first own request is made at a random moment of the first interval, so
    /// that several clients do not make theirs all at once.
    pub fn start<P: Pattern<Timer = T>>(self, cx: &mut Cx<P>) {
        cx.set_staggered(self.timer, self.every);
    }

    /// The timer has expired, and is set again. A client that makes a request now says which, by
    /// [`Cx::workload`].
    pub fn due<P: Pattern<Timer = T>>(self, cx: &mut Cx<P>) {
        cx.set_timer(self.timer, self.every);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_request_waits_at_a_time_and_the_others_follow_in_order() {
        let mut requests: Requests<char, u32> = Requests::default();
        assert!(requests.is_idle() && requests.start_next().is_none());
        requests.push('a');
        requests.push('b');
        assert_eq!(requests.start_next(), Some('a'));
        requests.wait(1);
        assert_eq!((requests.start_next(), requests.queue().len()), (None, 1));
        // An answer to an earlier request ends nothing.
        assert_eq!(requests.end_if(|number| *number == 0), None);
        assert_eq!(requests.end_if(|number| *number == 1), Some(1));
        assert_eq!(requests.start_next(), Some('b'));
        requests.wait(2);
        *requests.waiting_mut().expect("one waits") += 1;
        assert_eq!(requests.waiting(), Some(&3));
        assert_eq!((requests.end(), requests.end()), (Some(3), None));
    }
}
