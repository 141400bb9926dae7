//! Lines as smooth curves, in the language of SVG's paths.

use crate::units;

/// The path of a line through `points`, and of the head of its arrow. Both are empty without points.
///
/// A line bends between layers and is upright where it begins, ends and passes boxes. x is a function
/// of y: cubic pieces whose slopes never overshoot (Fritsch and Carlson), so that a curve stays
/// between the points it joins.
pub(super) fn arrow(points: &[(f64, f64)], pen_px: f64) -> (String, String) {
    let (Some(&(x, y)), Some(before)) = (points.last(), points.len().checked_sub(2)) else {
        return (String::new(), String::new());
    };
    let down = (y - points[before].1).signum();
    let (length, half) = (6.0 + pen_px, 2.6 + pen_px * 0.6);
    let neck = y - down * length;
    let head = format!(
        "M{} {}L{} {}L{} {}z",
        number(x),
        number(y),
        number(x - half),
        number(neck),
        number(x + half),
        number(neck)
    );
    // The line ends within the head, whose point is finer than any pen.
    let mut points = points.to_vec();
    let last = points.len() - 1;
    let room = (points[last].1 - points[last - 1].1).abs();
    points[last].1 -= down * (length - 1.0).min(room * 0.9);
    (path(&points), head)
}

fn path(points: &[(f64, f64)]) -> String {
    let slopes = slopes(points);
    let (x, y) = points[0];
    let mut path = format!("M{} {}", number(x), number(y));
    for at in 1..points.len() {
        let ((from_x, from_y), (to_x, to_y)) = (points[at - 1], points[at]);
        if from_x == to_x && slopes[at - 1] == 0.0 && slopes[at] == 0.0 {
            path += &format!("V{}", number(to_y));
            continue;
        }
        let third = (to_y - from_y) / 3.0;
        path += &format!(
            "C{} {} {} {} {} {}",
            number(from_x + slopes[at - 1] * third),
            number(from_y + third),
            number(to_x - slopes[at] * third),
            number(to_y - third),
            number(to_x),
            number(to_y)
        );
    }
    path
}

/// dx/dy at each point.
fn slopes(points: &[(f64, f64)]) -> Vec<f64> {
    let mut slopes = vec![0.0; points.len()];
    for at in 1..points.len().saturating_sub(1) {
        let [(x0, y0), (x1, y1), (x2, y2)] = [points[at - 1], points[at], points[at + 1]];
        let (before, after) = ((x1 - x0) / (y1 - y0), (x2 - x1) / (y2 - y1));
        // Their harmonic mean, where both lean to one side.
        if before * after > 0.0 {
            slopes[at] = 2.0 * before * after / (before + after);
        }
    }
    slopes
}

/// With one decimal at most.
pub(super) fn number(value: f64) -> String {
    let text = units::fixed(value, 1);
    match text.strip_suffix(".0") {
        Some("-0") => "0".to_owned(),
        Some(whole) => whole.to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrow_points_where_its_line_leads() {
        let (path, head) = arrow(&[(10.0, 0.0), (10.0, 40.0)], 1.0);
        assert_eq!((&*path, &*head), ("M10 0V34", "M10 40L6.8 33L13.2 33z"));
        let (_, head) = arrow(&[(10.0, 40.0), (10.0, 0.0)], 1.0);
        assert_eq!(head, "M10 0L6.8 7L13.2 7z");
        assert_eq!(arrow(&[], 1.0), (String::new(), String::new()));
    }

    #[test]
    fn a_curve_is_upright_at_its_ends() {
        let (path, _) = arrow(&[(0.0, 0.0), (30.0, 60.0)], 1.0);
        assert_eq!(path, "M0 0C0 18 30 36 30 54");
    }
}
