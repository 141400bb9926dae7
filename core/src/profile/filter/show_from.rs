//! show_from: stacks from their outermost match on.

use super::Matcher;
use super::matched::{Matched, locations};
use super::rewrite::rewrite;
use crate::profile::{FrameId, Profile};

/// `profile` with stacks cut above the outermost location that matches; those without one go.
///
/// In a matching location the lines above the outermost match go as well, unless it is its binary
/// that matches.
pub(super) fn show_from(profile: &Profile, matches: &Matcher) -> Profile {
    let tables = &*profile.tables;
    let matched = Matched::new(tables, matches);
    let mut keep = vec![true; tables.frames.line.len()];
    let mut is_start = Vec::with_capacity(tables.locations.address.len());
    for location in locations(tables) {
        let mut frames = tables.locations.frames(location);
        let first = match matched.mapping(location) {
            true => Some(frames.start),
            false => frames.find(|&frame| matched.function(FrameId(frame))),
        };
        if let Some(first) = first {
            let start = tables.locations.first_frame[location.index()].index();
            keep[start..first as usize].fill(false);
        }
        is_start.push(first.is_some());
    }
    rewrite(profile, &keep, &mut |stack| {
        let start = stack.iter().position(|location| is_start[location.index()]);
        start.map(|start| start..stack.len())
    })
}
