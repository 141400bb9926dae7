//! A backend that writes down what is drawn, in CSS pixels.

use std::cell::RefCell;
use std::convert::Infallible;
use std::fmt::Write;
use std::rc::Rc;

use plotters_backend::text_anchor::HPos;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontStyle,
};

use super::draw::UNITS_PER_PX;

/// What was drawn, a line per call.
pub(crate) type Log = Rc<RefCell<String>>;

/// Writes each call into a [`Log`].
pub(crate) struct Recorder {
    pub size_px: (f64, f64),
    pub log: Log,
}

impl Recorder {
    fn write(&self, line: std::fmt::Arguments) -> Drawn {
        writeln!(self.log.borrow_mut(), "{line}").expect("a string grows");
        Ok(())
    }
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

fn px(units: i32) -> f64 {
    (f64::from(units) / UNITS_PER_PX * 10.0).round() / 10.0
}

fn at((x, y): BackendCoord) -> String {
    format!("{},{}", px(x), px(y))
}

fn path(points: impl IntoIterator<Item = BackendCoord>) -> String {
    points.into_iter().map(at).collect::<Vec<_>>().join(" ")
}

fn color(color: BackendColor) -> String {
    let (r, g, b) = color.rgb;
    if color.alpha < 1.0 {
        format!("#{r:02x}{g:02x}{b:02x}/{}", color.alpha)
    } else {
        format!("#{r:02x}{g:02x}{b:02x}")
    }
}

impl DrawingBackend for Recorder {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        let (width, height) = self.size_px;
        (
            (width * UNITS_PER_PX) as u32,
            (height * UNITS_PER_PX) as u32,
        )
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, c: BackendColor) -> Drawn {
        self.write(format_args!("pixel {} {}", at(point), color(c)))
    }

    fn draw_line<S: BackendStyle>(&mut self, a: BackendCoord, b: BackendCoord, s: &S) -> Drawn {
        self.draw_path([a, b], s)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        a: BackendCoord,
        b: BackendCoord,
        s: &S,
        fill: bool,
    ) -> Drawn {
        let how = if fill { "rect" } else { "frame" };
        self.write(format_args!(
            "{how} {} {} {}",
            at(a),
            at(b),
            color(s.color())
        ))
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        points: I,
        s: &S,
    ) -> Drawn {
        let width = px(s.stroke_width() as i32);
        self.write(format_args!(
            "line {width} {} {}",
            color(s.color()),
            path(points)
        ))
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        points: I,
        s: &S,
    ) -> Drawn {
        self.write(format_args!("fill {} {}", color(s.color()), path(points)))
    }

    fn draw_text<T: BackendTextStyle>(&mut self, said: &str, s: &T, pos: BackendCoord) -> Drawn {
        let align = match s.anchor().h_pos {
            HPos::Left => "left",
            HPos::Center => "center",
            HPos::Right => "right",
        };
        let weight = match s.style() {
            FontStyle::Bold => "bold ",
            _ => "",
        };
        let size = s.size() / UNITS_PER_PX;
        self.write(format_args!(
            "text {} {align} {weight}{size} {:?} {}",
            at(pos),
            said,
            color(s.color())
        ))
    }
}
