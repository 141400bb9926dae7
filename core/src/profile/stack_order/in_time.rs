//! Stacks as they followed one another.

use super::{Ranks, ReadFrom, STRIDE, Stack, StackOrder};
use crate::job::Pace;
use crate::profile::FrameId;

impl StackOrder {
    /// The order in which `stacks` come, read from the root. Neighbours share the nodes they have in
    /// common, but no more frames than `goes_on` tells of a sample: a call that ended and began anew
    /// is another one.
    ///
    /// ```text
    /// stack             goes on   shared
    /// main run          0         0
    /// main run read     2         2
    /// main run          1         1         another call of `run`
    /// ```
    pub async fn in_time(
        frames: &[FrameId],
        stacks: &[Stack],
        ranks: &Ranks,
        goes_on: &dyn Fn(u32) -> u32,
        pace: &Pace,
    ) -> StackOrder {
        let mut order = StackOrder {
            from: ReadFrom::Root,
            ..StackOrder::default()
        };
        for stretch in stacks.chunks(STRIDE) {
            order.append_in_time(frames, stretch, ranks.of_frame(), goes_on);
            pace.breathe().await;
        }
        order
    }

    #[inline(never)]
    fn append_in_time(
        &mut self,
        frames: &[FrameId],
        stacks: &[Stack],
        ranks: &[u32],
        goes_on: &dyn Fn(u32) -> u32,
    ) {
        for stack in stacks {
            let before = match (self.starts.last(), self.ends.last()) {
                (Some(&start), Some(&end)) => start as usize..end as usize,
                _ => 0..0,
            };
            let nodes = frames[before]
                .iter()
                .zip(&frames[stack.start as usize..stack.end as usize]);
            let is_same =
                |(a, b): &(&FrameId, &FrameId)| a == b || ranks[a.index()] == ranks[b.index()];
            let same = nodes.take_while(is_same).count() as u32;
            self.shared.push(same.min(goes_on(stack.sample)));
            self.samples.push(stack.sample);
            self.starts.push(stack.start);
            self.ends.push(stack.end);
        }
    }
}
