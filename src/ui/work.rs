//! Work in hand: after 150 ms a line under the top bar, with phase and bytes; Escape cancels.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use crate::leptos::ev;
use crate::leptos::task::spawn_local_scoped_with_cancellation;
use leakscope_core::units;

use super::dom::{El, button, el};
use crate::engine::Progress;
use crate::prelude::*;
use crate::rest;
use crate::ui::page::Page;
use leakscope_core::units::{fixed, shortest};

/// What shows itself only when it takes longer than this.
const QUIET: Duration = Duration::from_millis(150);

/// The work in hand: a context.
#[derive(Clone, Copy)]
pub struct Work(
    StoredValue<u32>,
    RwSignal<Vec<Task>>,
    StoredValue<Option<Owner>>,
);

#[derive(Clone)]
struct Task {
    id: u32,
    what: String,
    progress: Option<Progress>,
    is_shown: bool,
    owner: Owner,
}

/// What a task does.
type Job = Box<dyn FnOnce(TaskRef) -> Pin<Box<dyn Future<Output = ()>>>>;

/// A running task, to say how far it is.
#[derive(Clone, Copy)]
pub struct TaskRef {
    work: Work,
    id: u32,
}

impl Work {
    /// Nothing in hand. Called by `App`: work belongs to the page, and goes on when the view it was
    /// begun from is gone.
    pub fn new() -> Work {
        let page = StoredValue::new(Owner::current());
        Work(StoredValue::new(0), RwSignal::new(Vec::new()), page)
    }

    /// Runs `job` as a piece of work that is shown and can be cancelled. Cancelling drops it.
    ///
    /// The job is of the rest, and begins when that is here; what makes it is not.
    pub fn run<F: Future<Output = ()> + 'static>(
        self,
        what: String,
        job: impl FnOnce(TaskRef) -> F + 'static,
    ) {
        self.begin(what, Box::new(|task| Box::pin(job(task))));
    }

    fn begin(self, what: String, job: Job) {
        let id = self.0.get_value() + 1;
        self.0.set_value(id);
        let task = TaskRef { work: self, id };
        let owner = self.for_page(Owner::new);
        owner.with(|| {
            spawn_local_scoped_with_cancellation(async move {
                rest::here().await;
                job(task).await;
                task.end();
            });
        });
        self.1.update(|all| {
            all.push(Task {
                id,
                what,
                progress: None,
                is_shown: false,
                owner,
            });
        });
        set_timeout(move || self.change(id, |task| task.is_shown = true), QUIET);
    }

    /// Makes something that lives as long as the page, not as long as the work it is made in.
    pub fn for_page<T>(self, make: impl FnOnce() -> T) -> T {
        match self.2.get_value() {
            Some(page) => page.with(make),
            None => make(),
        }
    }

    /// Cancels what was begun last; whether there was anything.
    pub fn cancel_last(self) -> bool {
        let last = self.1.try_update(Vec::pop).flatten();
        last.map(|task| task.owner.cleanup()).is_some()
    }

    fn change(self, id: u32, change: impl FnOnce(&mut Task)) {
        if self
            .1
            .with_untracked(|all| all.iter().any(|task| task.id == id))
        {
            self.1.update(|all| {
                if let Some(task) = all.iter_mut().find(|task| task.id == id) {
                    change(task);
                }
            });
        }
    }
}

impl TaskRef {
    /// Says how far it is.
    pub fn report(self, progress: Progress) {
        self.work
            .change(self.id, |task| task.progress = Some(progress));
    }

    fn end(self) {
        self.work
            .1
            .update(|all| all.retain(|task| task.id != self.id));
    }
}

/// The line and its words.
pub fn progress_line() -> El {
    let work = Page::get().work;
    Page::get()
        .keys
        .first(move |key| key == "Escape" && work.cancel_last());
    let shown = Memo::new(move || {
        let tasks = work.1.read();
        let task = tasks.iter().rev().find(|task| task.is_shown)?;
        Some((task.id, task.what.clone()))
    });
    let line = move || {
        let (id, what) = shown.get()?;
        let task = move || work.1.get().into_iter().find(|task| task.id == id);
        let done = move || task().as_ref().map_or(0.0, done_part);
        let bar = el("div")
            .class("line")
            .attr("role", "progressbar")
            .attr("aria-label", what)
            .attr("aria-valuenow", move || fixed(done() * 100.0, 0))
            .child(
                el("div")
                    .class("done")
                    .style("--done", move || shortest(done())),
            );
        let cancel = button("btn quiet")
            .on(ev::click, move |_| _ = work.cancel_last())
            .child(("Cancel ", el("kbd").child("esc")));
        let words = el("bdi").child(move || task().as_ref().map(words));
        Some((bar, el("div").class("words").child((words, " ", cancel))))
    };
    el("div").class("progress").child(line)
}

/// How much of it is done, from 0 to 1; never nothing, so that the line is seen.
fn done_part(task: &Task) -> f64 {
    let progress = task.progress.as_ref();
    progress.map_or(0.02, |progress| {
        (progress.done as f64 / (progress.total as f64).max(1.0)).clamp(0.02, 1.0)
    })
}

/// `big.pb.gz: decoding 41 MB of 96 MB`.
fn words(task: &Task) -> String {
    let Some(progress) = &task.progress else {
        return format!("{}…", task.what);
    };
    let amount = |n: u64| units::short(n.min(i64::MAX as u64) as i64, "bytes");
    match progress.total {
        0 => format!(
            "{}: {} {}",
            task.what,
            progress.phase,
            amount(progress.done)
        ),
        total if progress.phase.starts_with("waiting") => {
            format!(
                "{}: {} s of {} s",
                task.what,
                progress.done / 1000,
                total / 1000
            )
        }
        total => format!(
            "{}: {} {} of {}",
            task.what,
            progress.phase,
            amount(progress.done),
            amount(total)
        ),
    }
}
