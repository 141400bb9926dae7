//! A robust straight line over a segment.

use super::Spike;
use super::shapes::{Shape, contest};
use super::signs::{Signs, error_of_slope};
use super::stats::{median, quantile, r_squared, scaled_mad, theil_sen};
use crate::codec::coded;

/// A robust straight line over one segment of a series.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Trend {
    /// Start of what was fitted, milliseconds since 1970.
    pub from_ms: f64,
    /// End of it.
    pub to_ms: f64,
    /// Value at `from_ms`.
    pub from_value: f64,
    /// Slope per hour.
    pub per_hour: f64,
    /// Half the width of the slope's interval at 95 %, per hour; noise that remembers widens it.
    pub give_or_take: f64,
    /// How sure the signs of a leak make us, from 0 to 1.
    pub confidence: f64,
    /// Share of the variance explained; shown, never a gate.
    pub r_squared: f64,
    /// Whether the growth is significant: what is drawn as a leak's dashed line.
    pub is_growth: bool,
}

coded! { struct Trend { from_ms, to_ms, from_value, per_hour, give_or_take, confidence, r_squared, is_growth } }

/// What a segment's fit and the contest of shapes came to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fitted {
    /// The line.
    pub trend: Trend,
    /// What the series does instead, if it does not grow.
    pub shape: Shape,
    /// The shapes that lost, and by how much: see [`super::shapes::Contest`].
    pub lost: Vec<(Shape, f64)>,
    /// Where the segment begins and ends, warm-up included.
    pub segment_ms: (f64, f64),
    /// Where the fit begins: after the warm-up.
    pub fit_from_ms: f64,
    /// The middle of the floors, and how far the last of them stand above the first.
    pub level: f64,
    /// See `level`.
    pub rise: f64,
    /// The level the segment began at, warm-up included.
    pub start_level: f64,
    /// How far values lie from the line.
    pub noise: f64,
    /// What speaks for a leak and against it; none of too few floors.
    pub signs: Option<Signs>,
}

/// What is small in a metric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    /// Growth below this is nothing, whatever the statistics: 20 goroutines, some megabytes.
    pub least: f64,
    /// What values are rounded to.
    pub resolution: f64,
    /// Whether a collector makes saw-teeth of it, so that only the floors count.
    pub has_teeth: bool,
}

/// How many floors a long segment has, and points the contest.
const FLOORS: usize = 96;
const CONTEST: usize = 24;
/// How many minima of a stretch tell its floor.
const MINIMA: usize = 8;
/// Fewer points tell nothing.
const MIN_POINTS: usize = 8;
/// Growth is called from this confidence on: 12 of 1,000 series of the generator that do not leak
/// reach it (docs/validation.md).
const CALLED_FROM: f64 = 0.5;
/// Less time asks for more: in hours chance drifts as far as a leak, and most of a day may rise with
/// the day. Confidence, and the milliseconds below which it is asked for.
const CALLED_EARLY_FROM: [(f64, f64); 2] = [(0.8, 3.0 * 3.6e6), (0.6, 20.0 * 3.6e6)];
/// Half of an interval at 95 %, in standard errors.
const INTERVAL: f64 = 1.96;

/// The confidence from which growth is called, in a stretch of this length.
pub(super) fn called_from(span_ms: f64) -> f64 {
    let early = CALLED_EARLY_FROM.iter().find(|(_, until)| span_ms < *until);
    early.map_or(CALLED_FROM, |(confidence, _)| *confidence)
}

/// Fits a line to one segment less its warm-up and spikes; none of too few points. A rise that began
/// within the segment is fitted from there.
pub(super) fn fit(at_ms: &[f64], values: &[f64], spikes: &[Spike], scale: Scale) -> Option<Fitted> {
    let (&from_ms, &to_ms) = (at_ms.first()?, at_ms.last()?);
    let warm_up_ms = (0.05 * (to_ms - from_ms)).min(3.6e6);
    let is_masked = |at: f64| spikes.iter().any(|s| s.covers(at));
    let clear: Vec<(f64, f64)> = at_ms
        .iter()
        .zip(values)
        .map(|(at, value)| (*at, *value))
        .filter(|(at, _)| *at >= from_ms + warm_up_ms && !is_masked(*at))
        .collect();
    let (first, last) = (clear.first()?.0, clear.last()?.0);
    if clear.len() < MIN_POINTS || last <= first {
        return None;
    }
    let floors = floors(&clear, scale.has_teeth);
    let span_ms = last - first;
    let points = medians(&floors, first, span_ms);
    let level = floors.iter().map(|f| f.1.abs()).sum::<f64>() / floors.len() as f64;
    let contest = contest(
        &points,
        scale.resolution.max(0.001 * level),
        span_ms / 86.4e6,
    );
    let shape = contest.shape;
    let signs = Signs::of(&floors, scale.resolution, contest.ahead);
    let fitted_from = match shape {
        // Of a rising tail too short to tell, the whole is fitted.
        Shape::FlatThenRising { from } if from <= 0.8 => first + from * span_ms,
        _ => first,
    };
    let part: Vec<(f64, f64)> = floors
        .iter()
        .copied()
        .filter(|f| f.0 >= fitted_from)
        .collect();
    let part = if part.len() >= MIN_POINTS {
        &part
    } else {
        &floors
    };
    let mut fitted = line_through(part, scale.resolution)?;
    let trend = &mut fitted.trend;
    trend.confidence = signs.map_or(0.0, |signs| signs.confidence());
    let growth = trend.per_hour * (trend.to_ms - trend.from_ms) / 3.6e6;
    trend.is_growth = trend.confidence >= called_from(span_ms) && growth >= scale.least;
    fitted.shape = shape;
    fitted.lost = contest.lost;
    fitted.signs = signs;
    fitted.segment_ms = (from_ms, to_ms);
    fitted.fit_from_ms = first;
    fitted.level = level;
    fitted.start_level = median(&mut values[..values.len().min(5)].to_vec());
    let edge = (floors.len() / 8).max(1);
    let middle = |part: &[(f64, f64)]| median(&mut part.iter().map(|f| f.1).collect::<Vec<_>>());
    fitted.rise = middle(&floors[floors.len() - edge..]) - middle(&floors[..edge]);
    Some(fitted)
}

fn line_through(floors: &[(f64, f64)], resolution: f64) -> Option<Fitted> {
    let (from_ms, to_ms) = (floors.first()?.0, floors.last()?.0);
    let points: Vec<(f64, f64)> = floors
        .iter()
        .map(|f| ((f.0 - from_ms) / 3.6e6, f.1))
        .collect();
    let (per_hour, offset) = theil_sen(&points);
    let rest: Vec<f64> = points
        .iter()
        .map(|(x, y)| y - offset - per_hour * x)
        .collect();
    let noise = scaled_mad(&rest);
    let error = error_of_slope(&points, (per_hour, offset), resolution);
    Some(Fitted {
        trend: Trend {
            from_ms,
            to_ms,
            from_value: offset,
            per_hour,
            give_or_take: INTERVAL * error,
            confidence: 0.0,
            r_squared: r_squared(&points, (per_hour, offset)),
            is_growth: false,
        },
        shape: Shape::Line,
        lost: Vec::new(),
        segment_ms: (from_ms, to_ms),
        fit_from_ms: from_ms,
        level: offset,
        rise: 0.0,
        start_level: offset,
        noise,
        signs: None,
    })
}

/// The floor of each of at most [`FLOORS`] stretches: a low percentile takes off saw-teeth. Few
/// points without teeth are their own floors.
///
/// It is the percentile of the stretch's [`MINIMA`], not of its points: of old ones only minima and
/// maxima are kept (see [`crate::telemetry::Series`]), so that their percentile lies lower, and a
/// level that only wavers would seem to rise from the old to the new.
fn floors(clear: &[(f64, f64)], has_teeth: bool) -> Vec<(f64, f64)> {
    if !has_teeth && clear.len() <= FLOORS {
        return clear.to_vec();
    }
    let buckets = (clear.len() / 4).clamp(MIN_POINTS, FLOORS);
    let (Some(first), Some(last)) = (clear.first(), clear.last()) else {
        return Vec::new();
    };
    let part = |at: f64, count: usize| {
        let part_ms = (last.0 - first.0) / count as f64;
        (((at - first.0) / part_ms) as usize).min(count - 1)
    };
    let bucket = |at: f64| part(at, buckets);
    if !has_teeth {
        return condensed(clear, &bucket, 0.5);
    }
    let lowest = condensed(clear, &|at| part(at, MINIMA * buckets), 0.0);
    condensed(&lowest, &bucket, 0.1)
}

/// At most [`CONTEST`] points of equal weight in time, as shares of the span.
fn medians(floors: &[(f64, f64)], from_ms: f64, span_ms: f64) -> Vec<(f64, f64)> {
    let share = |at: f64| (at - from_ms) / span_ms;
    let bucket = |at: f64| ((share(at) * CONTEST as f64) as usize).min(CONTEST - 1);
    let mut points = match floors.len() <= CONTEST {
        true => floors.to_vec(),
        false => condensed(floors, &bucket, 0.5),
    };
    for point in &mut points {
        point.0 = share(point.0);
    }
    points
}

/// One point for those of each bucket of time: the middle one's time, and the value below which a
/// share `q` of theirs lies.
fn condensed(points: &[(f64, f64)], bucket: &dyn Fn(f64) -> usize, q: f64) -> Vec<(f64, f64)> {
    let mut condensed = Vec::new();
    for points in points.chunk_by(|a, b| bucket(a.0) == bucket(b.0)) {
        let mut values: Vec<f64> = points.iter().map(|p| p.1).collect();
        condensed.push((points[points.len() / 2].0, quantile(&mut values, q)));
    }
    condensed
}
