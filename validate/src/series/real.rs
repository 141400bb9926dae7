//! The real traces in tables.

use leakscope_core::leak::VerdictKind;
use leakscope_core::telemetry::Series;

use super::figures::{Rate, bootstrap, recall_at, short};
use super::generate::history_of;
use super::judged::on_all_cores;
use super::ours::{Said, ours, ours_until};
use super::over_time::beginnings;
use super::peers::PEERS;
use super::table::table;
use super::traces::{ADDED, METRIC, Trace, WINDOWS, folder, traces};

/// The false-positive rate of the specification's detector at each length, and its recall.
const AIMED_AT: [(f64, f64); 3] = [(0.025, 0.71), (0.007, 0.51), (0.005, 0.84)];

/// The tables; a line instead where the traces are missing.
pub fn report(tuned_only: bool) -> Result<String, String> {
    let Some(folder) = folder() else {
        return Ok("Real traces: skipped, the corpus is missing.\n".to_owned());
    };
    let mut traces = traces(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    if tuned_only {
        traces.retain(|t| !t.held_out);
    }
    let mut text = String::from("## Real memory traces\n\n");
    text += &windows("all traces", &traces);
    if !tuned_only {
        traces.retain(|t| t.held_out);
        text += &windows("traces held out", &traces);
    }
    text += &alarms(&traces);
    Ok(text)
}

/// What was said of one window.
struct Judged {
    trace: usize,
    ours: Said,
    peers: [f64; PEERS.len()],
}

fn judge(traces: &[Trace], hours: usize, adds: f64) -> Vec<Judged> {
    let windows: Vec<(usize, Series)> = traces
        .iter()
        .enumerate()
        .flat_map(|(i, trace)| trace.windows(hours, adds).into_iter().map(move |w| (i, w)))
        .collect();
    on_all_cores(&windows, |(trace, window)| Judged {
        trace: *trace,
        ours: ours(&history_of(METRIC, window.clone()), METRIC),
        peers: PEERS.map(|peer| (peer.score)(window, METRIC)),
    })
}

fn windows(which: &str, traces: &[Trace]) -> String {
    let mut rows = Vec::new();
    let mut at_aims = Vec::new();
    for (hours, aim) in WINDOWS.into_iter().zip(AIMED_AT) {
        let (sound, leaking) = (judge(traces, hours, 0.0), judge(traces, hours, ADDED));
        let mut row = |name: &str, says: &dyn Fn(&Judged) -> bool| {
            let rate = |judged: &[Judged]| {
                let mut by_trace = vec![Rate::default(); traces.len()];
                for judged in judged {
                    let rate = &mut by_trace[judged.trace];
                    rate.of += 1;
                    rate.hits += usize::from(says(judged));
                }
                let all = Rate::over(judged.iter().map(says));
                let (low, high) = bootstrap(&by_trace);
                format!("{} ({}–{})", short(all.share()), short(low), short(high))
            };
            rows.push(vec![
                format!("{hours} h, {} windows: {name}", sound.len()),
                rate(&leaking),
                rate(&sound),
            ]);
        };
        row("**Leakscope: leak or suspected**", &|j| j.ours.is_called());
        row("Leakscope: leak", &|j| j.ours.kind == VerdictKind::Leak);
        for (i, peer) in PEERS.iter().enumerate() {
            row(peer.name, &|j| j.peers[i] > peer.calls_from);
        }
        let recall = |score: &dyn Fn(&Judged) -> f64| {
            let scores = |judged: &[Judged]| judged.iter().map(score).collect::<Vec<_>>();
            short(recall_at(&scores(&leaking), &scores(&sound), aim.0))
        };
        let mut row = vec![
            format!("{hours} h at {}", short(aim.0)),
            format!("**{}**", recall(&|j| j.ours.score)),
            short(aim.1),
        ];
        row.extend((1..PEERS.len()).map(|i| recall(&|j| j.peers[i])));
        at_aims.push(row);
    }
    let head = [which, "recall, 25 % leak added", "false-positive rate"];
    let mut curve_head = vec![
        "recall at the specification's false-positive rates",
        "Leakscope",
        "its detector, as told",
    ];
    curve_head.extend(
        PEERS[1..]
            .iter()
            .map(|peer| peer.name.split(',').next().unwrap_or("")),
    );
    table(&head, &rows) + &table(&curve_head, &at_aims)
}

/// Each trace judged every hour on all that was seen by then.
fn alarms(traces: &[Trace]) -> String {
    let said = on_all_cores(traces, |trace| {
        let series = trace.whole();
        let (from, to) = (series.at_ms[0], series.at_ms[series.len() - 1]);
        let hours = ((to - from) / 3.6e6) as usize;
        let judged = (1..=hours).map(|h| ours_until(&series, METRIC, from + h as f64 * 3.6e6));
        judged.collect::<Vec<_>>()
    });
    let days: f64 = said.iter().map(|s| s.len() as f64 / 24.0).sum();
    let per_day = |called: &dyn Fn(&Said) -> bool| {
        let count: usize = said.iter().map(|s| beginnings(s, called)).sum();
        short(count as f64 / days)
    };
    format!(
        "Judged every hour on all that was seen by then, over {days:.0} days of {} traces: {} false alarms \
         per service and day, {} of them leak and not suspected.\n\n",
        traces.len(),
        per_day(&|s| s.is_called()),
        per_day(&|s| s.kind == VerdictKind::Leak)
    )
}
