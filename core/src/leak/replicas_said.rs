//! Several instances behind one address: each judged by itself, never across them.

use super::evidence::line;
use super::say::{strong, text};
use super::{Evidence, Kept, Mark, Span, Verdict, VerdictKind, judge_history};
use crate::telemetry::Replica;
use crate::units::count;

/// The verdict on the one that is worst, with a line on each.
pub(super) fn judge_each(replicas: &[Replica]) -> Verdict {
    // Nobody knows of which instance a profile is.
    let verdicts: Vec<(f64, Verdict)> = replicas
        .iter()
        .map(|r| (r.started_ms, judge_history(&r.history, &Kept::default())))
        .collect();
    // Of those that are equally bad, the one that runs longest.
    let worst = verdicts
        .iter()
        .min_by_key(|(_, verdict)| rank(verdict.kind));
    let Some((started_ms, worst)) = worst.filter(|(_, v)| v.kind != VerdictKind::TooLittleData)
    else {
        return nothing_to_tell(replicas.len());
    };
    let mut sentence = vec![
        text(format!(
            "of {} instances behind one address, the one started at ",
            count(replicas.len() as i64)
        )),
        clock(*started_ms),
        text(": "),
    ];
    sentence.extend(worst.sentence.iter().cloned());
    Verdict {
        kind: worst.kind,
        sentence,
        evidence: verdicts.iter().map(instance_line).collect(),
        details: worst.details.clone(),
        cause: None,
    }
}

fn instance_line((started_ms, verdict): &(f64, Verdict)) -> Evidence {
    let mut said = vec![
        text("started at "),
        clock(*started_ms),
        text(", "),
        strong(verdict.kind.name()),
        text(": "),
    ];
    said.extend(verdict.sentence.iter().cloned());
    line(Mark::Restart, said)
}

fn nothing_to_tell(instances: usize) -> Verdict {
    Verdict {
        kind: VerdictKind::TooLittleData,
        sentence: vec![text(format!(
            "answers come from {} instances in turn, as behind a balancer, and too few of them tell of \
             which they are: watch one of them by its own address, since no series over all of them \
             means anything",
            count(instances as i64)
        ))],
        ..Verdict::default()
    }
}

fn clock(at_ms: f64) -> Span {
    Span::Clock {
        from_ms: at_ms,
        to_ms: at_ms,
    }
}

/// The worst first, what tells nothing last.
fn rank(kind: VerdictKind) -> u8 {
    match kind {
        VerdictKind::Leak => 0,
        VerdictKind::Suspected => 1,
        VerdictKind::SpikeOnly => 2,
        VerdictKind::Step => 3,
        VerdictKind::WarmUp => 4,
        VerdictKind::Daily => 5,
        VerdictKind::Healthy => 6,
        VerdictKind::TooLittleData => 7,
    }
}
