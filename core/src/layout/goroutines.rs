//! The goroutines of a dump, grouped by where and how they wait.

use crate::formats::{Goroutine, GoroutineDump};
use crate::job::Pace;
use crate::map::Map;
use crate::order;
use crate::profile::{FrameId, StackId, StackIds, StrId};

/// Goroutines looked at between two breaths.
const STRIDE: usize = 1024;
/// How many creators and goroutine numbers a group names.
const NAMED: usize = 16;

/// Goroutines with the same functions on their stacks, in the same state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GoroutineGroup {
    /// Hash of the stack's function names, in hex: the same as in profiles of the same service.
    pub stack: String,
    /// The functions, leaf first.
    pub frames: Vec<String>,
    /// `file:line` of each, as the first goroutine of the group has it; empty where unknown.
    pub places: Vec<String>,
    /// `IO wait`, `chan receive (nil chan)`, …
    pub state: String,
    /// How many there are.
    pub count: u64,
    /// The longest wait among them in minutes, a lower bound; none where the dump says none.
    pub longest_wait_minutes: Option<u64>,
    /// How many of them the collector found leaked.
    pub leaked: u64,
    /// Who started them and how many, most first; at most 16.
    pub creators: Vec<(String, u64)>,
    /// Their numbers, longest wait first; at most 16.
    pub ids: Vec<u64>,
    /// Whether the dump left frames out.
    pub is_elided: bool,
}

/// The groups of a dump, largest first; of equal ones the longest wait, then the stack's names.
pub async fn goroutine_groups(dump: &GoroutineDump, pace: &Pace) -> Vec<GoroutineGroup> {
    let ids = StackIds::new(&dump.tables);
    let mut groups: Map<(StackId, StrId), Vec<&Goroutine>> = Map::default();
    for chunk in dump.goroutines.chunks(STRIDE) {
        for goroutine in chunk {
            let root_first = dump.stack(goroutine).iter().rev();
            let stack = ids.of_frames(root_first.map(|frame| frame.frame));
            let members = groups.or_default((stack, goroutine.state));
            members.push(goroutine);
        }
        pace.breathe().await;
    }
    let mut rows: Vec<GoroutineGroup> = Vec::with_capacity(groups.len());
    for ((stack, state), members) in groups.into_rows() {
        let state = dump.tables.strings.get(state).into_owned();
        rows.push(group(dump, stack, state, members));
        pace.breathe().await;
    }
    order::sort_by(&mut rows, |a, b| {
        let by_count = b.count.cmp(&a.count);
        by_count
            .then_with(|| b.longest_wait_minutes.cmp(&a.longest_wait_minutes))
            .then_with(|| a.frames.cmp(&b.frames))
            .then_with(|| a.state.cmp(&b.state))
    });
    rows
}

/// `select, at least 7m`: what a group waits in, in words.
pub fn waits_in(group: &GoroutineGroup) -> String {
    match group.longest_wait_minutes {
        Some(minutes) => {
            let wait = crate::units::rough_duration(minutes as f64 * 60e3);
            format!("{}, at least {wait}", group.state)
        }
        None => group.state.clone(),
    }
}

fn group(
    dump: &GoroutineDump,
    stack: StackId,
    state: String,
    mut members: Vec<&Goroutine>,
) -> GoroutineGroup {
    order::sort_by_key(&mut members, |member| {
        std::cmp::Reverse(member.wait_minutes)
    });
    let first = members.first();
    let frames = first.map_or(&[][..], |member| dump.stack(member));
    GoroutineGroup {
        stack: stack.to_string(),
        frames: frames
            .iter()
            .map(|f| dump.function(f.frame).into_owned())
            .collect(),
        places: frames.iter().map(|f| place(dump, f.frame)).collect(),
        state,
        count: members.len() as u64,
        longest_wait_minutes: first.and_then(|member| member.wait_minutes),
        leaked: members.iter().filter(|member| member.is_leaked).count() as u64,
        creators: creators(dump, &members),
        ids: members.iter().take(NAMED).map(|member| member.id).collect(),
        is_elided: members.iter().any(|member| member.elided_frames > 0),
    }
}

/// By function: one creator has many lines.
fn creators(dump: &GoroutineDump, members: &[&Goroutine]) -> Vec<(String, u64)> {
    let mut counts: Map<String, u64> = Map::default();
    for creator in members.iter().filter_map(|member| member.created_by) {
        *counts.or_default(dump.function(creator).into_owned()) += 1;
    }
    let mut creators: Vec<(String, u64)> = counts.into_rows();
    order::sort_by(&mut creators, |a, b| {
        b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0))
    });
    creators.truncate(NAMED);
    creators
}

fn place(dump: &GoroutineDump, frame: FrameId) -> String {
    match dump.place(frame) {
        (file, _) if file.is_empty() => String::new(),
        (file, 0) => file.into_owned(),
        (file, line) => format!("{file}:{line}"),
    }
}
