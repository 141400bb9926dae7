//! The facts under a lane's legend: what turns a slope into a date or a size.

use crate::leak::{Outcome, SeriesView, each_check_adds, judge_experiment};
use crate::telemetry::{History, Metric};
use crate::units::{bytes, count, fixed, rate, rough_duration};

/// Counts at which a service's goroutines become its trouble.
const LIMITS: [f64; 3] = [10e3, 100e3, 1e6];

/// Fitted on, per health check of ours, the next limit at this rate.
pub(super) fn goroutine_facts(
    history: &History,
    view: Option<&SeriesView>,
    now_ms: f64,
) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    let Some((view, trend)) = view.and_then(|v| Some((v, v.trend?))) else {
        return facts;
    };
    facts.push(fitted_on(view));
    if !trend.is_growth {
        return facts;
    }
    facts.push(per_check(history, view));
    let now = trend.from_value + trend.per_hour * (now_ms - trend.from_ms).max(0.0) / 3.6e6;
    // A limit of the person's own is told of by itself.
    let has_limit = history.known.task_limit.is_some();
    if let Some(limit) = LIMITS.into_iter().filter(|_| !has_limit).find(|l| *l > now) {
        let hours = (limit - now) / trend.per_hour;
        // Beyond a year nobody plans.
        if hours < 24.0 * 365.0 {
            let label = format!("{} at this rate", count(limit as i64));
            facts.push((label, format!("in {}", rough_duration(hours * 3.6e6))));
        }
    }
    facts
}

/// What each health check keeps, what it is fitted on.
pub(super) fn memory_facts(
    history: &History,
    memory: Option<&SeriesView>,
    goroutines: Option<&SeriesView>,
) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    let Some((view, trend)) = memory.and_then(|v| Some((v, v.trend?))) else {
        return facts;
    };
    facts.push(fitted_on(view));
    let checks = goroutines
        .and_then(|g| each_check_adds(history, g))
        .filter(|c| c.explains_all());
    if let Some(checks) = checks.filter(|_| trend.is_growth) {
        facts.push((
            "each health check keeps".to_owned(),
            format!("{} of heap", bytes(trend.per_hour / checks.per_hour())),
        ));
    }
    let series = history.series(Metric::StackInUse);
    let stack = series.and_then(|s| s.last());
    if let (Some((_, stack)), Some((_, heap))) = (
        stack,
        history.series(Metric::HeapInUse).and_then(|s| s.last()),
    ) && stack >= 0.2 * heap
    {
        facts.push((
            "goroutine stacks".to_owned(),
            format!("{} beside the heap", bytes(stack)),
        ));
    }
    facts
}

fn fitted_on(view: &SeriesView) -> (String, String) {
    let trend = view.trend.unwrap_or_default();
    let spikes = view.spikes.iter().any(|s| s.end_ms >= trend.from_ms);
    let without = if spikes {
        "without warm-up, spikes, gaps"
    } else {
        "without warm-up, gaps"
    };
    let length = rough_duration(trend.to_ms - trend.from_ms);
    ("fitted on".to_owned(), format!("{length}, {without}"))
}

fn per_check(history: &History, view: &SeriesView) -> (String, String) {
    let mut label = "per health check of ours";
    let said = match each_check_adds(history, view) {
        Some(checks) => {
            let others = match (checks.is_ours_alone, checks.explains_all()) {
                (true, _) => "",
                (_, false) => " · others check too",
                (_, true) => {
                    label = "per health check";
                    " · others' included"
                }
            };
            let often = match checks.per_hour() / 3600.0 {
                per_second if per_second > 1.0 => format!("{} a second", fixed(per_second, 1)),
                per_second => format!("every {}", rough_duration(1e3 / per_second)),
            };
            format!("+{} · {often}{others}", fixed(checks.adds, 2))
        }
        None if is_ruled_out(history, view) => "nothing, as the experiment shows".to_owned(),
        None => {
            let trend = view.trend.unwrap_or_default();
            match history.our_checks_ms.is_empty() {
                true => "no check of ours".to_owned(),
                false => format!("unknown, of {}", rate(trend.per_hour, "count")),
            }
        }
    };
    (label.to_owned(), said)
}

/// Whether an experiment since the fitted stretch began showed that health checks add nothing.
fn is_ruled_out(history: &History, view: &SeriesView) -> bool {
    let from_ms = view.trend.map_or(f64::INFINITY, |trend| trend.from_ms);
    let judged = judge_experiment(history, &view.spikes);
    judged.is_some_and(|it| it.outcome == Outcome::DoNot && it.experiment.begun_ms >= from_ms)
}
