//! A run judged, and the verdict marked by the label.

use std::path::Path;
use std::time::Duration;

use leakscope_core::leak::{Verdict, VerdictKind, judge_history, patterns};

use super::programs::{Label, Running};
use super::watch::Seen;

/// One run of a program.
#[derive(Clone, Debug)]
pub struct Run {
    /// Which program.
    pub label: Label,
    /// Whether with the cure.
    pub is_fixed: bool,
    /// Whether migrations come and go meanwhile.
    pub migrates: bool,
}

/// How a function named fits the label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// The function to blame.
    Right,
    /// Another one.
    Wrong,
    /// None, and why is said.
    Unknown,
}

/// A run and what was said of it.
pub struct Marked {
    /// The run.
    pub run: Run,
    /// The verdict's kind.
    pub kind: VerdictKind,
    /// Whether the label's cause was named.
    pub is_cause_right: bool,
    /// Whether any cause was.
    pub has_cause: bool,
    /// The culprit, of polled profiles; none where the label has none.
    pub blame: Option<Blame>,
    /// The same with a full dump among the profiles.
    pub blame_with_dump: Option<Blame>,
    /// The verdict, its first line and its cause, for what went wrong.
    pub said: String,
}

impl Marked {
    /// Whether it was said that something leaks.
    pub fn is_called(&self) -> bool {
        matches!(self.kind, VerdictKind::Leak | VerdictKind::Suspected)
    }
}

/// Runs a program, watches it and marks the verdict.
pub fn marked(
    program: &Path,
    backend: &str,
    run: &Run,
    length: Duration,
) -> Result<Marked, String> {
    let variant = run.label.variant.to_string();
    let mut arguments = vec!["-pattern", &run.label.pattern, "-variant", &variant];
    arguments.extend(["-backend-at", backend]);
    arguments.extend(run.is_fixed.then_some("-fixed"));
    arguments.extend(run.migrates.then_some("-migrate"));
    let running = Running::start(program, &arguments, "listening on http://")?;
    let seen = Seen::of(&running.said, length)?;
    drop(running);
    let verdict = judge_history(&seen.history, &seen.kept);
    let with_dump = seen.with_dump();
    let with_dump = with_dump.map(|kept| judge_history(&seen.history, &kept));
    Ok(mark(run, &verdict, with_dump.as_ref()))
}

fn mark(run: &Run, verdict: &Verdict, with_dump: Option<&Verdict>) -> Marked {
    let title = verdict.cause.as_ref().map(|cause| cause.title.as_str());
    let is_cause_right =
        title.is_some_and(|title| titles(run.label.pattern_name()).any(|its| its == title));
    Marked {
        run: run.clone(),
        kind: verdict.kind,
        is_cause_right,
        has_cause: title.is_some(),
        blame: blame(&run.label, verdict),
        blame_with_dump: with_dump.and_then(|verdict| blame(&run.label, verdict)),
        said: said(verdict),
    }
}

fn blame(label: &Label, verdict: &Verdict) -> Option<Blame> {
    if label.culprits.is_empty() {
        return None;
    }
    let culprit = verdict
        .cause
        .as_ref()
        .and_then(|cause| cause.culprit.as_ref());
    Some(match culprit {
        Some(function) if label.blames(function) => Blame::Right,
        Some(_) => Blame::Wrong,
        None => Blame::Unknown,
    })
}

/// What the patterns of this name call the cause.
fn titles(name: &str) -> impl Iterator<Item = &'static str> {
    let all = patterns::all().chain(patterns::of_heap());
    let all = all.chain(patterns::of_memory());
    all.filter(move |pattern| pattern.name == name)
        .map(|pattern| pattern.title)
}

/// Whether the table has a pattern of this name.
pub fn is_known(name: &str) -> bool {
    titles(name).next().is_some()
}

fn said(verdict: &Verdict) -> String {
    let text = verdict.as_text();
    let lines = text.lines();
    let wanted = |line: &&str| line.starts_with("cause:") || line.starts_with("culprit:");
    let mut said: Vec<&str> = lines.clone().take(1).collect();
    said.extend(lines.filter(wanted));
    said.join("; ")
}
