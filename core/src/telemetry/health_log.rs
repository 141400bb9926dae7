//! Health answers over time, within bounds.

use super::Health;

/// How many are kept; past it, of the older half, those that changed nothing go.
const MAX_HEALTH: usize = 20_000;

/// Adds an answer at its place in time; one of the same moment stays as it is.
pub(super) fn add(log: &mut Vec<(f64, Health)>, at_ms: f64, health: Health) {
    let place = log.partition_point(|(at, _)| *at < at_ms);
    if log.get(place).is_some_and(|(at, _)| *at == at_ms) {
        return;
    }
    log.insert(place, (at_ms, health));
    if log.len() > MAX_HEALTH {
        thin_older_health(log);
    }
}

/// Of the older half, answers that say what the one before said go, every second one.
fn thin_older_health(health: &mut Vec<(f64, Health)>) {
    let half = health.len() / 2;
    let is_dull: Vec<bool> = (0..half)
        .map(|i| i % 2 == 1 && says_the_same(&health[i - 1].1, &health[i].1))
        .collect();
    let mut i = 0;
    health.retain(|_| {
        let is_kept = !is_dull.get(i).copied().unwrap_or(false);
        i += 1;
        is_kept
    });
    if health.len() > MAX_HEALTH {
        health.drain(..MAX_HEALTH / 10);
    }
}

fn says_the_same(a: &Health, b: &Health) -> bool {
    let states = |h: &Health| h.dependencies.iter().map(|d| d.state).collect::<Vec<_>>();
    a.state == b.state && a.version == b.version && states(a) == states(b)
}
