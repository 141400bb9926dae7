//! CSS pixels to plotters' whole pixels, tokens to plotters' colours.

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::element::{PathElement, Rectangle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBColor, ShapeStyle, TextStyle};
use plotters_backend::DrawingBackend;

use crate::chart::style::{Theme, Token};

/// Backend pixels per CSS pixel.
pub const UNITS_PER_PX: f64 = 16.0;

/// Size of labels, as `--text-2xs`.
pub(super) const LABEL_PX: f64 = 10.5;
/// Size of lane titles, as `--text-sm`.
pub(super) const TITLE_PX: f64 = 12.0;

pub(super) type Area<B> = DrawingArea<B, Shift>;
pub(super) type Drawn<B> = Result<(), DrawingAreaErrorKind<<B as DrawingBackend>::ErrorType>>;

/// CSS pixels in backend pixels.
pub(super) fn units(px: f64) -> i32 {
    (px * UNITS_PER_PX).round() as i32
}

/// The middle of the device-independent pixel a hairline should fill.
pub(super) fn crisp(px: f64) -> f64 {
    px.round() + 0.5
}

pub(super) fn stroke(theme: &Theme, token: Token, width_px: f64) -> ShapeStyle {
    ShapeStyle {
        color: color(theme, token).to_rgba(),
        filled: false,
        stroke_width: units(width_px) as u32,
    }
}

pub(super) fn fill(theme: &Theme, token: Token, opacity: f64) -> ShapeStyle {
    color(theme, token).mix(opacity).filled()
}

fn color(theme: &Theme, token: Token) -> RGBColor {
    let rgb = theme.get(token);
    RGBColor(rgb.0, rgb.1, rgb.2)
}

pub(super) fn line<B: DrawingBackend>(
    area: &Area<B>,
    from: (f64, f64),
    to: (f64, f64),
    style: ShapeStyle,
) -> Drawn<B> {
    let points = [from, to].map(|(x, y)| (units(x), units(y)));
    area.draw(&PathElement::new(points.to_vec(), style))
}

/// A filled rectangle by its corners.
pub(super) fn rect<B: DrawingBackend>(
    area: &Area<B>,
    (left, top): (f64, f64),
    (right, bottom): (f64, f64),
    style: ShapeStyle,
) -> Drawn<B> {
    area.draw(&Rectangle::new(
        [(units(left), units(top)), (units(right), units(bottom))],
        style,
    ))
}

/// Text standing on a baseline.
pub(super) fn text<B: DrawingBackend>(
    area: &Area<B>,
    (x, baseline): (f64, f64),
    said: &str,
    align: HPos,
    look: (f64, FontStyle),
    (theme, token): (&Theme, Token),
) -> Drawn<B> {
    let font = FontDesc::new(FontFamily::SansSerif, look.0 * UNITS_PER_PX, look.1);
    let ink = color(theme, token);
    let style = TextStyle::from(font)
        .color(&ink)
        .pos(Pos::new(align, VPos::Bottom));
    area.draw_text(said, &style, (units(x), units(baseline)))
}

/// A label at the usual size.
pub(super) fn label<B: DrawingBackend>(
    area: &Area<B>,
    at: (f64, f64),
    said: &str,
    align: HPos,
    ink: (&Theme, Token),
) -> Drawn<B> {
    text(area, at, said, align, (LABEL_PX, FontStyle::Normal), ink)
}

/// 45° hatching over a cleared rectangle: lines 5 px apart, as a gap is drawn everywhere.
pub(super) fn hatch<B: DrawingBackend>(
    area: &Area<B>,
    (left, top): (f64, f64),
    (right, bottom): (f64, f64),
    theme: &Theme,
) -> Drawn<B> {
    rect(
        area,
        (left, top),
        (right, bottom),
        fill(theme, Token::Surface, 1.0),
    )?;
    let style = stroke(theme, Token::Gap, 1.4);
    // A line is where x + y is constant; 5 px across it are 5·√2 along an axis.
    let pitch = 5.0 * std::f64::consts::SQRT_2;
    let mut sum = ((left + top) / pitch).ceil() * pitch;
    while sum < right + bottom {
        let from = (right.min(sum - top), top.max(sum - right));
        let to = (left.max(sum - bottom), bottom.min(sum - left));
        line(area, from, to, style)?;
        sum += pitch;
    }
    Ok(())
}
