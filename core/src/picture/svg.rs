//! A surface that writes an SVG document.

use std::cell::RefCell;
use std::fmt::Write;

use super::{Surface, escaped};
use crate::units::shortest;

/// Measures a text in a font: a document is written where there are fonts, or where one knows them.
type Measure = Box<dyn Fn(&str, &str) -> f64>;

/// What is painted, as elements.
pub struct Svg {
    state: RefCell<State>,
    measure: Measure,
}

#[derive(Default)]
struct State {
    out: String,
    fill: String,
    stroke: String,
    line_width: f64,
    dashes: String,
    font: Font,
    align: &'static str,
    path: String,
    open: usize,
}

/// A font as attributes.
#[derive(Default)]
struct Font {
    css: String,
    attributes: String,
}

impl Svg {
    /// Nothing painted yet. `measure` tells how wide a text is, by font and text.
    pub fn new(measure: impl Fn(&str, &str) -> f64 + 'static) -> Svg {
        Svg {
            state: RefCell::default(),
            measure: Box::new(measure),
        }
    }

    /// The document, of this size in CSS pixels, on a ground of this colour.
    pub fn document(self, (width, height): (f64, f64), ground: &str) -> String {
        let mut state = self.state.into_inner();
        for _ in 0..state.open {
            state.out += "</g>";
        }
        let (width, height) = (number(width), number(height));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\">\n<rect width=\"100%\" height=\"100%\" fill=\"{}\"/>\n{}</svg>\n",
            escaped(ground),
            state.out
        )
    }

    fn add(&self, element: std::fmt::Arguments) {
        // Writing to a string cannot fail.
        let _ = self.state.borrow_mut().out.write_fmt(element);
    }

    fn text(&self, text: &str, x: f64, y: f64, paint: &str) {
        let (x, y) = (number(x), number(y));
        let state = self.state.borrow();
        let anchor = match state.align {
            "" => String::new(),
            align => format!(" text-anchor=\"{align}\""),
        };
        let font = state.font.attributes.clone();
        drop(state);
        self.add(format_args!(
            "<text x=\"{x}\" y=\"{y}\"{anchor}{font} {paint} xml:space=\"preserve\">{}</text>\n",
            escaped(text)
        ));
    }

    fn stroke_of(&self) -> String {
        let state = self.state.borrow();
        format!(
            "fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\"{}",
            state.stroke,
            number(state.line_width),
            state.dashes
        )
    }

    fn fill_of(&self) -> String {
        format!("fill=\"{}\"", self.state.borrow().fill)
    }

    fn path(&self, step: std::fmt::Arguments) {
        let _ = self.state.borrow_mut().path.write_fmt(step);
    }
}

/// A length to a hundredth of a pixel.
fn number(length: f64) -> String {
    match length.is_finite() {
        true => shortest((length * 100.0).round() / 100.0),
        false => "0".to_owned(),
    }
}

/// `600 11px ui-monospace, Menlo` as attributes.
fn attributes(css: &str) -> String {
    let Some((before, family)) = css.split_once("px ") else {
        return String::new();
    };
    let (weight, size) = before.rsplit_once(' ').unwrap_or(("400", before));
    format!(
        " font-size=\"{}\" font-weight=\"{}\" font-family=\"{}\"",
        escaped(size.trim()),
        escaped(weight.trim()),
        escaped(family.trim())
    )
}

impl Surface for Svg {
    fn set_fill(&self, colour: &str) {
        self.state.borrow_mut().fill = escaped(colour);
    }

    fn set_stroke(&self, colour: &str) {
        self.state.borrow_mut().stroke = escaped(colour);
    }

    fn set_line_width(&self, width: f64) {
        self.state.borrow_mut().line_width = width;
    }

    fn set_dashes(&self, dashes: &[f64]) {
        let all: Vec<String> = dashes.iter().map(|&dash| number(dash)).collect();
        self.state.borrow_mut().dashes = match all.is_empty() {
            true => String::new(),
            false => format!(" stroke-dasharray=\"{}\"", all.join(" ")),
        };
    }

    fn set_font(&self, font: &str) {
        let mut state = self.state.borrow_mut();
        if state.font.css != font {
            state.font = Font {
                css: font.to_owned(),
                attributes: attributes(font),
            };
        }
    }

    fn set_align(&self, align: &str) {
        self.state.borrow_mut().align = match align {
            "center" => "middle",
            "right" => "end",
            _ => "",
        };
    }

    fn fill_rect(&self, x: f64, y: f64, width: f64, height: f64) {
        let (x, y, width, height) = (number(x), number(y), number(width), number(height));
        let fill = self.fill_of();
        self.add(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" {fill}/>\n"
        ));
    }

    fn stroke_rect(&self, x: f64, y: f64, width: f64, height: f64) {
        let (x, y, width, height) = (number(x), number(y), number(width), number(height));
        let stroke = self.stroke_of();
        self.add(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" {stroke}/>\n"
        ));
    }

    fn fill_text(&self, text: &str, x: f64, y: f64) {
        self.text(text, x, y, &self.fill_of());
    }

    fn stroke_text(&self, text: &str, x: f64, y: f64) {
        self.text(text, x, y, &self.stroke_of());
    }

    fn text_width(&self, text: &str) -> f64 {
        (self.measure)(&self.state.borrow().font.css, text)
    }

    fn begin_path(&self) {
        self.state.borrow_mut().path.clear();
    }

    fn move_to(&self, x: f64, y: f64) {
        self.path(format_args!("M{} {}", number(x), number(y)));
    }

    fn line_to(&self, x: f64, y: f64) {
        self.path(format_args!("L{} {}", number(x), number(y)));
    }

    fn close_path(&self) {
        self.path(format_args!("Z"));
    }

    fn circle(&self, x: f64, y: f64, radius: f64) {
        let (left, right) = (number(x - radius), number(x + radius));
        let (y, radius) = (number(y), number(radius));
        self.path(format_args!(
            "M{left} {y}A{radius} {radius} 0 1 1 {right} {y}A{radius} {radius} 0 1 1 {left} {y}Z"
        ));
    }

    fn round_rect(&self, x: f64, y: f64, width: f64, height: f64, radius: f64) {
        let radius = radius.min(width / 2.0).min(height / 2.0).max(0.0);
        let (across, down) = (number(width - 2.0 * radius), number(height - 2.0 * radius));
        let (start, top, r) = (number(x + radius), number(y), number(radius));
        self.path(format_args!(
            "M{start} {top}h{across}a{r} {r} 0 0 1 {r} {r}v{down}a{r} {r} 0 0 1 -{r} {r}\
             h-{across}a{r} {r} 0 0 1 -{r} -{r}v-{down}a{r} {r} 0 0 1 {r} -{r}Z"
        ));
    }

    fn fill(&self) {
        let (path, fill) = (self.state.borrow().path.clone(), self.fill_of());
        self.add(format_args!("<path d=\"{path}\" {fill}/>\n"));
    }

    fn stroke(&self) {
        let (path, stroke) = (self.state.borrow().path.clone(), self.stroke_of());
        self.add(format_args!("<path d=\"{path}\" {stroke}/>\n"));
    }

    fn stroke_glyph(&self, path: &str, x: f64, y: f64) {
        let (x, y, stroke) = (number(x), number(y), self.stroke_of());
        self.add(format_args!(
            "<path d=\"{}\" transform=\"translate({x} {y})\" {stroke}/>\n",
            escaped(path)
        ));
    }

    fn keeps_names(&self) -> bool {
        true
    }

    fn begin(&self, name: &str, x: f64, y: f64) {
        self.state.borrow_mut().open += 1;
        let moved = match (x, y) {
            (0.0, 0.0) => String::new(),
            _ => format!(" transform=\"translate({} {})\"", number(x), number(y)),
        };
        let title = match name {
            "" => String::new(),
            name => format!("<title>{}</title>", escaped(name)),
        };
        self.add(format_args!("<g{moved}>{title}"));
    }

    fn end(&self) {
        let mut state = self.state.borrow_mut();
        if state.open > 0 {
            state.open -= 1;
            state.out += "</g>\n";
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn strokes_fills_and_texts_are_elements() {
        let svg = Svg::new(|_, text| text.len() as f64 * 6.0);
        svg.begin("a box", 10.0, 20.5);
        svg.set_fill("#FFFFFF");
        svg.fill_rect(0.0, 1.0 / 3.0, 10.0, f64::NAN);
        svg.set_font("600 11px Menlo, monospace");
        svg.set_align("center");
        svg.fill_text("main  x", 5.0, 6.0);
        svg.end();
        svg.set_stroke("rgb(1,2,3)");
        svg.set_line_width(1.5);
        svg.set_dashes(&[7.0, 4.0]);
        svg.begin_path();
        svg.move_to(0.0, 0.0);
        svg.line_to(1.0, 2.0);
        svg.stroke();
        svg.begin_path();
        svg.circle(5.0, 5.0, 2.0);
        svg.fill();
        assert_eq!(svg.text_width("four"), 24.0);
        svg.begin("left open", 0.0, 0.0);
        let document = svg.document((100.0, 50.0), "#000000");
        expect![[r##"
            <svg xmlns="http://www.w3.org/2000/svg" width="100" height="50" viewBox="0 0 100 50">
            <rect width="100%" height="100%" fill="#000000"/>
            <g transform="translate(10 20.5)"><title>a box</title><rect x="0" y="0.33" width="10" height="0" fill="#FFFFFF"/>
            <text x="5" y="6" text-anchor="middle" font-size="11" font-weight="600" font-family="Menlo, monospace" fill="#FFFFFF" xml:space="preserve">main  x</text>
            </g>
            <path d="M0 0L1 2" fill="none" stroke="rgb(1,2,3)" stroke-width="1.5" stroke-linejoin="round" stroke-dasharray="7 4"/>
            <path d="M3 5A2 2 0 1 1 7 5A2 2 0 1 1 3 5Z" fill="#FFFFFF"/>
            <g><title>left open</title></g></svg>
        "##]].assert_eq(&document);
    }

    #[test]
    fn names_stay_text() {
        let svg = Svg::new(|_, _| 0.0);
        svg.begin("</title><script>", 0.0, 0.0);
        svg.set_fill("red\"/><script>");
        svg.set_font("11px x\" onload=\"y");
        svg.fill_text("</text><script>\u{202e}", 0.0, 0.0);
        svg.end();
        let document = svg.document((1.0, 1.0), "\"><script>");
        assert!(!document.contains("<script"), "{document}");
        assert!(!document.contains("onload=\"y"), "{document}");
        assert!(document.contains("&lt;/text&gt;&lt;script&gt;\u{fffd}"));
    }
}
