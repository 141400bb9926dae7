//! Ready to paint: flame boxes, top, callers and callees, groups of goroutines.
//!
//! Whatever crosses to the page is plain data: columns for what is drawn by the thousand, rows for
//! what is read one at a time.

pub mod flame;
pub mod frame;
pub mod top;

pub use flame::{Boxes, Flame, FlameQuery, NameInfo};
pub use frame::{FrameDetails, FrameQuery, Neighbour};
pub use top::{TopPage, TopQuery, TopRow, TopSort};
