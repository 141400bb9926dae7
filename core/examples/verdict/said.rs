//! Verdicts as text, and the exit code they come to.

use leakscope_core::leak::{Cause, Verdict, VerdictKind, judge_history, judge_kept};

use crate::seen::Service;

/// Every service's verdict, and the exit code of all together.
pub fn of_all(services: &[Service]) -> (String, u8) {
    let mut text = String::new();
    let mut kinds = Vec::new();
    for service in services {
        let verdict = judge(service);
        if !text.is_empty() {
            text.push('\n');
        }
        text += &in_words(&service.name, &verdict);
        kinds.push(verdict.kind);
    }
    (text, exit_code(&kinds))
}

/// One profile alone is judged as the page judges an opened file.
fn judge(service: &Service) -> Verdict {
    if let ([only], None) = (&service.kept.profiles[..], service.history.range_ms())
        && let Some(verdict) = judge_kept(&service.kept, only.id, &only.kind, None)
    {
        return verdict;
    }
    judge_history(&service.history, &service.kept)
}

/// 1 for a leak, else 3 where anything is undecided, else 0.
fn exit_code(kinds: &[VerdictKind]) -> u8 {
    let is_undecided =
        |kind: &VerdictKind| matches!(kind, VerdictKind::Suspected | VerdictKind::TooLittleData);
    if kinds.contains(&VerdictKind::Leak) {
        1
    } else if kinds.is_empty() || kinds.iter().any(is_undecided) {
        3
    } else {
        0
    }
}

/// Sentence, evidence, cause and fix.
fn in_words(service: &str, verdict: &Verdict) -> String {
    let kind = match verdict.kind {
        VerdictKind::Leak => "leak",
        VerdictKind::Suspected => "suspected",
        VerdictKind::SpikeOnly => "spike only",
        VerdictKind::Step => "step",
        VerdictKind::WarmUp => "warm-up",
        VerdictKind::Daily => "daily",
        VerdictKind::Healthy => "healthy",
        VerdictKind::TooLittleData => "too little data",
    };
    let words = |spans: &[leakscope_core::leak::Span]| -> String {
        spans.iter().map(|span| span.as_text()).collect()
    };
    let mut text = format!("{service}: {kind}: {}\n", words(&verdict.sentence));
    for evidence in &verdict.evidence {
        text += &format!("  - {}\n", words(&evidence.text));
    }
    if let Some(cause) = &verdict.cause {
        text += &cause_in_words(cause);
    }
    text
}

fn cause_in_words(cause: &Cause) -> String {
    let mut text = format!("cause: {}\n  {}\n", cause.title, cause.what);
    let culprit = cause.culprit.as_deref().unwrap_or("unknown");
    text += &format!("who: {culprit}\n  {}\nfix:\n", cause.culprit_reason);
    for (number, step) in (1..).zip(&cause.fix) {
        text += &format!("  {number}. {step}\n");
    }
    for line in cause.snippet.lines() {
        text += &format!("     {line}\n");
    }
    text += &format!("see: {}\n", cause.reference);
    text
}
