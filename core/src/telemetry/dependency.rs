//! What a service said of its dependencies, over time.

use super::{Gap, Health, State};

/// How many dependencies are followed.
const MAX_DEPENDENCIES: usize = 64;

/// One dependency over a range.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DependencyHistory {
    /// Its name.
    pub name: String,
    /// Stretches of one state: from, to, state. [`State::Unknown`] is no answer.
    pub stretches: Vec<(f64, f64, State)>,
    /// Last state.
    pub state: State,
    /// How long it took at the last answer, in the middle, and at worst, in milliseconds, where the
    /// service says.
    pub took_ms: Option<(f64, f64, f64)>,
    /// Share of answers in which it was up (slow counts as up), 0 to 1.
    pub up: f64,
    /// Whether it was ever down in the range.
    pub was_down: bool,
}

/// The dependencies named in `health` within `range_ms`, in the order first named.
pub fn dependency_history(
    health: &[(f64, Health)],
    gaps: &[Gap],
    range_ms: (f64, f64),
) -> Vec<DependencyHistory> {
    let from = health.partition_point(|(at, _)| *at < range_ms.0);
    let to = health
        .partition_point(|(at, _)| *at <= range_ms.1)
        .max(from);
    // The answer before the range still holds at its start.
    let shown = &health[from.saturating_sub(1)..to];
    let mut names: Vec<&str> = Vec::new();
    for (_, answer) in shown {
        for dependency in &answer.dependencies {
            if names.len() < MAX_DEPENDENCIES && !names.contains(&dependency.name.as_str()) {
                names.push(&dependency.name);
            }
        }
    }
    names
        .into_iter()
        .map(|name| one(name, shown, gaps, range_ms))
        .collect()
}

fn one(
    name: &str,
    shown: &[(f64, Health)],
    gaps: &[Gap],
    (from_ms, to_ms): (f64, f64),
) -> DependencyHistory {
    let mut history = DependencyHistory {
        name: name.to_owned(),
        ..DependencyHistory::default()
    };
    let (mut answers, mut ups) = (0u32, 0u32);
    let mut took: Vec<f64> = Vec::new();
    for (i, (at, answer)) in shown.iter().enumerate() {
        let found = answer.dependencies.iter().find(|d| d.name == name);
        let state = found.map_or(State::Unknown, |d| d.state);
        let next = shown.get(i + 1).map_or(to_ms, |(next, _)| *next);
        // An answer holds until the next, but not into a stretch without answers.
        let gap = gaps.iter().find(|g| g.to_ms > *at && g.from_ms < next);
        let until = gap.map_or(next, |g| g.from_ms.max(*at)).min(to_ms);
        push(&mut history.stretches, at.max(from_ms), until, state);
        if let Some(gap) = gap {
            let (gap_from, gap_to) = (gap.from_ms.max(*at).max(from_ms), next.min(to_ms));
            push(
                &mut history.stretches,
                gap_from,
                gap_to.max(gap.from_ms),
                State::Unknown,
            );
        }
        history.state = state;
        answers += 1;
        ups += u32::from(matches!(state, State::Up | State::Slow));
        history.was_down |= state == State::Down;
        took.extend(found.and_then(|d| d.took_ms).filter(|ms| ms.is_finite()));
    }
    if let Some(&now) = took.last() {
        crate::order::sort_numbers(&mut took);
        history.took_ms = Some((now, took[took.len() / 2], took[took.len() - 1]));
    }
    history.up = f64::from(ups) / f64::from(answers.max(1));
    history
}

/// Adds a stretch, lengthening the last one where its state goes on.
fn push(stretches: &mut Vec<(f64, f64, State)>, from: f64, to: f64, state: State) {
    let is_first = stretches.is_empty();
    match stretches.last_mut() {
        Some(last) if last.2 == state && last.1 >= from => last.1 = last.1.max(to),
        _ if to > from || is_first => stretches.push((from, to.max(from), state)),
        _ => {}
    }
}
