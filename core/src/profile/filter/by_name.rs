//! focus, ignore, hide and show: by names of functions, files and binaries.

use super::matched::{Matched, has_no_lines, locations};
use super::rewrite::rewrite;
use super::{Matcher, kept};
use crate::profile::{FrameId, Profile};

/// `profile` with the samples that have a location matching `focus` and none matching `ignore`, and
/// in their stacks the frames that do not match `hide` and do match `show`. At least one is set.
///
/// A location without lines matches by its binary alone, and `show` drops it even then. Samples
/// left without location go, and so do those that never had one: they have nothing that is in focus.
pub(super) fn by_name(
    profile: &Profile,
    [focus, ignore, hide, show]: [Option<&Matcher>; 4],
) -> Profile {
    let tables = &*profile.tables;
    let matched = |matcher: Option<&Matcher>| matcher.map(|m| Matched::new(tables, m));
    let (focus, ignore) = (matched(focus), matched(ignore));
    if hide.is_none() && show.is_none() {
        return kept(profile, &stays(profile, &focus, &ignore));
    }
    let (hide, show) = (matched(hide), matched(show));
    let mut keep = vec![true; tables.frames.line.len()];
    for location in locations(tables) {
        let no_lines = has_no_lines(tables, location);
        for frame in tables.locations.frames(location).map(FrameId) {
            let is_function = tables.frames.function[frame.index()].is_some();
            let is_hidden = |m: &Matched| m.mapping(location) || m.function(frame);
            // A line without function in a location with others is never what `show` takes away.
            let is_shown = |m: &Matched| m.mapping(location) || !is_function || m.function(frame);
            keep[frame.index()] = !hide.as_ref().is_some_and(is_hidden)
                && show.as_ref().is_none_or(|m| !no_lines && is_shown(m));
        }
    }
    let in_focus = in_focus(profile, &focus, &ignore);
    rewrite(profile, &keep, &mut |stack| {
        let mut has_focus = false;
        for location in stack {
            has_focus |= in_focus[location.index()]?;
        }
        has_focus.then_some(0..stack.len())
    })
}

/// Which samples `focus` and `ignore` leave: see [`by_name`].
pub(super) fn left(
    profile: &Profile,
    focus: Option<&Matcher>,
    ignore: Option<&Matcher>,
) -> Vec<bool> {
    let matched = |matcher: Option<&Matcher>| matcher.map(|m| Matched::new(&profile.tables, m));
    stays(profile, &matched(focus), &matched(ignore))
}

/// For each location none if it is ignored, else whether it is in focus.
fn in_focus(
    profile: &Profile,
    focus: &Option<Matched>,
    ignore: &Option<Matched>,
) -> Vec<Option<bool>> {
    let locations = locations(&profile.tables);
    let in_focus = locations.map(|location| match (ignore, focus) {
        (Some(ignore), _) if ignore.location(location) => None,
        (_, Some(focus)) => Some(focus.location(location)),
        _ => Some(true),
    });
    in_focus.collect()
}

fn stays(profile: &Profile, focus: &Option<Matched>, ignore: &Option<Matched>) -> Vec<bool> {
    let in_focus = in_focus(profile, focus, ignore);
    // Frames of a location are in a stack all together, so they can be asked one by one.
    let of_frame: Vec<Option<bool>> = (profile.tables.frames.location.iter())
        .map(|location| in_focus[location.index()])
        .collect();
    let stays = (0..profile.samples.len()).map(|sample| {
        let mut has_focus = false;
        for frame in profile.samples.stack(sample) {
            match of_frame[frame.index()] {
                Some(is_in_focus) => has_focus |= is_in_focus,
                None => return false,
            }
        }
        has_focus
    });
    stays.collect()
}
