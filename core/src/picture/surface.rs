//! What views are painted on.

/// Takes strokes, fills and texts, as a browser's canvas does: colours and fonts as CSS writes them,
/// lengths in CSS pixels. What is set stays until it is set anew.
pub trait Surface {
    /// Colour of fills and texts.
    fn set_fill(&self, colour: &str);
    /// Colour of strokes.
    fn set_stroke(&self, colour: &str);
    /// Width of strokes.
    fn set_line_width(&self, width: f64);
    /// Dashes of strokes; none for solid ones.
    fn set_dashes(&self, dashes: &[f64]);
    /// Font of texts: `600 11px monospace`.
    fn set_font(&self, font: &str);
    /// Which end of a text its place is: `left`, `center`, `right`.
    fn set_align(&self, align: &str);
    /// A filled rectangle by its corner and size.
    fn fill_rect(&self, x: f64, y: f64, width: f64, height: f64);
    /// The outline of one.
    fn stroke_rect(&self, x: f64, y: f64, width: f64, height: f64);
    /// A text on its baseline.
    fn fill_text(&self, text: &str, x: f64, y: f64);
    /// The outline of one.
    fn stroke_text(&self, text: &str, x: f64, y: f64);
    /// Width of a text in the font that is set.
    fn text_width(&self, text: &str) -> f64;
    /// Begins another path.
    fn begin_path(&self);
    /// Goes on with it elsewhere.
    fn move_to(&self, x: f64, y: f64);
    /// Goes on with it in a line.
    fn line_to(&self, x: f64, y: f64);
    /// Leads it back to where it began.
    fn close_path(&self);
    /// Adds a circle.
    fn circle(&self, x: f64, y: f64, radius: f64);
    /// Adds a rectangle with round corners.
    fn round_rect(&self, x: f64, y: f64, width: f64, height: f64, radius: f64);
    /// Fills the path.
    fn fill(&self);
    /// Strokes the path.
    fn stroke(&self);
    /// Strokes a path written as SVG writes them, moved by `(x, y)`.
    fn stroke_glyph(&self, path: &str, x: f64, y: f64);
    /// Whether what is painted keeps its name.
    fn keeps_names(&self) -> bool;
    /// What follows belongs together and is called so, until [`Surface::end`]; moved by `(x, y)`.
    fn begin(&self, name: &str, x: f64, y: f64);
    /// Ends what was begun last.
    fn end(&self);
}
