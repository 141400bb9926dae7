//! The graph of calls as pprof counts, trims and sorts it (google/pprof `internal/graph/graph.go` and
//! `newTrimmedGraph` of `internal/report/report.go`): text reports and the page's graph are made of it.
//!
//! ```text
//! main;run;work 3        nodes  work 3/3  main 0/5  run 0/3     flat/cum
//! main 2                 edges  main→run 3  run→work 3
//! ```

mod build;
mod entropy;
mod label;
mod lines;
mod places;
mod redundant;
mod spread;
mod tags;
mod trim;

pub use build::{Counting, Graph, Source, build};
pub use label::{lines_of, name_lines, shortened};
pub use lines::{FunctionLines, LineValues, clean, lines};
pub use tags::{MOST as MOST_TAGS, Tag, TagSum, Tags};
pub use trim::{Limits, Order, Trimmed, marks, trimmed, trimmed_of};

use crate::profile::NodeId;

/// What passes through something: a sum, and the divisor of a mean, 0 where values are no means.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Weight {
    /// Σ value.
    pub sum: i64,
    /// Σ divisor.
    pub divisor: i64,
}

impl Weight {
    /// Adds a sample's value and divisor.
    pub fn add(&mut self, (value, divisor): (i64, i64)) {
        self.sum = self.sum.wrapping_add(value);
        self.divisor = self.divisor.wrapping_add(divisor);
    }

    /// What is printed.
    pub fn value(self) -> i64 {
        divided(self.sum, self.divisor)
    }
}

/// A sum over its divisor, where it has one.
pub fn divided(sum: i64, divisor: i64) -> i64 {
    match divisor {
        0 => sum,
        divisor => sum.wrapping_div(divisor),
    }
}

/// A call from one node to another, both rows of tables.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// Who calls.
    pub caller: NodeId,
    /// Who is called.
    pub callee: NodeId,
    /// Σ of the samples that pass it, each once.
    pub weight: Weight,
    /// Whether every sample that passes it has the callee inlined.
    pub is_inlined: bool,
    /// Whether a sample passes it by way of nodes that are not kept.
    pub is_residual: bool,
}
