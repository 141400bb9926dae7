//! Pictures of a view, and sheets that hold one: what is saved, and opens anywhere without Leakscope.
//!
//! What is painted on the screen is painted on a [`Surface`]. A canvas is one; [`Svg`] writes down the same
//! strokes as an SVG document. A [`Sheet`] is one HTML file with picture, figures and how it was made.

mod escape;
mod sheet;
mod surface;
mod svg;

pub use sheet::{Sheet, SheetTable, html};
pub use surface::Surface;
pub use svg::Svg;

pub(crate) use escape::escaped;
