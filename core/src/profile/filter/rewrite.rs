//! A profile with fewer lines in its locations and shorter stacks.

use std::ops::Range;
use std::sync::Arc;

use super::in_time::{InTime, of_other_frames};
use crate::profile::{FrameId, Frames, FunctionId, LocationId, Profile, Samples, Tables};

/// `profile` with the frames that `keep` has, and of each stack the locations that `cut` leaves:
/// a range of them, root first, or none to drop the sample.
///
/// pprof's filters take lines away from a location, for all samples at once. So does this: frames
/// are numbered anew, and what then is a location's first frame is no inlined one any more.
///
/// ```text
/// location 7    f20 main.run   f21 runtime.inlined      keep f21 only
///           →   f12 runtime.inlined (is_inlined no)
/// ```
///
/// A location that keeps no frame leaves all stacks, and a sample that thereby loses its last
/// location goes.
pub(super) fn rewrite(
    profile: &Profile,
    keep: &[bool],
    cut: &mut dyn FnMut(&[LocationId]) -> Option<Range<usize>>,
) -> Profile {
    let from = &profile.tables;
    let (tables, is_gone) = tables_with(from, keep);
    let mut samples = Samples::default();
    let (mut locations, mut stack) = (Vec::new(), Vec::new());
    let types = profile.sample_types.len();
    let mut time = InTime::of(&profile.samples, of_other_frames);
    for sample in 0..profile.samples.len() {
        time.pass(sample);
        locations.clear();
        locations.extend(locations_of(from, profile.samples.stack(sample)));
        let Some(left) = cut(&locations) else {
            continue;
        };
        let left = locations.get(left).unwrap_or_default();
        stack.clear();
        for location in left.iter().filter(|location| !is_gone[location.index()]) {
            stack.extend(tables.locations.frames(*location).map(FrameId));
        }
        if stack.is_empty() && !left.is_empty() {
            continue;
        }
        let values = &profile.samples.values[sample * types..][..types];
        samples.push(&stack, values, profile.samples.labels[sample]);
        time.keep(&mut samples);
    }
    Profile {
        tables: Arc::new(tables),
        samples,
        ..profile.clone_without_samples()
    }
}

/// The locations of a stack of frames, in its order.
pub(super) fn locations_of(tables: &Tables, stack: &[FrameId]) -> impl Iterator<Item = LocationId> {
    let starts = stack.iter().filter(|&&frame| !tables.is_inlined(frame));
    starts.map(|frame| tables.frames.location[frame.index()])
}

/// The tables with those frames, and which locations have none left.
fn tables_with(from: &Tables, keep: &[bool]) -> (Tables, Vec<bool>) {
    let mut tables = from.clone();
    tables.frames = Frames::default();
    tables.locations.first_frame = vec![FrameId(0)];
    let mut is_gone = Vec::with_capacity(from.locations.address.len());
    for location in super::matched::locations(from) {
        let before = tables.frames.line.len();
        let frames = from.locations.frames(location).map(|frame| frame as usize);
        for frame in frames.filter(|&frame| keep[frame]) {
            let f = &from.frames;
            push(
                &mut tables.frames,
                location,
                (f.function[frame], f.line[frame], f.column[frame]),
            );
        }
        let is_empty = tables.frames.line.len() == before;
        if is_empty {
            // Every location has a frame, also one that no stack leads to.
            push(&mut tables.frames, location, (FunctionId::NONE, 0, 0));
        }
        is_gone.push(is_empty);
        let end = FrameId(tables.frames.line.len() as u32);
        tables.locations.first_frame.push(end);
    }
    (tables, is_gone)
}

fn push(frames: &mut Frames, location: LocationId, line: (FunctionId, i64, i64)) {
    frames.location.push(location);
    frames.function.push(line.0);
    frames.line.push(line.1);
    frames.column.push(line.2);
}
