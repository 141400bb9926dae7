//! What stands folded under a verdict: how sure it is, the slope's interval, the shapes that lost,
//! how much longer to watch.

use super::evidence::line;
use super::quiet_verdicts::name_of;
use super::say::{strong, text, whole_percent};
use super::trend::{Fitted, called_from};
use super::verdict::{Case, LONG_MS};
use super::{Evidence, Mark, SeriesView, VerdictKind};
use crate::telemetry::Metric;
use crate::units::{fixed, rate, rough_duration};

/// Below this nobody need watch longer because of it.
const UNDECIDED_FROM: f64 = 0.2;

/// The lines, for each series that was seen long enough.
pub(super) fn certainty(case: &Case, kind: VerdictKind) -> Vec<Evidence> {
    let views = [case.goroutines, case.memory].into_iter().flatten();
    let settled = views.filter(|view| view.is_long_enough());
    let mut lines = Vec::new();
    for view in settled {
        let Some(fitted) = &view.fitted else { continue };
        lines.push(slope_line(view, fitted));
        lines.extend(shapes_line(view, fitted));
        lines.extend(watch_longer(view, fitted, kind));
    }
    lines
}

/// "goroutines: +120/h, give or take 3/h (95% interval); that it grows as a leak does is 98% sure".
fn slope_line(view: &SeriesView, fitted: &Fitted) -> Evidence {
    let trend = &fitted.trend;
    let unit = match view.metric {
        Metric::Goroutines => "count",
        _ => "bytes",
    };
    let within = rate(trend.give_or_take, unit);
    let within = within.trim_start_matches('+');
    line(
        Mark::Trend,
        vec![
            text(format!("{}: ", name_of(view.metric))),
            strong(rate(trend.per_hour, unit)),
            text(format!(
                ", give or take {within} (95% interval); that it grows as a leak does is {} sure",
                whole_percent(trend.confidence)
            )),
        ],
    )
}

/// "a straight line fits heap best; steps lost by 12, …".
fn shapes_line(view: &SeriesView, fitted: &Fitted) -> Option<Evidence> {
    let lost = fitted.lost.iter();
    let lost: Vec<String> = lost
        .map(|(shape, by)| format!("{} by {}", shape.name(), fixed(*by, 0)))
        .collect();
    (!lost.is_empty()).then(|| {
        let name = name_of(view.metric);
        line(
            Mark::Note,
            vec![
                strong(fitted.shape.name()),
                text(format!(
                    " fits {name} best (Bayes's criterion); lost: {}",
                    lost.join(", ")
                )),
            ],
        )
    })
}

/// How much longer until counts alone say "leak", or until growth that is not clear becomes so.
fn watch_longer(view: &SeriesView, fitted: &Fitted, kind: VerdictKind) -> Option<Evidence> {
    let (trend, seen_ms) = (&fitted.trend, fitted.trend.to_ms - fitted.trend.from_ms);
    let is_suspected = kind == VerdictKind::Suspected && trend.is_growth && seen_ms < LONG_MS;
    let said = if is_suspected {
        let more = rough_duration(LONG_MS - seen_ms);
        format!("if this goes on for {more} more, the series alone says leak")
    } else if trend.confidence >= UNDECIDED_FROM && trend.confidence < called_from(seen_ms) {
        let name = name_of(view.metric);
        let more = rough_duration(seen_ms);
        format!("whether {name} grows is not decided: watch about {more} longer")
    } else {
        return None;
    };
    Some(line(Mark::Note, vec![text(said)]))
}
