//! A robust straight line over a segment.

use super::Spike;
use super::shapes::{Shape, contest};
use super::stats::{kendall_tau, median, quantile, r_squared, scaled_mad, theil_sen};
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
    /// Share of the variance explained; shown, never a gate.
    pub r_squared: f64,
    /// Whether the growth is significant: what is drawn as a leak's dashed line.
    pub is_growth: bool,
}

coded! { struct Trend { from_ms, to_ms, from_value, per_hour, r_squared, is_growth } }

/// What a segment's fit and the contest of shapes came to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fitted {
    /// The line.
    pub trend: Trend,
    /// What the series does instead, if it does not grow.
    pub shape: Shape,
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
    /// Whether the line's growth is larger than what may be chance.
    pub is_significant: bool,
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
/// Fewer points tell nothing.
const MIN_POINTS: usize = 8;
/// Growth must reach this share of the level.
const MIN_SHARE: f64 = 0.1;
const MIN_TAU: f64 = 0.45;
/// And this many times the noise.
const MIN_NOISES: f64 = 2.5;
/// A rise that slows down is a leak while this share of its slope is left.
const MIN_SLOPE_LEFT: f64 = 0.25;
/// One step in the middle of it reaches 0.5.
const MIN_TAIL_TAU: f64 = 0.7;

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
    let shape = contest(
        &points,
        scale.resolution.max(0.001 * level),
        span_ms / 86.4e6,
    );
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
    let mut fitted = line_through(part, scale.least)?;
    let is_leaky = match shape {
        Shape::Line | Shape::DailyOnLine => true,
        Shape::FlatThenRising { from } => from <= 0.8,
        Shape::Settling { slope_left } => slope_left >= MIN_SLOPE_LEFT,
        _ => false,
    };
    fitted.trend.is_growth =
        fitted.is_significant && (is_leaky || still_rises(&floors, fitted.trend.per_hour));
    fitted.shape = shape;
    fitted.segment_ms = (from_ms, to_ms);
    fitted.fit_from_ms = first;
    fitted.level = level;
    fitted.start_level = median(&mut values[..values.len().min(5)].to_vec());
    let edge = (floors.len() / 8).max(1);
    let middle = |part: &[(f64, f64)]| median(&mut part.iter().map(|f| f.1).collect::<Vec<_>>());
    fitted.rise = middle(&floors[floors.len() - edge..]) - middle(&floors[..edge]);
    Some(fitted)
}

/// Whether the last third still rises by enough of the whole's slope, whatever shape won: a series
/// with an outage in it, or whose slope changed, is no step.
fn still_rises(floors: &[(f64, f64)], per_hour: f64) -> bool {
    let tail = &floors[floors.len() - floors.len() / 3..];
    let values: Vec<f64> = tail.iter().map(|f| f.1).collect();
    tail.len() >= MIN_POINTS
        && kendall_tau(&values) >= MIN_TAIL_TAU
        && line_through(tail, 0.0).is_some_and(|tail| {
            let growth = tail.trend.per_hour * (tail.trend.to_ms - tail.trend.from_ms) / 3.6e6;
            tail.trend.per_hour >= MIN_SLOPE_LEFT * per_hour && growth >= MIN_NOISES * tail.noise
        })
}

fn line_through(floors: &[(f64, f64)], least: f64) -> Option<Fitted> {
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
    let growth = per_hour * (to_ms - from_ms) / 3.6e6;
    let values: Vec<f64> = points.iter().map(|p| p.1).collect();
    let is_significant = growth >= least.max(MIN_SHARE * offset.abs())
        && growth >= MIN_NOISES * noise
        && kendall_tau(&values) >= MIN_TAU;
    Some(Fitted {
        trend: Trend {
            from_ms,
            to_ms,
            from_value: offset,
            per_hour,
            r_squared: r_squared(&points, (per_hour, offset)),
            is_growth: false,
        },
        shape: Shape::Line,
        segment_ms: (from_ms, to_ms),
        fit_from_ms: from_ms,
        level: offset,
        rise: 0.0,
        start_level: offset,
        noise,
        is_significant,
    })
}

/// The floor of each of at most [`FLOORS`] stretches: the tenth percentile takes off saw-teeth. Few
/// points without teeth are their own floors.
fn floors(clear: &[(f64, f64)], has_teeth: bool) -> Vec<(f64, f64)> {
    if !has_teeth && clear.len() <= FLOORS {
        return clear.to_vec();
    }
    let buckets = (clear.len() / 4).clamp(MIN_POINTS, FLOORS);
    let q = if has_teeth { 0.1 } else { 0.5 };
    let (Some(first), Some(last)) = (clear.first(), clear.last()) else {
        return Vec::new();
    };
    let bucket_ms = (last.0 - first.0) / buckets as f64;
    let bucket = |at: f64| (((at - first.0) / bucket_ms) as usize).min(buckets - 1);
    condensed(clear, &bucket, q)
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
