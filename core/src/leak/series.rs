//! One metric of a service: its spikes, its trend, its shape.

use super::ratchet::find_ratchet;
use super::rising::find_rise;
use super::spikes::{find_spikes, label};
use super::trend::{Fitted, Scale, fit};
use super::{Ratchet, Signs, Spike, Trend};
use crate::telemetry::{History, Metric, are_replicas};

/// What is to be seen in one metric of a service.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesView {
    /// Which.
    pub metric: Metric,
    /// Its spikes, over all its history, by time; the last may be open.
    pub spikes: Vec<Spike>,
    /// Its trend since the last restart; none while there is too little.
    pub trend: Option<Trend>,
    /// What spikes since the last restart each left behind, if they did.
    pub ratchet: Option<Ratchet>,
    pub(super) fitted: Option<Fitted>,
    /// How many points the present instance has.
    pub points: usize,
}

impl SeriesView {
    /// Fewer points of the present instance tell nothing.
    pub const POINTS_TO_TELL: usize = 20;
    /// Nor does less time, in milliseconds.
    pub const TIME_TO_TELL_MS: f64 = 90e3;

    /// Whether the present instance was seen long enough to say that nothing grows.
    pub fn is_long_enough(&self) -> bool {
        self.fitted.is_some()
            && self.points >= SeriesView::POINTS_TO_TELL
            && self.end_ms() - self.start_ms() >= SeriesView::TIME_TO_TELL_MS
    }

    /// What speaks for a leak and against it; none while there is too little.
    pub fn signs(&self) -> Option<Signs> {
        self.fitted.as_ref().and_then(|fitted| fitted.signs)
    }

    /// First reading of the present instance.
    pub(super) fn start_ms(&self) -> f64 {
        self.fitted
            .as_ref()
            .map_or(f64::INFINITY, |f| f.segment_ms.0)
    }

    /// Last reading.
    pub(super) fn end_ms(&self) -> f64 {
        self.fitted
            .as_ref()
            .map_or(f64::NEG_INFINITY, |f| f.segment_ms.1)
    }

    /// By which share of its level it changed since the warm-up, either way.
    pub(super) fn change(&self) -> f64 {
        let change = |f: &Fitted| f.rise.abs() / f.level.abs().max(f64::MIN_POSITIVE);
        self.fitted.as_ref().map_or(0.0, change)
    }
}

/// Looks at one metric of a service. None if it was never read.
pub fn view(history: &History, metric: Metric) -> Option<SeriesView> {
    let series = history.series(metric).filter(|s| !s.is_empty())?;
    let scale = scale_of(metric);
    if are_replicas(history) {
        // Values of several instances are no series: nothing is fitted across them.
        return Some(SeriesView {
            metric,
            spikes: Vec::new(),
            trend: None,
            ratchet: None,
            fitted: None,
            points: series.len(),
        });
    }
    let mut cuts: Vec<usize> = history
        .restarts
        .iter()
        .map(|r| series.at_ms.partition_point(|&at| at < r.at_ms))
        .collect();
    cuts.push(series.len());
    crate::order::sort(&mut cuts);

    let mut spikes = Vec::new();
    let mut last = 0..0;
    let mut least = scale.least;
    let mut start = 0;
    for end in cuts {
        if end > start {
            let values = &series.values[start..end];
            let level = values.iter().map(|v| v.abs()).sum::<f64>() / values.len() as f64;
            // A collector lets a heap grow by half before it runs: those teeth are no spikes.
            let share = if scale.has_teeth { 0.25 } else { 0.1 };
            least = scale.least.max(share * level);
            spikes.push(find_spikes(&series.at_ms[start..end], values, least));
            last = start..end;
        }
        start = end;
    }
    let mut own: Vec<Spike> = spikes.pop().unwrap_or_default();
    let (at_ms, values) = (&series.at_ms[last.clone()], &series.values[last.clone()]);
    let running = history.events.iter().rfind(|event| event.is_running());
    let event_ms = running.map(|event| event.start_ms);
    if let Some(rise) = find_rise(at_ms, values, &own, least, event_ms) {
        // What wavers on its height is no spike of its own.
        own.retain(|s| s.peak_ms <= rise.start_ms);
        own.push(rise);
    }
    let fitted = fit(at_ms, values, &own, scale);
    label(&mut own, &history.events);
    let ratchet = find_ratchet(at_ms, values, &own, scale.least, scale.has_teeth);
    spikes.push(own);
    let mut spikes: Vec<Spike> = spikes.into_iter().flatten().collect();
    label(&mut spikes, &history.events);
    Some(SeriesView {
        metric,
        spikes,
        trend: fitted.as_ref().map(|f| f.trend),
        ratchet,
        fitted,
        points: last.len(),
    })
}

/// What is small in a metric.
pub(super) fn scale_of(metric: Metric) -> Scale {
    match metric {
        Metric::Goroutines | Metric::Threads => Scale {
            least: 20.0,
            resolution: 0.5,
            has_teeth: false,
        },
        Metric::HeapObjects | Metric::NumGc => Scale {
            least: 10_000.0,
            resolution: 100.0,
            has_teeth: metric == Metric::HeapObjects,
        },
        Metric::HeapInUse | Metric::StackInUse | Metric::HeldFromSystem | Metric::Rss => Scale {
            least: 2.0 * 1024.0 * 1024.0,
            resolution: 8192.0,
            has_teeth: metric == Metric::HeapInUse,
        },
    }
}
