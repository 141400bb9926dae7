//! Ready to paint: flame boxes, top, callers and callees, groups of goroutines.
//!
//! Whatever crosses to the page is plain data: columns for what is drawn by the thousand, rows for
//! what is read one at a time.

pub mod flame;
pub mod frame;
mod package;
mod partition;
mod printed;
#[cfg(test)]
mod tests;
pub mod top;
mod totals;

pub use flame::{Boxes, Flame, FlameQuery, FlameWidth, NameInfo, PackageClass, flame};
pub use frame::{FrameDetails, FrameQuery, Neighbour};
pub use package::{package_class, package_path};
pub use top::{Inlined, TopPage, TopQuery, TopRow, TopSort, top, top_page};
pub use totals::{Totals, totals};
