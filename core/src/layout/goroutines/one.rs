//! One goroutine of a dump in full.

use super::stacks;
use crate::codec::coded;
use crate::formats::GoroutineDump;

/// One goroutine.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GoroutineDetails {
    /// Its place in the dump.
    pub index: u32,
    /// Its number.
    pub id: u64,
    /// What it waits in.
    pub state: String,
    /// How long at least, in minutes.
    pub wait_minutes: Option<u64>,
    /// Whether it is locked to its thread.
    pub is_locked: bool,
    /// Whether the collector found it leaked.
    pub is_leaked: bool,
    /// Its labels, key and value.
    pub labels: Vec<(String, String)>,
    /// Its frames, leaf first.
    pub frames: Vec<GoroutineFrame>,
    /// Who started it; an empty function where the dump does not say.
    pub creator: GoroutineFrame,
    /// The number of the goroutine that did, from Go 1.21 on.
    pub creator_id: Option<u64>,
    /// That goroutine's place in the dump, where it still runs.
    pub creator_index: Option<u32>,
}

coded! {
    struct GoroutineDetails {
        index, id, state, wait_minutes, is_locked, is_leaked, labels, frames, creator, creator_id,
        creator_index,
    }
}

/// A frame as the dump prints it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GoroutineFrame {
    /// The function.
    pub function: String,
    /// Its arguments as printed, without the parentheses: `0xc000010018, {0x1, 0x2}`.
    pub arguments: String,
    /// `net/http/transport.go:2402`, empty where unknown.
    pub place: String,
}

coded! { struct GoroutineFrame { function, arguments, place } }

/// The goroutine at a place of a dump; none if there are not so many.
pub fn goroutine(dump: &GoroutineDump, index: u32) -> Option<GoroutineDetails> {
    let one = dump.goroutines.get(index as usize)?;
    let text = |id| dump.tables.strings.get(id).into_owned();
    let frame = |frame| GoroutineFrame {
        function: dump.function(frame).into_owned(),
        arguments: String::new(),
        place: stacks::place(&dump.tables, frame),
    };
    let frames = dump.stack(one).iter().map(|its| GoroutineFrame {
        arguments: dump.arguments(its).into_owned(),
        ..frame(its.frame)
    });
    let labels = dump.labels_of(one).iter();
    let creator_index = one.creator_id.and_then(|id| {
        let mut all = dump.goroutines.iter();
        all.position(|other| other.id == id)
    });
    Some(GoroutineDetails {
        index,
        id: one.id,
        state: text(one.state),
        wait_minutes: one.wait_minutes,
        is_locked: one.is_locked_to_thread,
        is_leaked: one.is_leaked,
        labels: labels
            .map(|&(key, value)| (text(key), text(value)))
            .collect(),
        frames: frames.collect(),
        creator: one.created_by.map(frame).unwrap_or_default(),
        creator_id: one.creator_id,
        creator_index: creator_index.map(|at| at as u32),
    })
}
