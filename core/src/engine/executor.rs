//! The engine's jobs, taken in turn: the most urgent first, a few milliseconds at a time.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Wake, Waker};

use crate::job::Pace;

/// How urgent a job is, most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// A person waits for it: a hover, a view, a zoom.
    Person,
    /// Answers of watched services, and writing.
    Live,
    /// Opening a file.
    Opening,
    /// What nobody waits for.
    Background,
}

/// Called when a job that waited for something can go on: it asks the host for another slice.
pub type Schedule = Arc<dyn Fn() + Send + Sync>;

/// The jobs that are not done.
pub struct Jobs {
    jobs: RefCell<Vec<Job>>,
    schedule: Schedule,
}

struct Job {
    /// The request it answers, by which it can be cancelled.
    request: Option<u32>,
    priority: Priority,
    wakened: Arc<Wakened>,
    future: Pin<Box<dyn Future<Output = ()>>>,
}

struct Wakened {
    is_awake: AtomicBool,
    schedule: Schedule,
}

impl Wake for Wakened {
    fn wake(self: Arc<Self>) {
        self.is_awake.store(true, Ordering::Relaxed);
        (self.schedule)();
    }
}

impl Jobs {
    /// None yet.
    pub fn new(schedule: Schedule) -> Jobs {
        Jobs {
            jobs: RefCell::default(),
            schedule,
        }
    }

    /// Adds a job; it runs in the next slice at the earliest.
    pub fn spawn(
        &self,
        priority: Priority,
        request: Option<u32>,
        job: impl Future<Output = ()> + 'static,
    ) {
        self.jobs.borrow_mut().push(Job {
            request,
            priority,
            wakened: Arc::new(Wakened {
                is_awake: AtomicBool::new(true),
                schedule: Arc::clone(&self.schedule),
            }),
            future: Box::pin(job),
        });
        (self.schedule)();
    }

    /// Drops the job that answers `request`. Whether there was one.
    pub fn cancel(&self, request: u32) -> bool {
        let mut jobs = self.jobs.borrow_mut();
        let Some(place) = jobs.iter().position(|job| job.request == Some(request)) else {
            return false;
        };
        let job = jobs.remove(place);
        // What a job holds may reach back here when it is dropped.
        drop(jobs);
        drop(job);
        true
    }

    /// Runs jobs until the slice is used up or none can go on. Whether there is more to do now.
    pub fn run_slice(&self, pace: &Pace) -> bool {
        pace.start_slice();
        while let Some(mut job) = self.take_next() {
            if job.priority == Priority::Background {
                pace.shorten_slice();
            }
            let waker = Waker::from(Arc::clone(&job.wakened));
            let done = job.future.as_mut().poll(&mut Context::from_waker(&waker));
            if done.is_pending() {
                // Behind its equals: those of one urgency take turns.
                self.jobs.borrow_mut().push(job);
            }
            if pace.is_spent() {
                break;
            }
        }
        self.has_ready()
    }

    /// Whether a job could go on now.
    pub fn has_ready(&self) -> bool {
        self.jobs.borrow().iter().any(Job::is_awake)
    }

    /// Takes out the most urgent job that can go on; of equals, the one that waited longest.
    fn take_next(&self) -> Option<Job> {
        let mut jobs = self.jobs.borrow_mut();
        let awake = jobs.iter().enumerate().filter(|(_, job)| job.is_awake());
        let (place, _) = awake.min_by_key(|(_, job)| job.priority)?;
        let job = jobs.remove(place);
        job.wakened.is_awake.store(false, Ordering::Relaxed);
        Some(job)
    }
}

impl Job {
    fn is_awake(&self) -> bool {
        self.wakened.is_awake.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::rc::Rc;

    /// A clock that advances by a millisecond each time it is read.
    fn ticking() -> Pace {
        let now = Cell::new(0.0);
        Pace::new(move || now.replace(now.get() + 1.0))
    }

    #[test]
    fn a_hover_goes_before_an_opening_that_has_begun() {
        let jobs = Jobs::new(Arc::new(|| {}));
        let pace = Rc::new(ticking());
        let log = Rc::new(RefCell::new(Vec::new()));
        let (its_pace, its_log) = (Rc::clone(&pace), Rc::clone(&log));
        jobs.spawn(Priority::Opening, Some(1), async move {
            for step in 0..100 {
                its_log.borrow_mut().push(format!("opening {step}"));
                its_pace.breathe().await;
            }
        });
        assert!(jobs.run_slice(&pace), "the opening gave way");
        let begun = log.borrow().len();
        assert!((1..20).contains(&begun));
        let its_log = Rc::clone(&log);
        jobs.spawn(Priority::Person, Some(2), async move {
            its_log.borrow_mut().push("hover".into());
        });
        jobs.run_slice(&pace);
        assert_eq!(log.borrow()[begun], "hover");
    }

    #[test]
    fn what_nobody_waits_for_gives_way_sooner() {
        let steps_in_a_slice = |priority| {
            let jobs = Jobs::new(Arc::new(|| {}));
            let pace = Rc::new(ticking());
            let steps = Rc::new(Cell::new(0));
            let (its_pace, its_steps) = (Rc::clone(&pace), Rc::clone(&steps));
            jobs.spawn(priority, None, async move {
                loop {
                    its_steps.set(its_steps.get() + 1);
                    its_pace.breathe().await;
                }
            });
            jobs.run_slice(&pace);
            steps.get()
        };
        let (waited_for, other) = (Priority::Opening, Priority::Background);
        assert!(steps_in_a_slice(other) < steps_in_a_slice(waited_for));
    }

    #[test]
    fn a_cancelled_job_is_dropped() {
        let jobs = Jobs::new(Arc::new(|| {}));
        let held = Rc::new(());
        let its = Rc::clone(&held);
        jobs.spawn(Priority::Opening, Some(7), async move {
            let _its = its;
            std::future::pending::<()>().await;
        });
        jobs.run_slice(&ticking());
        assert!(jobs.cancel(7));
        assert_eq!(Rc::strong_count(&held), 1);
        assert!(!jobs.cancel(7));
    }

    #[test]
    fn a_job_that_waits_is_not_polled_until_it_is_woken() {
        let jobs = Jobs::new(Arc::new(|| {}));
        let polls = Rc::new(Cell::new(0));
        let waker = Rc::new(RefCell::new(None));
        let (its_polls, its_waker) = (Rc::clone(&polls), Rc::clone(&waker));
        jobs.spawn(
            Priority::Live,
            None,
            std::future::poll_fn(move |context| {
                its_polls.set(its_polls.get() + 1);
                *its_waker.borrow_mut() = Some(context.waker().clone());
                std::task::Poll::<()>::Pending
            }),
        );
        assert!(!jobs.run_slice(&ticking()));
        assert!(!jobs.run_slice(&ticking()));
        assert_eq!(polls.get(), 1);
        waker.borrow_mut().take().expect("a waker").wake();
        jobs.run_slice(&ticking());
        assert_eq!(polls.get(), 2);
    }
}
