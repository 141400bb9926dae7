//! Long work that gives way.
//!
//! A worker that computes hears nothing, and a static host cannot share memory between threads.
//! So every long job of the engine is a future that now and then calls [`Pace::breathe`]: most of
//! the time that costs one comparison; when the slice is used up the future returns `Pending`
//! once, and whoever polls it can look at newer, more urgent requests first. Dropping the future
//! cancels the job.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// How long a job may run before it gives way, in milliseconds.
pub const SLICE_MS: f64 = 8.0;
/// The same for what nobody waits for: what somebody asks meanwhile waits no longer than this.
pub const SHORT_SLICE_MS: f64 = 2.0;

/// A job's sense of time: tells it when its slice is used up.
pub struct Pace {
    clock_ms: Box<dyn Fn() -> f64>,
    slice_end_ms: Cell<f64>,
}

impl Pace {
    /// A pace by `clock_ms`, any monotonic clock in milliseconds.
    pub fn new(clock_ms: impl Fn() -> f64 + 'static) -> Pace {
        Pace {
            clock_ms: Box::new(clock_ms),
            slice_end_ms: Cell::new(f64::NEG_INFINITY),
        }
    }

    /// A pace that never asks a job to give way: for tests, examples and benchmarks.
    pub fn unhurried() -> Pace {
        let pace = Pace::new(|| 0.0);
        pace.slice_end_ms.set(f64::INFINITY);
        pace
    }

    /// Begins a slice of [`SLICE_MS`]; the executor calls it before each poll.
    pub fn start_slice(&self) {
        self.slice_end_ms.set((self.clock_ms)() + SLICE_MS);
    }

    /// Lets the slice end after [`SHORT_SLICE_MS`], if it would not sooner.
    pub fn shorten_slice(&self) {
        let end_ms = (self.clock_ms)() + SHORT_SLICE_MS;
        self.slice_end_ms.set(self.slice_end_ms.get().min(end_ms));
    }

    /// Whether the slice is used up. Costs a clock reading: ask every few thousand steps.
    pub fn is_spent(&self) -> bool {
        self.slice_end_ms.get() != f64::INFINITY && (self.clock_ms)() >= self.slice_end_ms.get()
    }

    /// Gives way once if the slice is used up.
    pub fn breathe(&self) -> Breath<'_> {
        Breath {
            pace: self,
            has_given_way: false,
        }
    }
}

/// Ready at once within the slice; otherwise pending once, then ready. It wakes its job itself: the
/// executor polls it in its next turn.
#[must_use = "a job gives way where it awaits this"]
pub struct Breath<'a> {
    pace: &'a Pace,
    has_given_way: bool,
}

impl Future for Breath<'_> {
    type Output = ();

    // Every long job has some of these: one function for all keeps them small.
    #[inline(never)]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.has_given_way || !self.pace.is_spent() {
            return Poll::Ready(());
        }
        self.has_given_way = true;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

/// Polls `job` until it is done. For tests, examples and benchmarks; a job that waits for anything
/// but its turn would spin here for ever.
pub fn run<T>(job: impl Future<Output = T>) -> T {
    let mut job = std::pin::pin!(job);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = job.as_mut().poll(&mut context) {
            return value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::rc::Rc;

    #[test]
    fn a_job_gives_way_when_its_slice_is_spent() {
        let now = Rc::new(Cell::new(0.0));
        let clock = Rc::clone(&now);
        let pace = Pace::new(move || clock.get());
        let mut job = std::pin::pin!(async {
            pace.breathe().await;
            now.set(now.get() + SLICE_MS);
            pace.breathe().await;
        });
        let mut context = Context::from_waker(Waker::noop());
        pace.start_slice();
        assert!(
            job.as_mut().poll(&mut context).is_pending(),
            "gave way after 8 ms"
        );
        pace.start_slice();
        assert!(job.as_mut().poll(&mut context).is_ready());
    }

    #[test]
    fn an_unhurried_job_runs_through() {
        let pace = Pace::unhurried();
        let mut job = std::pin::pin!(async { pace.breathe().await });
        assert!(
            job.as_mut()
                .poll(&mut Context::from_waker(Waker::noop()))
                .is_ready()
        );
    }
}
