//! Ready to paint: flame boxes, top, callers and callees, the graph, groups of goroutines, labels.
//!
//! Whatever crosses to the page is plain data: columns for what is drawn by the thousand, rows for
//! what is read one at a time.

mod csv;
pub mod flame;
pub mod frame;
pub mod goroutines;
pub mod graph;
pub mod labels;
pub mod layered;
mod own_code;
mod package;
mod partition;
mod printed;
pub mod search;
mod stacks;
pub mod suggest;
#[cfg(test)]
mod tests;
pub mod top;
mod totals;

pub use csv::top_csv;
pub use flame::{
    Boxes, Flame, FlameQuery, FlameWidth, NameInfo, Narrow, PackageClass, flame, flame_marked,
};
pub use frame::{FrameDetails, FrameQuery, Neighbour, frame};
pub use goroutines::{
    GoroutineChoices, GoroutineDetails, GoroutineFrame, GoroutineGroups, GoroutinePage,
    GoroutineQuery, GoroutineRow, GoroutineRowKind, GoroutineSort, GroupBy, Listed, goroutine,
    goroutine_groups, goroutine_page,
};
pub use graph::{CallGraph, GraphBox, GraphCall, GraphQuery, graph, graph_svg};
pub use labels::{LabelQuery, LabelRow, LabelTable, LabelTables, labels};
pub use own_code::own_code;
pub use package::{package_class, package_path};
pub use search::{Found, search};
pub use suggest::{SuggestQuery, Suggested, Suggestion, Suggestions, suggest};
pub use top::{Inlined, TopPage, TopQuery, TopRow, TopSort, top, top_page};
pub use totals::{Totals, totals};
