//! The order in which nodes are sorted: by what they are, so that it is the same in every profile.

use crate::map;
use crate::order;
use crate::profile::{Nodes, Tables};

/// Each frame's place in the order of nodes. It depends on names, files and addresses alone, not on
/// which came first: stacks of two profiles stand in one order, and an order of both is a merge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ranks {
    of_frame: Vec<u32>,
    count: u32,
}

impl Ranks {
    /// The ranks of all frames of `tables`, by their `nodes`. Two frames have one rank if they have one
    /// node.
    pub fn new(tables: &Tables, nodes: &Nodes) -> Ranks {
        let hashes: Vec<u32> = (0..tables.strings.len() as u32)
            .map(|id| map::hash_of(tables.strings.bytes(crate::profile::StrId(id))))
            .collect();
        let mut ranked = nodes.hashed(tables, &hashes);
        order::sort_by_key(&mut ranked, |&(hash, _)| hash);
        let mut rank_of = vec![0; ranked.len()];
        for (rank, (_, node)) in (0..).zip(&ranked) {
            rank_of[node.index()] = rank;
        }
        let of_frame = nodes.of_frame().iter();
        Ranks {
            count: ranked.len() as u32,
            of_frame: of_frame.map(|node| rank_of[node.index()]).collect(),
        }
    }

    #[cfg(test)]
    pub(super) fn testing(of_frame: Vec<u32>, count: u32) -> Ranks {
        Ranks { of_frame, count }
    }

    /// Each frame's rank.
    pub fn of_frame(&self) -> &[u32] {
        &self.of_frame
    }

    /// How many different ranks there are.
    pub fn len(&self) -> usize {
        self.count as usize
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Whether the frames of these ranks, which are those of `all` from `first` on, stand in the same
    /// order there. They do unless hashes met, or addresses without a name moved.
    pub fn hold_within(&self, all: &Ranks, first: usize) -> bool {
        let mut there = vec![None; self.len()];
        let of_frame = self.of_frame.iter().zip(&all.of_frame[first..]);
        for (&rank, &rank_there) in of_frame {
            match there[rank as usize] {
                None => there[rank as usize] = Some(rank_there),
                Some(known) if known != rank_there => return false,
                Some(_) => {}
            }
        }
        there.iter().flatten().is_sorted_by(|a, b| a < b)
    }
}
