//! Time series and markers: where everything goes, and how plotters draws it on any backend.
//!
//! Lengths are CSS pixels with fractions, from the top left corner of the whole drawing; times are
//! milliseconds since 1970. One [`TimeScale`] is shared by every lane, marker and pointer.

pub mod areas;
pub mod clock;
pub mod describe;
pub mod draw;
pub mod ends;
pub mod flags;
pub mod model;
pub mod plan;
pub mod points;
pub mod scale;
pub mod style;
pub mod ticks;

#[cfg(test)]
pub(crate) mod recorder;
#[cfg(test)]
mod sample;

pub use clock::{Clock, Zone};
pub use draw::{Scene, draw};
pub use plan::{Plan, Strip};
pub use scale::{TimeScale, ValueScale};
pub use style::{Rgb, Theme};
