//! What a goroutineleak profile (Go 1.26 and later) tells: what it found, its price, and what it does
//! not see.

use super::evidence::line;
use super::patterns::Matches;
use super::say::{strong, text};
use super::{Evidence, Kept, Mark, Span};
use crate::units::count;

/// What taking one costs.
const PRICE: &str = "such a profile costs a garbage collection of its own: it marks the heap from the goroutines \
                     that can run, again and again until no more are found to be wakeable";
/// What it cannot see.
const BLIND: &str = "it finds a goroutine only if nothing that is alive can wake it: one that waits for input or \
                     output counts as alive, and so does what a live Transport, the default client or a global \
                     variable still refers to. It confirms; it does not clear";

/// Its price and its blind spots, a line each.
pub(super) fn price_and_blind_spots() -> [Evidence; 2] {
    [PRICE, BLIND].map(|said| line(Mark::Note, vec![text(said)]))
}

/// Of a service's last goroutineleak profile, where one was kept: what it found, and what it does not see.
pub(super) fn proven_lines(kept: &Kept) -> Vec<Evidence> {
    let all = (f64::NEG_INFINITY, f64::INFINITY);
    let Some(last) = kept.of_kind("goroutineleak", all).pop() else {
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
    lines.extend(price_and_blind_spots());
    lines
}
