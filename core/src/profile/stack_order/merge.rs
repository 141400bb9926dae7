//! One order of the stacks of two profiles, from an order of each.

use std::ops::Range;

use super::{Ranks, ReadFrom, STRIDE, StackOrder};
use crate::job::Pace;
use crate::profile::FrameId;

/// One of two orders that are merged.
struct Side<'a> {
    order: &'a StackOrder,
    /// What is added to its samples, and to its places in the column of frames.
    shift: (u32, u32),
    next: usize,
    /// How many nodes its next stack shares with the last one that was taken from either.
    shared: u32,
}

impl StackOrder {
    /// The order of the stacks of `now` and those of `base`, whose samples and frames stand behind those
    /// of now in `frames`, shifted by so many samples and frames. Both are read from the same end, by
    /// ranks that hold within `ranks`.
    ///
    /// No stack is read from its start: two that come next are compared from where they leave the last one
    /// taken, and where they leave it at different depths not even there.
    ///
    /// ```text
    /// last taken    main run handle
    /// now           main run handle read    shares 3: comes first
    /// base          main run write          shares 2
    /// ```
    pub async fn merged(
        now: &StackOrder,
        base: &StackOrder,
        shift: (u32, u32),
        frames: &[FrameId],
        ranks: &Ranks,
        pace: &Pace,
    ) -> StackOrder {
        let all = now.len() + base.len();
        let side = |order, shift| Side {
            order,
            shift,
            next: 0,
            shared: 0,
        };
        let mut sides = (side(now, (0, 0)), side(base, shift));
        let mut merged = StackOrder {
            from: now.from,
            samples: Vec::with_capacity(all),
            shared: Vec::with_capacity(all),
            starts: Vec::with_capacity(all),
            ends: Vec::with_capacity(all),
        };
        while merged.len() < all {
            merged.take(&mut sides, frames, ranks.of_frame());
            pace.breathe().await;
        }
        merged
    }

    /// Takes some thousand stacks.
    #[inline(never)]
    fn take(&mut self, sides: &mut (Side, Side), frames: &[FrameId], ranks: &[u32]) {
        let (now, base) = sides;
        for _ in 0..STRIDE {
            let is_now_first = match (now.stack(), base.stack()) {
                (None, None) => return,
                (a, None) => a.is_some(),
                (None, _) => false,
                // What shares more with the last one taken, which neither comes before, is less.
                (Some(_), Some(_)) if now.shared != base.shared => now.shared > base.shared,
                (Some(a), Some(b)) => {
                    let stacks = (&frames[a], &frames[b]);
                    let (shared, is_first) = compare(self.from, stacks, now.shared as usize, ranks);
                    let other = if is_first {
                        &mut base.shared
                    } else {
                        &mut now.shared
                    };
                    *other = shared;
                    is_first
                }
            };
            match is_now_first {
                true => self.push(now),
                false => self.push(base),
            }
        }
    }

    fn push(&mut self, side: &mut Side) {
        let Some(stack) = side.stack() else {
            return;
        };
        self.samples
            .push(side.order.samples[side.next] + side.shift.0);
        self.starts.push(stack.start as u32);
        self.ends.push(stack.end as u32);
        self.shared.push(side.shared);
        side.next += 1;
        side.shared = side.order.shared.get(side.next).copied().unwrap_or(0);
    }
}

impl Side<'_> {
    /// Where its next stack lies in the column of frames.
    fn stack(&self) -> Option<Range<usize>> {
        let start = self.order.starts.get(self.next)? + self.shift.1;
        let end = self.order.ends[self.next] + self.shift.1;
        Some(start as usize..end as usize)
    }
}

/// How many nodes two stacks share that share `shared` at least, and whether the first is no greater.
fn compare(
    from: ReadFrom,
    (a, b): (&[FrameId], &[FrameId]),
    mut shared: usize,
    ranks: &[u32],
) -> (u32, bool) {
    let most = a.len().min(b.len());
    while shared < most {
        let (a, b) = match from {
            ReadFrom::Root => (a[shared], b[shared]),
            ReadFrom::Leaf => (a[a.len() - 1 - shared], b[b.len() - 1 - shared]),
        };
        let (a, b) = (ranks[a.index()], ranks[b.index()]);
        if a != b {
            return (shared as u32, a < b);
        }
        shared += 1;
    }
    (shared as u32, a.len() <= b.len())
}
