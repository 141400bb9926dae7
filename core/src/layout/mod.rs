//! Ready to paint: flame boxes, top, callers and callees, the graph, source lines, groups of
//! goroutines, labels.
//!
//! Whatever crosses to the page is plain data: columns for what is drawn by the thousand, rows for
//! what is read one at a time.

pub mod calls;
pub mod flame;
pub mod frame;
pub mod goroutines;
pub mod graph;
pub mod labels;
pub mod layered;
mod named;
pub mod numbers;
mod own_code;
mod package;
mod partition;
mod printed;
pub mod search;
mod sheet;
pub mod source;
mod stacks;
pub mod suggest;
#[cfg(test)]
mod tests;
pub mod top;
mod totals;

pub use calls::{Call, Calls, CallsQuery, calls, calls_sheet};
pub use flame::{
    Boxes, Flame, FlameQuery, FlameWidth, NameInfo, Narrow, PackageClass, flame, flame_marked,
};
pub use frame::{FrameDetails, FrameQuery, Neighbour, frame};
pub use goroutines::{
    GoroutineChoices, GoroutineDetails, GoroutineFrame, GoroutineGroups, GoroutinePage,
    GoroutineQuery, GoroutineRow, GoroutineRowKind, GoroutineSort, GroupBy, Listed, goroutine,
    goroutine_groups, goroutine_page, goroutines_sheet,
};
pub use graph::{CallGraph, GraphBox, GraphCall, GraphQuery, graph, graph_svg};
pub use labels::{LabelQuery, LabelRow, LabelTable, LabelTables, labels, labels_sheet};
pub use named::nodes_named;
pub use numbers::{Estimate, Numbers, NumbersQuery, Sampling, numbers};
pub use own_code::own_code;
pub use package::{package_class, package_path};
pub use search::{Found, search};
pub use sheet::{Cell, Sheet};
pub use source::{SourceFile, SourceLine, SourceListing, SourceQuery, source};
pub use suggest::{SuggestQuery, Suggested, Suggestion, Suggestions, suggest};
pub use top::{
    Beside, Inlined, TopKnown, TopPage, TopQuery, TopRow, TopSort, inlined_nodes, top, top_order,
    top_page, top_sheet,
};
pub use totals::{Totals, totals};
