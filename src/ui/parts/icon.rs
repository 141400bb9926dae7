//! Icons: a few strokes each, in the colour of the text.

use crate::ui::dom::{El, svg};

/// An icon by its path in a 14 × 14 box. It never stands alone: its button has a name.
pub fn icon(path: &'static str) -> El {
    svg("svg")
        .class("i")
        .attr("viewBox", "0 0 14 14")
        .attr("aria-hidden", "true")
        .child(svg("path").attr("d", path))
}

/// An icon of 10 px instead of 14.
pub fn small_icon(path: &'static str) -> El {
    icon(path).class_if("small", true)
}

pub mod paths {
    //! Path data of the icons.
    #![allow(missing_docs)]
    pub const DOWN: &str = "M3 5l4 4 4-4";
    pub const UP: &str = "M3 9l4-4 4 4";
    pub const BEFORE: &str = "M9 3L5 7l4 4";
    pub const NEXT: &str = "M5 3l4 4-4 4";
    pub const PAUSE: &str = "M5 3v8M9 3v8";
    pub const RESUME: &str = "M4 2.5l7 4.5-7 4.5z";
    pub const OPEN: &str = "M1.5 11.5v-9h4l1.5 2h5.5v7z";
    pub const SWAP: &str = "M4 2L2 4.5h9M10 12l2-2.5H3";
    pub const COPY: &str = "M4.5 6a1.5 1.5 0 0 1 1.5-1.5h4.5A1.5 1.5 0 0 1 12 6v4.5a1.5 1.5 0 0 1-1.5 1.5H6a1.5 1.5 0 0 1-1.5-1.5zM9.5 2.5h-6a1 1 0 0 0-1 1v6";
    pub const CLOSE: &str = "M3 3l8 8M11 3l-8 8";
    pub const SEARCH: &str = "M10 6a4 4 0 1 1-8 0 4 4 0 0 1 8 0zM9 9l3.5 3.5";
    pub const CAMERA: &str = "M7 1.5v6M4.5 5.5L7 8l2.500-2.500M2 9.500v2.500h10v-2.500";
}
