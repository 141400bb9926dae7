//! When a limit is reached that a person set.

use super::evidence::line;
use super::say::{strong, text};
use super::{Evidence, Mark, SeriesView, Span, Trend, view};
use crate::telemetry::{History, Metric};
use crate::units::{bytes, count, label, rough_duration};

/// Beyond a year nobody plans.
const FARTHEST_MS: f64 = 365.0 * 24.0 * 3.6e6;

/// Within it a weekday is one day.
const WEEK_MS: f64 = 6.0 * 24.0 * 3.6e6;

/// A limit, and how far it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limit {
    /// What is held against it.
    pub metric: Metric,
    /// The limit itself.
    pub limit: f64,
    /// The value now.
    pub value: f64,
    /// When it is reached, of a metric that grows and within a year.
    pub reached: Option<Reached>,
}

/// When a limit is reached, milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reached {
    /// How far that is from now.
    pub in_ms: f64,
    /// At the slope found.
    pub at_ms: f64,
    /// At the fastest slope of its interval.
    pub earliest_ms: f64,
    /// At the slowest one; none where that may be never, or in more than a year.
    pub latest_ms: Option<f64>,
}

/// The memory limit a person set, held against what the service holds: RSS, else what it holds from the
/// system, else its heap.
pub fn memory_limit(history: &History, memory: Option<&SeriesView>, now_ms: f64) -> Option<Limit> {
    let limit = history.known.memory_limit_bytes?;
    let held = [Metric::Rss, Metric::HeldFromSystem, Metric::HeapInUse];
    let has = |metric: &Metric| history.series(*metric).is_some_and(|s| !s.is_empty());
    let metric = held.into_iter().find(has)?;
    let own = match memory {
        Some(memory) if memory.metric == metric => memory.trend,
        _ => view(history, metric).and_then(|view| view.trend),
    };
    let grows = |trend: Option<Trend>| trend.filter(|trend| trend.is_growth);
    // What is held moves in steps: where it has no slope of its own it follows the heap.
    let trend = grows(own).or_else(|| grows(memory?.trend));
    against(history, metric, limit, trend, now_ms)
}

/// The limit of goroutines or tasks a person set.
pub fn task_limit(history: &History, tasks: Option<&SeriesView>, now_ms: f64) -> Option<Limit> {
    let limit = history.known.task_limit?;
    let trend = tasks.and_then(|view| view.trend);
    let trend = trend.filter(|trend| trend.is_growth);
    against(history, Metric::Goroutines, limit, trend, now_ms)
}

fn against(
    history: &History,
    metric: Metric,
    limit: f64,
    trend: Option<Trend>,
    now_ms: f64,
) -> Option<Limit> {
    let (_, value) = history.series(metric)?.last()?;
    Some(Limit {
        metric,
        limit,
        value,
        reached: trend.and_then(|trend| reached(limit - value, &trend, now_ms)),
    })
}

fn reached(missing: f64, trend: &Trend, now_ms: f64) -> Option<Reached> {
    let in_ms = |per_hour: f64| {
        let ms = missing / per_hour * 3.6e6;
        Some(ms).filter(|ms| per_hour > 0.0 && *ms < FARTHEST_MS)
    };
    let at_slope = in_ms(trend.per_hour).filter(|_| missing > 0.0)?;
    Some(Reached {
        in_ms: at_slope,
        at_ms: now_ms + at_slope,
        earliest_ms: now_ms + in_ms(trend.per_hour + trend.give_or_take).unwrap_or(at_slope),
        latest_ms: in_ms(trend.per_hour - trend.give_or_take).map(|ms| now_ms + ms),
    })
}

impl Limit {
    /// `2GB`, `100,000`.
    pub fn printed(&self) -> String {
        match self.metric {
            Metric::Goroutines => count(self.limit.round() as i64),
            _ => label(self.limit.round() as i64, "bytes"),
        }
    }

    /// What it is of.
    fn name(&self) -> &'static str {
        match self.metric {
            Metric::Goroutines => "goroutines",
            Metric::Rss => "RSS",
            Metric::HeldFromSystem => "memory held from the system",
            _ => "heap in use",
        }
    }

    /// A fact under a lane's legend: label and value.
    pub fn fact(&self) -> (String, String) {
        let printed = self.printed();
        if self.value >= self.limit {
            return (format!("limit {printed}"), "passed".to_owned());
        }
        let Some(reached) = self.reached else {
            let share = (100.0 * self.value / self.limit).round();
            return (format!("limit {printed}"), format!("{share}% of it now"));
        };
        let in_about = rough_duration(reached.in_ms) + &reached.range();
        (format!("reaches {printed}"), format!("in {in_about}"))
    }

    /// A line of evidence, where there is something to say: that it is passed, or when it will be.
    pub(super) fn line(&self) -> Option<Evidence> {
        let limit = strong(self.printed());
        if self.value >= self.limit {
            let now = match self.metric {
                Metric::Goroutines => count(self.value.round() as i64),
                _ => bytes(self.value),
            };
            let verb = if self.metric == Metric::Goroutines {
                "are"
            } else {
                "is"
            };
            let said = text(format!(
                "{} {verb} at {now}, above the limit of ",
                self.name()
            ));
            return Some(line(Mark::Trend, vec![said, limit]));
        }
        let reached = self.reached?;
        let verb = if self.metric == Metric::Goroutines {
            "reach"
        } else {
            "reaches"
        };
        let mut said = vec![
            text(format!("{} {verb} ", self.name())),
            limit,
            text(" in about "),
            strong(rough_duration(reached.in_ms)),
        ];
        if let Some(at_ms) = reached.clock_ms() {
            said.push(text(", "));
            said.push(Span::Clock {
                from_ms: at_ms,
                to_ms: at_ms,
            });
        }
        said.push(text(reached.range()));
        Some(line(Mark::Trend, said))
    }
}

impl Reached {
    /// When, where a weekday and a clock say it.
    pub fn clock_ms(&self) -> Option<f64> {
        (self.in_ms < WEEK_MS).then_some(self.at_ms)
    }

    /// ` (8h20m – 12h30m)`: how soon and how late, where that says more than the middle.
    fn range(&self) -> String {
        let from_now = |at_ms: f64| rough_duration(self.in_ms + at_ms - self.at_ms);
        let (earliest, latest) = (from_now(self.earliest_ms), self.latest_ms.map(from_now));
        match latest {
            Some(latest) if latest == earliest => String::new(),
            Some(latest) => format!(" ({earliest} – {latest})"),
            None => format!(" ({earliest} at least)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telemetry::{Known, Reading, ServiceId, Target};

    fn grown(per_hour: f64, give_or_take: f64) -> Trend {
        Trend {
            per_hour,
            give_or_take,
            is_growth: true,
            ..Trend::default()
        }
    }

    fn limit(value: f64, trend: Option<Trend>) -> Limit {
        let mut history = History::new(ServiceId(1), Target::default());
        history.known = Known {
            task_limit: Some(10_000.0),
            ..Known::default()
        };
        history.add_reading(Reading {
            at_ms: 1e3,
            values: vec![(Metric::Goroutines, value)],
            ..Reading::default()
        });
        against(&history, Metric::Goroutines, 10_000.0, trend, 0.0).unwrap()
    }

    fn said(limit: &Limit) -> String {
        let line = limit.line();
        line.map_or(String::new(), |line| {
            line.text.iter().map(Span::as_text).collect()
        })
    }

    #[test]
    fn the_range_is_that_of_the_slope() {
        let near = limit(9_000.0, Some(grown(100.0, 20.0)));
        let fact = (
            "reaches 10,000".to_owned(),
            "in 10h00m (8h20m – 12h30m)".to_owned(),
        );
        assert_eq!(near.fact(), fact);
        let words = said(&near);
        assert!(
            words.starts_with("goroutines reach 10,000 in about 10h00m, "),
            "{words}"
        );
        assert!(words.ends_with(" (8h20m – 12h30m)"), "{words}");

        let unsure = limit(9_000.0, Some(grown(100.0, 120.0)));
        assert_eq!(unsure.fact().1, "in 10h00m (4h33m at least)");
        let sure = limit(9_000.0, Some(grown(100.0, 0.01)));
        assert_eq!(sure.fact().1, "in 10h00m");
    }

    #[test]
    fn passed_far_and_standing_still() {
        let passed = limit(12_000.0, Some(grown(100.0, 1.0)));
        assert_eq!(passed.fact().1, "passed");
        assert_eq!(
            said(&passed),
            "goroutines are at 12,000, above the limit of 10,000"
        );
        let still = limit(2_500.0, None);
        assert_eq!(
            still.fact(),
            ("limit 10,000".to_owned(), "25% of it now".to_owned())
        );
        assert_eq!(said(&still), "");
        let far = limit(20.0, Some(grown(0.5, 0.1)));
        assert_eq!(far.reached, None);
    }
}
