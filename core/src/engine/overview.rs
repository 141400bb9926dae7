//! What the overview and the growth table show, ready to draw.

use super::facts::{goroutine_facts, memory_facts};
use super::protocol::{
    DependencyLane, Growth, GrowthQuery, Lane, LaneLimit, LaneSeries, Overview, OverviewQuery,
};
use crate::leak::{
    Kept, Limit, SeriesView, Trend, growth, judge, layers, memory_limit, task_limit, view,
};
use crate::telemetry::{
    Gap, History, Metric, Replica, Restart, State, dependency_history, replicas, thin,
};
use crate::units::{count, delta, duration, fixed};

/// The overview of a service. `kept` are its profiles, reduced; `now_ms` is the present for a
/// watched service, its last moment for an opened one.
pub fn overview(history: &History, query: &OverviewQuery, kept: &Kept, now_ms: f64) -> Overview {
    let data_ms = history.range_ms().unwrap_or((now_ms, now_ms));
    let range_ms = match query.range_ms {
        Some((from, to)) if from < to && from.is_finite() && to.is_finite() => (from, to),
        _ => data_ms,
    };
    let goroutines = view(history, Metric::Goroutines);
    let memory = view(history, Metric::HeapInUse);
    let replicas = replicas(history);
    let memory_limit = memory_limit(history, memory.as_ref(), now_ms);
    let task_limit = task_limit(history, goroutines.as_ref(), now_ms);
    let within = |from: f64, to: f64| to >= range_ms.0 && from <= range_ms.1;
    let gaps: Vec<Gap> = history.gaps.clone();
    let drawing = Drawing {
        history,
        range_ms,
        width_px: query.width_px,
    };
    let mut lanes = vec![
        Lane {
            title: "Memory".to_owned(),
            is_bytes: true,
            series: MEMORY
                .iter()
                .filter_map(|(metric, name)| drawing.series(*metric, name, memory.as_ref()))
                .collect(),
            facts: memory_facts(history, memory.as_ref(), goroutines.as_ref()),
            limit: memory_limit.map(drawn_limit),
            ..drawing.marks(memory.as_ref())
        },
        Lane {
            title: "Goroutines".to_owned(),
            is_bytes: false,
            series: match replicas.is_empty() {
                true => (drawing.series(Metric::Goroutines, "goroutines", goroutines.as_ref()))
                    .into_iter()
                    .collect(),
                false => drawing.of_each(&replicas, data_ms.1),
            },
            facts: goroutine_facts(history, goroutines.as_ref(), now_ms),
            limit: task_limit.map(drawn_limit),
            ..drawing.marks(goroutines.as_ref())
        },
    ];
    // Nobody knows of which instance a profile is.
    if query.is_by_stack && replicas.is_empty() {
        for (lane, (kind, column)) in lanes.iter_mut().zip(PROFILES) {
            drawing.by_stack(lane, kept, kind, column);
        }
    }
    Overview {
        range_ms,
        data_ms,
        polls: polls(history, range_ms),
        lanes,
        events: history
            .events
            .iter()
            .filter(|e| within(e.start_ms, e.end_ms.unwrap_or(e.start_ms)))
            .cloned()
            .collect(),
        gaps: gaps
            .into_iter()
            .filter(|g| within(g.from_ms, g.to_ms))
            .collect(),
        restarts: drawing.restarts(),
        captures: history
            .profiles
            .iter()
            .filter(|p| within(p.at_ms, p.at_ms))
            .cloned()
            .collect(),
        dependencies: dependencies(history, range_ms),
        selection: query
            .selection_ms
            .map_or(Vec::new(), |range| changes(history, range)),
        verdict: judge(history, kept, goroutines.as_ref(), memory.as_ref()),
    }
}

fn drawn_limit(limit: Limit) -> LaneLimit {
    LaneLimit {
        value: limit.limit,
        printed: limit.printed(),
        fact: limit.fact(),
        reached_ms: limit.reached.and_then(|reached| reached.clock_ms()),
    }
}

/// What grows, as the table under the charts shows it.
pub fn growth_answer(history: &History, query: &GrowthQuery, kept: &Kept) -> Growth {
    let since_restart = history
        .restarts
        .last()
        .map_or(f64::NEG_INFINITY, |r| r.at_ms);
    let range_ms = query.range_ms.unwrap_or((since_restart, f64::INFINITY));
    let table = growth(kept, &query.kind, query.sample_type.as_deref(), range_ms);
    let missing = match table.profiles {
        0 => format!("no {} profile in this range yet", query.kind),
        1 => format!(
            "one {} profile in this range: a second one tells what grows",
            query.kind
        ),
        _ => String::new(),
    };
    Growth {
        ends: table.ends,
        range_ms: table.range_ms,
        unit: table.unit,
        grew: table.grew,
        shrank: table.shrank,
        rows: table.rows,
        stacks: table.stacks,
        missing,
    }
}

/// The series of the memory lane; the first is the leading one.
const MEMORY: [(Metric, &str); 4] = [
    (Metric::HeapInUse, "heap in use"),
    (Metric::StackInUse, "stack in use"),
    (Metric::HeldFromSystem, "held from system"),
    (Metric::Rss, "RSS"),
];

/// The profiles whose stacks a lane shows, and the sample type: of memory and of goroutines.
const PROFILES: [(&str, Option<&str>); 2] = [("heap", Some("inuse_space")), ("goroutine", None)];

/// How many instances behind one address have a line of their own, those that run longest.
const MAX_INSTANCES: usize = 8;

/// What every series is drawn into.
struct Drawing<'a> {
    history: &'a History,
    range_ms: (f64, f64),
    width_px: u32,
}

impl Drawing<'_> {
    fn series(&self, metric: Metric, name: &str, lead: Option<&SeriesView>) -> Option<LaneSeries> {
        let series = self.history.series(metric).filter(|s| !s.is_empty())?;
        let history = self.history;
        // The leading series was looked at already.
        let own = match lead {
            Some(lead) if lead.metric == metric => lead.trend,
            _ => view(history, metric).and_then(|v| v.trend),
        };
        Some(LaneSeries {
            metric,
            name: name.to_owned(),
            pieces: thin(
                series,
                self.range_ms,
                self.width_px,
                &history.gaps,
                &history.restarts,
            ),
            now_min_max: series.now_min_max(self.range_ms.0, self.range_ms.1),
            per_hour: own.map(|t| t.per_hour),
            is_growth: own.is_some_and(|t| t.is_growth),
        })
    }

    /// The goroutines of each instance behind the address, as a line each: one through all of them would
    /// go up and down with who answered. They are named by how long they had run at the end.
    fn of_each(&self, replicas: &[Replica], last_ms: f64) -> Vec<LaneSeries> {
        let shown = replicas.iter().take(MAX_INSTANCES);
        let series = shown.filter_map(|replica| {
            let series = replica.history.series(Metric::Goroutines)?;
            let own = view(&replica.history, Metric::Goroutines).and_then(|view| view.trend);
            Some(LaneSeries {
                metric: Metric::Goroutines,
                name: format!("up {}", duration(last_ms - replica.started_ms)),
                pieces: thin(series, self.range_ms, self.width_px, &[], &[]),
                now_min_max: series.now_min_max(self.range_ms.0, self.range_ms.1),
                per_hour: own.map(|t| t.per_hour),
                is_growth: own.is_some_and(|t| t.is_growth),
            })
        });
        series.collect()
    }

    /// A lane's spikes and trend, as far as they lie in the range.
    fn marks(&self, lead: Option<&SeriesView>) -> Lane {
        let is_shown = |from: f64, to: f64| to >= self.range_ms.0 && from <= self.range_ms.1;
        let spikes = lead.map_or(&[][..], |v| &v.spikes).iter();
        let trend = lead.and_then(|v| v.trend);
        Lane {
            spikes: spikes
                .filter(|s| is_shown(s.start_ms, s.end_ms))
                .cloned()
                .collect(),
            trend: trend.filter(|t: &Trend| is_shown(t.from_ms, t.to_ms)),
            ..Lane::default()
        }
    }

    /// Puts what its stacks hold into a lane, under its leading series alone: what the others measure is
    /// no sum of stacks. A lane stays as it is without profiles.
    fn by_stack(&self, lane: &mut Lane, kept: &Kept, kind: &str, column: Option<&str>) {
        let history = self.history;
        let is_restarted = |from: f64, to: f64| {
            let mut restarts = history.restarts.iter();
            restarts.any(|r| r.at_ms > from && r.at_ms <= to)
        };
        let is_silent = |from: f64, to: f64| {
            let silence = history.gaps.iter().map(|gap| gap.overlap_ms(from, to));
            silence.sum::<f64>() > (to - from) / 2.0
        };
        let is_cut = |from: f64, to: f64| is_restarted(from, to) || is_silent(from, to);
        lane.layers = layers(kept, kind, column, self.range_ms, &is_cut);
        if !lane.layers.is_empty() {
            lane.series.truncate(1);
        }
    }

    fn restarts(&self) -> Vec<Restart> {
        let is_shown = |r: &&Restart| r.at_ms >= self.range_ms.0 && r.at_ms <= self.range_ms.1;
        self.history
            .restarts
            .iter()
            .filter(is_shown)
            .cloned()
            .collect()
    }
}

/// Readings in a range: those of the series with the most.
fn polls(history: &History, (from_ms, to_ms): (f64, f64)) -> u64 {
    let series = history
        .series
        .iter()
        .map(|(_, s)| s.within(from_ms, to_ms).len());
    let is_in = |at: f64| at >= from_ms && at <= to_ms;
    let health = history.health.iter().filter(|(at, _)| is_in(*at)).count();
    series.chain([health]).max().unwrap_or(0) as u64
}

fn dependencies(history: &History, range_ms: (f64, f64)) -> Vec<DependencyLane> {
    let took = |ms: f64| match ms {
        ms if ms < 10.0 => fixed(ms, 1) + " ms",
        ms if ms < 1000.0 => fixed(ms, 0) + " ms",
        ms => fixed(ms / 1e3, 1) + " s",
    };
    let word = |state: State| match state {
        State::Up => "up",
        State::Slow => "slow",
        State::Down => "down",
        State::Unknown => "—",
    };
    dependency_history(&history.health, &history.gaps, range_ms)
        .into_iter()
        .map(|d| {
            let times = d
                .took_ms
                .map(|(now, middle, worst)| [took(now), took(middle), took(worst)]);
            let [now, middle, worst] =
                times.unwrap_or_else(|| [word(d.state), "—", "—"].map(str::to_owned));
            let worst = if d.was_down { "down".to_owned() } else { worst };
            // Never rounded up to 100%.
            let up = match (d.up * 1000.0).floor() / 10.0 {
                100.0 => "100%".to_owned(),
                up => fixed(up, 1) + "%",
            };
            DependencyLane {
                name: d.name,
                stretches: d.stretches,
                state: d.state,
                printed: [now, middle, worst, up],
            }
        })
        .collect()
}

/// `heap +2.1 MB`, `goroutines +388`, `54 profiles`: what changed over a selection.
fn changes(history: &History, (from_ms, to_ms): (f64, f64)) -> Vec<String> {
    let mut said = Vec::new();
    for (metric, name, unit) in [
        (Metric::HeapInUse, "heap", "bytes"),
        (Metric::Goroutines, "goroutines", "count"),
    ] {
        let Some(series) = history.series(metric) else {
            continue;
        };
        let inside = series.within(from_ms, to_ms);
        if inside.len() >= 2 {
            let change = series.values[inside.end - 1] - series.values[inside.start];
            said.push(format!("{name} {}", delta(change.round() as i64, unit)));
        }
    }
    let captures = history
        .profiles
        .iter()
        .filter(|p| p.at_ms >= from_ms && p.at_ms <= to_ms);
    said.push(format!("{} profiles", count(captures.count() as i64)));
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telemetry::{Health, Reading, ServiceId, Target};

    #[test]
    fn instances_behind_one_address_have_a_line_each() {
        let mut history = History::new(ServiceId(1), Target::default());
        for i in 0..40 {
            let at_s = f64::from(i) * 5.0;
            let (uptime_s, goroutines) = match i % 2 {
                0 => (5000.0, 40.0),
                _ => (900.0, 24.0),
            };
            history.add_reading(Reading {
                at_ms: at_s * 1e3,
                values: vec![(Metric::Goroutines, goroutines)],
                health: Some(Health {
                    uptime_ms: Some((uptime_s + at_s) * 1e3),
                    ..Health::default()
                }),
                ..Reading::default()
            });
        }
        let query = OverviewQuery {
            service: ServiceId(1),
            range_ms: None,
            width_px: 600,
            selection_ms: None,
            is_by_stack: true,
        };
        let shown = overview(&history, &query, &Kept::default(), 0.0);
        let lines: Vec<(&str, Vec<f64>)> = (shown.lanes[1].series.iter())
            .map(|series| {
                let mut values: Vec<f64> = series.pieces.iter().flatten().map(|p| p.1).collect();
                values.dedup();
                (series.name.as_str(), values)
            })
            .collect();
        assert_eq!(
            lines,
            [("up 1h26m35s", vec![40.0]), ("up 18m15s", vec![24.0])]
        );
        assert!(shown.lanes[1].trend.is_none());
    }
}
