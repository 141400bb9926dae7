//! noinlines: what was inlined counts as its real caller.

use super::rewrite::rewrite;
use crate::profile::{FrameId, Profile};

/// `profile` with the outermost line of each location alone.
pub fn without_inlines(profile: &Profile) -> Profile {
    let tables = &profile.tables;
    let frames = (0..tables.frames.line.len() as u32).map(FrameId);
    let keep: Vec<bool> = frames.map(|frame| !tables.is_inlined(frame)).collect();
    rewrite(profile, &keep, &mut |stack| Some(0..stack.len()))
}
