//! What the browser measured: User Timing marks and long tasks.

use crate::page::Page;
use crate::scripts;
use crate::wait::{LONG, until};
use serde_json::Value;

/// Something with a time, in milliseconds since the navigation began.
#[derive(Clone, Debug, PartialEq)]
pub struct Timing {
    /// The mark's name, or `longtask`.
    pub name: String,
    /// When it began.
    pub start_ms: f64,
    /// How long it took; a mark takes none.
    pub duration_ms: f64,
}

impl Page {
    /// User Timing marks so far, such as `leakscope:ready`.
    #[track_caller]
    pub fn marks(&self) -> Vec<Timing> {
        let mark = |pair: &Value| Timing {
            name: pair[0].as_str().unwrap_or_default().to_owned(),
            start_ms: pair[1].as_f64().unwrap_or_default(),
            duration_ms: 0.0,
        };
        self.run(scripts::MARKS)
            .as_array()
            .into_iter()
            .flatten()
            .map(mark)
            .collect()
    }

    /// Waits for a mark and gives the first of that name.
    #[track_caller]
    pub fn wait_for_mark(&self, name: &str) -> Timing {
        self.wait_for_mark_after(name, f64::NEG_INFINITY)
    }

    /// Waits for a mark that was set after a moment, and gives the first of that name.
    #[track_caller]
    pub fn wait_for_mark_after(&self, name: &str, after_ms: f64) -> Timing {
        let marked = until(LONG, || {
            let marks = self.marks();
            let is_meant = |mark: &&Timing| mark.name == name && mark.start_ms > after_ms;
            let found = marks.iter().find(is_meant).cloned();
            found.ok_or_else(|| format!("{marks:?}; the page says:\n{}", self.text()))
        });
        marked.unwrap_or_else(|seen| panic!("waited for the mark {name}; marks: {seen}"))
    }

    /// Tasks of the page's thread that took longer than 50 ms, so far.
    #[track_caller]
    pub fn long_tasks(&self) -> Vec<Timing> {
        let observed = self.browser.wait(|client| async move {
            client.execute_async(scripts::LONG_TASKS, Vec::new()).await
        });
        let observed = observed.unwrap_or_else(|error| panic!("cannot read long tasks: {error}"));
        let task = |pair: &Value| Timing {
            name: "longtask".to_owned(),
            start_ms: pair[0].as_f64().unwrap_or_default(),
            duration_ms: pair[1].as_f64().unwrap_or_default(),
        };
        observed
            .as_array()
            .into_iter()
            .flatten()
            .map(task)
            .collect()
    }
}
