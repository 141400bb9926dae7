//! The overview in words and as a table: for screen readers and for pasting.

use super::areas::nearest_profile;
use super::clock::{Clock, Zone};
use super::draw::Scene;
use super::flags::{slope, spike_text, unnamed_events, value};
use super::model::{Lane, Overview};
use super::points::{Point, nearest, neighbour};
use crate::units::{fixed, rough_duration};

/// One sentence for each lane: its series with now, min and max, spikes, gaps and restarts.
pub fn summary(scene: &Scene, zone: &Zone) -> String {
    let overview = &*scene.overview;
    let mut text = format!(
        "{}, {}.",
        Clock::new(zone).stretch(spoken_ms(scene)),
        counted(overview.polls, "poll"),
    );
    for lane in &overview.lanes {
        text += &format!(" {}:", lane.title);
        let known = lane
            .series
            .iter()
            .filter_map(|s| s.now_min_max.map(|v| (s, v)));
        let said: Vec<String> = known
            .map(|(series, (now, min, max))| {
                let print = |v| value(v, lane.is_bytes);
                let rate = series.per_hour.filter(|_| series.is_growth);
                let rate = rate.map_or(String::new(), |r| format!(", {}", slope(r, lane.is_bytes)));
                format!(
                    " {} now {}, min {}, max {}{rate}",
                    series.name,
                    print(now),
                    print(min),
                    print(max)
                )
            })
            .collect();
        text += &if said.is_empty() {
            " nothing yet".to_owned()
        } else {
            said.join(";")
        };
        if let Some(last) = lane.layers.at_ms.len().checked_sub(1) {
            text += &format!("; by stack: {}", layers_in_words(lane, last));
        }
        for spike in &lane.spikes {
            text += &format!("; spike: {}", spike_text(spike, lane, zone));
        }
        text.push('.');
    }
    if !overview.gaps.is_empty() {
        text += &format!(
            " {} without answers.",
            counted(overview.gaps.len() as u64, "stretch")
        );
    }
    if !overview.restarts.is_empty() {
        text += &format!(" {}.", counted(overview.restarts.len() as u64, "restart"));
    }
    text
}

/// `readLoop + writeLoop 3,596, others 40`: what the stacks hold in one profile, the heaviest first.
fn layers_in_words(lane: &Lane, profile: usize) -> String {
    let layers = lane.layers.layers.iter();
    let said = layers.filter_map(|layer| {
        let held = *layer.values.get(profile)? as f64;
        Some(format!("{} {}", layer.name, value(held, lane.is_bytes)))
    });
    said.collect::<Vec<_>>().join(", ")
}

/// Where the layers of a lane are looked up at a time: the nearest profile; none in a gap.
pub fn profile_at(scene: &Scene, lane: &Lane, at_ms: f64) -> Option<usize> {
    nearest_profile(&lane.layers, at_ms, scene.time.ms_per_px() * 2.0)
}

/// The range as far as there is something in it: the drawing goes on a little.
fn spoken_ms(scene: &Scene) -> (f64, f64) {
    let (from_ms, to_ms) = (scene.time.from_ms, scene.time.to_ms);
    match scene.overview.data_ms.1 {
        last_ms if last_ms > from_ms => (from_ms, to_ms.min(last_ms)),
        _ => (from_ms, to_ms),
    }
}

fn counted(n: u64, noun: &str) -> String {
    let plural = match (n, noun.ends_with("ch")) {
        (1, _) => "",
        (_, true) => "es",
        _ => "s",
    };
    format!("{} {noun}{plural}", crate::units::count(n as i64))
}

/// The point of each series at a time: lane, series and value. Empty in a gap.
pub fn values_at(scene: &Scene, at_ms: f64) -> Vec<(usize, usize, Point)> {
    // Half of a pixel column's distance, or two, still belongs to the piece beside it.
    let slack_ms = scene.time.ms_per_px() * 2.0;
    let lanes = scene.overview.lanes.iter().enumerate();
    lanes
        .flat_map(|(l, lane)| {
            lane.series
                .iter()
                .enumerate()
                .filter_map(move |(s, series)| {
                    nearest(&series.pieces, at_ms, slack_ms).map(|point| (l, s, point))
                })
        })
        .collect()
}

/// What stands at a time, for a live region: `Tue 05:12:00: heap in use 61.4 MB, goroutines 3,596`.
pub fn spoken_at(scene: &Scene, at_ms: f64, zone: &Zone) -> String {
    let clock = Clock::new(zone);
    let time = format!("{} {}", clock.date(at_ms), clock.seconds(at_ms));
    let mut values: Vec<String> = values_at(scene, at_ms)
        .into_iter()
        .filter_map(|(l, s, point)| {
            let lane = scene.overview.lanes.get(l)?;
            let name = &lane.series.get(s)?.name;
            Some(format!("{name} {}", value(point.1, lane.is_bytes)))
        })
        .collect();
    let lanes = scene.overview.lanes.iter();
    values.extend(lanes.filter_map(|lane| {
        let profile = profile_at(scene, lane, at_ms)?;
        Some(format!("by stack: {}", layers_in_words(lane, profile)))
    }));
    if values.is_empty() {
        format!("{time}: no answer")
    } else {
        format!("{time}: {}", values.join(", "))
    }
}

/// The time of the poll after, or before, a time: the nearest one of any series.
pub fn step(overview: &Overview, at_ms: f64, is_forward: bool) -> Option<f64> {
    let series = overview.lanes.iter().flat_map(|lane| &lane.series);
    let times = series.filter_map(|series| neighbour(&series.pieces, at_ms, is_forward));
    if is_forward {
        times.min_by(f64::total_cmp)
    } else {
        times.max_by(f64::total_cmp)
    }
}

/// Everything drawn as tab-separated text: a line per point, then the markers.
pub fn table(scene: &Scene, zone: &Zone) -> String {
    let overview = &*scene.overview;
    let clock = Clock::new(zone);
    let mut text = "time\tseries\tvalue\tunit\n".to_owned();
    for lane in &overview.lanes {
        let unit = if lane.is_bytes { "bytes" } else { "count" };
        for series in &lane.series {
            for point in series.pieces.iter().flatten() {
                let (at, value) = (clock.full(point.0), fixed(point.1, 0));
                text += &format!("{at}\t{}\t{value}\t{unit}\n", series.name);
            }
        }
    }
    for lane in &overview.lanes {
        let unit = if lane.is_bytes { "bytes" } else { "count" };
        for layer in &lane.layers.layers {
            let name = one_line(&layer.name);
            for (at_ms, value) in lane.layers.at_ms.iter().zip(&layer.values) {
                text += &format!("{}\t{name}\t{value}\t{unit}\n", clock.full(*at_ms));
            }
        }
    }
    text += "\nfrom\tto\twhat\n";
    let mut marks: Vec<(f64, f64, String)> = Vec::new();
    marks.extend(
        overview
            .lanes
            .iter()
            .flat_map(|lane| lane_marks(lane, zone)),
    );
    marks.extend(unnamed_events(scene).map(|e| {
        (
            e.start_ms,
            e.end_ms.unwrap_or(e.start_ms),
            one_line(&e.text),
        )
    }));
    marks.extend(overview.gaps.iter().map(|gap| {
        let lasts = rough_duration(gap.to_ms - gap.from_ms);
        (gap.from_ms, gap.to_ms, format!("no answer {lasts}"))
    }));
    marks.extend(overview.restarts.iter().map(|restart| {
        let version = restart.version.as_deref().unwrap_or_default();
        (
            restart.at_ms,
            restart.at_ms,
            format!("restart {version}").trim_end().to_owned(),
        )
    }));
    for dependency in &overview.dependencies {
        let stretches = dependency.stretches.iter();
        marks.extend(stretches.map(|&(from_ms, to_ms, state)| {
            let state = format!("{state:?}").to_ascii_lowercase();
            (
                from_ms,
                to_ms,
                format!("{} {state}", one_line(&dependency.name)),
            )
        }));
    }
    crate::order::sort_by(&mut marks, |a, b| a.0.total_cmp(&b.0));
    for (from_ms, to_ms, what) in marks {
        text += &format!("{}\t{}\t{what}\n", clock.full(from_ms), clock.full(to_ms));
    }
    text
}

fn lane_marks(lane: &Lane, zone: &Zone) -> Vec<(f64, f64, String)> {
    let spikes = lane.spikes.iter();
    spikes
        .map(|s| {
            let what = format!("{}: {}", lane.title, one_line(&spike_text(s, lane, zone)));
            (s.start_ms, s.end_ms, what)
        })
        .collect()
}

/// Text of a service kept from breaking the table's lines and columns.
fn one_line(text: &str) -> String {
    text.replace(['\t', '\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::plan::Plan;
    use crate::chart::sample::{by_stack, overview};
    use expect_test::expect;

    fn with_scene(check: impl Fn(&Scene)) {
        let overview = overview();
        let plan = Plan::new(1128.0, 163.0, 2, 2);
        let range_ms = overview.range_ms;
        check(&Scene::new(overview.into(), plan, range_ms, &Zone::utc()));
    }

    #[test]
    fn in_words() {
        with_scene(|scene| {
            expect!["Mon 23 Nov 09:40 – Tue 24 Nov 12:47, 19,068 polls. Memory: heap in use now 65.8 MB, min 52.0 MB, max 65.8 MB, +614 kB/h; held now 100 MB, min 100 MB, max 100 MB; spike: migration 12:00 · +184 MB · 14m; spike: migration 12:00 · +184 MB · 14m. Goroutines: goroutines now 4,526, min 1,766, max 4,526, +120/h; spike: migration 12:00 · +480 · 14m; spike: migration 12:00 · +480 · 14m. 1 stretch without answers. 1 restart."].assert_eq(&summary(scene, &Zone::utc()))
        });
    }

    #[test]
    fn at_a_time_and_in_a_gap() {
        with_scene(|scene| {
            let start = scene.overview.data_ms.0;
            expect!["Mon 23 Nov 09:40:00: heap in use 52.0 MB, held 100 MB, goroutines 1,766"]
                .assert_eq(&spoken_at(scene, start, &Zone::utc()));
            expect!["Tue 24 Nov 01:20:00: no answer"].assert_eq(&spoken_at(
                scene,
                start + 940.0 * 60e3,
                &Zone::utc(),
            ));
        });
    }

    #[test]
    fn as_a_table() {
        with_scene(|scene| {
            expect![[r#"
            time	series	value	unit
            2026-11-23 09:40:00	heap in use	54525952	bytes
            2026-11-23 11:46:30	heap in use	54525952	bytes
            2026-11-23 13:53:00	heap in use	54525952	bytes
            2026-11-23 13:53:00	heap in use	54525952	bytes
            2026-11-23 19:29:00	heap in use	58049167	bytes
            2026-11-24 01:05:00	heap in use	61572383	bytes
            2026-11-24 01:43:00	heap in use	61970842	bytes
            2026-11-24 07:15:00	heap in use	65452114	bytes
            2026-11-24 12:47:00	heap in use	68933386	bytes
            2026-11-23 09:40:00	held	104857600	bytes
            2026-11-23 11:46:30	held	104857600	bytes
            2026-11-23 13:53:00	held	104857600	bytes
            2026-11-23 13:53:00	held	104857600	bytes
            2026-11-23 19:29:00	held	104857600	bytes
            2026-11-24 01:05:00	held	104857600	bytes
            2026-11-24 01:43:00	held	104857600	bytes
            2026-11-24 07:15:00	held	104857600	bytes
            2026-11-24 12:47:00	held	104857600	bytes
            2026-11-23 09:40:00	goroutines	1766	count
            2026-11-23 11:46:30	goroutines	1766	count
            2026-11-23 13:53:00	goroutines	1766	count
            2026-11-23 13:53:00	goroutines	1766	count
            2026-11-23 19:29:00	goroutines	2438	count
            2026-11-24 01:05:00	goroutines	3110	count
            2026-11-24 01:43:00	goroutines	3186	count
            2026-11-24 07:15:00	goroutines	3850	count
            2026-11-24 12:47:00	goroutines	4514	count

            from	to	what
            2026-11-23 09:40:00	2026-11-24 12:47:00	sf1 up
            2026-11-23 09:40:00	2026-11-23 13:53:00	kafka up
            2026-11-23 12:00:00	2026-11-23 12:14:00	Memory: migration 12:00 · +184 MB · 14m
            2026-11-23 12:00:00	2026-11-23 12:14:00	Goroutines: migration 12:00 · +480 · 14m
            2026-11-23 13:53:00	2026-11-23 13:53:00	restart v2.4.0
            2026-11-23 13:53:00	2026-11-23 14:53:00	kafka slow
            2026-11-23 14:53:00	2026-11-23 15:53:00	kafka down
            2026-11-23 15:53:00	2026-11-23 16:53:00	kafka unknown
            2026-11-23 16:53:00	2026-11-24 12:47:00	kafka up
            2026-11-23 18:20:00	2026-11-23 18:20:00	kafka rebalance
            2026-11-23 19:00:00	2026-11-23 19:30:00	deploy
            2026-11-24 01:05:00	2026-11-24 01:43:00	no answer 38m
            2026-11-24 12:00:00	2026-11-24 12:14:00	Memory: migration 12:00 · +184 MB · 14m
            2026-11-24 12:00:00	2026-11-24 12:14:00	Goroutines: migration 12:00 · +480 · 14m
        "#]]
            .assert_eq(&table(scene, &Zone::utc()))
        });
    }

    #[test]
    fn what_the_stacks_hold_is_said_and_stands_in_the_table() {
        let overview = by_stack();
        let (start, end) = overview.data_ms;
        let plan = Plan::new(1128.0, 163.0, 2, 2);
        let scene = Scene::new(overview.into(), plan, (start, end), &Zone::utc());
        expect!["Mon 23 Nov 09:40:00: heap in use 52.0 MB, held 100 MB, goroutines 1,766, by stack: readLoop + writeLoop 1,500, backend.every 0, others 266"].assert_eq(&spoken_at(&scene, start, &Zone::utc()));
        let said = summary(&scene, &Zone::utc());
        let by_stack = said.split("; ").find(|part| part.starts_with("by stack"));
        expect!["by stack: readLoop + writeLoop 2,800, backend.every 1,700, others 66"]
            .assert_eq(by_stack.unwrap_or_default());
        let table = table(&scene, &Zone::utc());
        let lines = table.lines().filter(|line| line.contains("writeLoop"));
        expect![[r#"
            2026-11-23 09:40:00	readLoop + writeLoop	1500	count
            2026-11-23 12:53:00	readLoop + writeLoop	1700	count
            2026-11-23 14:53:00	readLoop + writeLoop	120	count
            2026-11-24 12:47:00	readLoop + writeLoop	2800	count"#]]
        .assert_eq(&lines.collect::<Vec<_>>().join("\n"));
    }

    #[test]
    fn stepping_visits_every_poll_and_stops_at_the_ends() {
        let overview = overview();
        let (start, end) = overview.data_ms;
        let mut visited = vec![start];
        while let Some(next) = step(&overview, *visited.last().unwrap(), true) {
            visited.push(next);
        }
        assert_eq!(visited.len(), 8);
        assert_eq!(*visited.last().unwrap(), end);
        assert_eq!(step(&overview, start, false), None);
        assert_eq!(step(&overview, end, false), Some(visited[6]));
    }
}
