//! What of a profile goes through functions of a name.

use crate::codec::coded;
use crate::job::Pace;
use crate::letters::lower;
use crate::profile::{NodeId, Selection};

/// Samples looked at between two breaths.
const STRIDE: usize = 2048;

/// What a search matched.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Nodes whose name matches, ascending.
    pub nodes: Vec<u32>,
    /// Samples through any of them, Σ|value|, each once.
    pub value: i64,
    /// Σ|value| of all.
    pub total: i64,
}

coded! { struct Found { nodes, value, total } }

/// The nodes whose name contains `text`, in any letter case, and what goes through them. Nothing
/// matches an empty text.
pub async fn search(selection: &Selection, text: &str, pace: &Pace) -> Found {
    let mut found = Found {
        total: selection.total,
        ..Found::default()
    };
    let text = lower(text);
    if text.is_empty() {
        return found;
    }
    let mut is_match = vec![false; selection.nodes.len()];
    for (node, is_match) in (0u32..).zip(&mut is_match) {
        let name = selection.nodes.name(selection.tables(), NodeId(node));
        if lower(&name).contains(&text) {
            *is_match = true;
            found.nodes.push(node);
        }
        if (node as usize).is_multiple_of(STRIDE) {
            pace.breathe().await;
        }
    }
    let of_frame = selection.nodes.of_frame();
    for (sample, value) in selection.now.iter().enumerate() {
        let mut stack = selection.profile.samples.stack(sample).iter();
        if stack.any(|frame| is_match[of_frame[frame.index()].index()]) {
            found.value = found.value.wrapping_add(value.wrapping_abs());
        }
        if sample % STRIDE == 0 {
            pace.breathe().await;
        }
    }
    found
}
