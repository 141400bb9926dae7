//! What a goroutineleak profile (Go 1.26 and later) tells: what it found, its price, and what it does
//! not see.

use super::attribution::Attribution;
use super::evidence::line;
use super::patterns::Matches;
use super::say::{strong, text};
use super::snapshot::DOMINANT;
use super::{Evidence, Kept, Mark, Span};
use crate::telemetry::ProfileId;
use crate::units::count;

/// What taking one costs.
const PRICE: &str = "such a profile costs a garbage collection of its own: it marks the heap from the goroutines \
                     that can run, again and again until no more are found to be wakeable";
/// What it cannot see.
const BLIND: &str = "it finds a goroutine only if nothing that is alive can wake it: one that waits for input or \
                     output ([IO wait]) counts as alive, and so does what a live Transport, the default client or \
                     a global variable still refers to. A Transport per call with bodies closed, a Get that hangs \
                     without a timeout and an open body on the default client stay unseen. It confirms; it does \
                     not clear";

/// Its price and its blind spots, a line each.
pub(super) fn price_and_blind_spots() -> [Evidence; 2] {
    [PRICE, BLIND].map(|said| line(Mark::Note, vec![text(said)]))
}

/// What a goroutineleak profile that was just taken found, and what it does not see; none of another kind.
pub fn found_in_words(kept: &Kept, id: ProfileId) -> Option<String> {
    let profile = kept
        .get(id)
        .filter(|profile| profile.kind == "goroutineleak")?;
    let found = match profile.counts.totals.first().copied().unwrap_or(0) {
        0 => "no goroutine that nothing can wake".to_owned(),
        1 => "1 goroutine that nothing can wake".to_owned(),
        total => format!("{} goroutines that nothing can wake", count(total)),
    };
    Some(format!("goroutineleak found {found}; {BLIND}."))
}

/// Of a service's last goroutineleak profile since `from_ms`, where one was kept: what it found, what that
/// says of the stacks that grow, and what it does not see.
pub(super) fn proven_lines(
    kept: &Kept,
    from_ms: f64,
    stacks: Option<&Attribution>,
) -> Vec<Evidence> {
    let since = (from_ms, f64::INFINITY);
    let Some(last) = kept.of_kind("goroutineleak", since).pop() else {
        return Vec::new();
    };
    let total = last.counts.totals.first().copied().unwrap_or(0);
    let clock = Span::Clock {
        from_ms: last.at_ms,
        to_ms: last.at_ms,
    };
    let mut found = vec![text("goroutineleak profile of "), clock, text(": ")];
    match total {
        0 => found.push(text("no goroutine that nothing can wake")),
        _ => {
            found.push(strong(format!("{} goroutines", count(total))));
            found.push(text(" that nothing can wake"));
            let matches = Matches::of(&last.counts, &kept.names);
            if let Some(group) = matches.groups().first() {
                found.push(text(" → pattern: "));
                found.push(strong(group.pattern.name));
            }
        }
    }
    let mut lines = vec![line(Mark::Trend, found)];
    lines.extend(stacks.filter(|stacks| stacks.total > 0).map(|stacks| {
        let growing = match stacks.main_group() {
            Some((group, share)) if share >= DOMINANT => &group.stacks[..],
            _ => stacks.main_stacks().0,
        };
        let proven = growing.iter().map(|(id, _)| last.counts.value(*id, 0));
        line(Mark::Trend, confirmed(proven.fold(0, i64::saturating_add)))
    }));
    lines.extend(price_and_blind_spots());
    lines
}

/// What so many leaked goroutines of the stacks that grow say.
fn confirmed(proven: i64) -> Vec<Span> {
    match proven {
        0 => vec![text(
            "of the stacks that grow it found none: that does not clear them",
        )],
        _ => vec![
            text("confirmed: "),
            strong(count(proven)),
            text(" goroutines of the stacks that grow are proven to be leaked"),
        ],
    }
}
