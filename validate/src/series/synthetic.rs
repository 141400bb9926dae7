//! The generator's series in tables: recall and false positives, by length and family, the curve.

use leakscope_core::leak::VerdictKind;

use super::families::FAMILIES;
use super::figures::{Rate, precision, recall_at, short};
use super::generate::{LENGTHS, samples_of_a_week};
use super::judged::Judged;
use super::ours::ours;
use super::peers::PEERS;
use super::table::table;

/// The false-positive rate that the specification's detector is measured at.
const AIMED_AT: f64 = 0.012;
/// Rates of false positives that the curve is told at.
const CURVE: [f64; 10] = [0.001, 0.002, 0.005, 0.01, 0.012, 0.02, 0.05, 0.1, 0.2, 0.4];

/// All tables.
pub fn report(judged: &[Judged]) -> String {
    let all: Vec<&Judged> = judged.iter().collect();
    let (out, tuned): (Vec<&Judged>, Vec<&Judged>) =
        judged.iter().partition(|j| j.family().held_out);
    let mut text = String::from("## Series of the generator\n\n");
    text += &rates("All families", &all);
    if !out.is_empty() {
        text += &rates("Families tuned on, unseen seeds", &tuned);
        text += &rates("Families held out whole", &out);
    }
    text += &lengths(&all);
    text += &confusion(&all);
    text += &curve(&all);
    text += &took(&all);
    text
}

/// A detector as yes or no.
type Says<'a> = (String, Box<dyn Fn(&Judged) -> bool + 'a>);

fn detectors<'a>() -> Vec<Says<'a>> {
    let mut detectors: Vec<Says> = vec![
        (
            "**Leakscope: leak or suspected**".to_owned(),
            Box::new(|j| j.ours.is_called()),
        ),
        (
            "Leakscope: leak".to_owned(),
            Box::new(|j| j.ours.kind == VerdictKind::Leak),
        ),
    ];
    for (i, peer) in PEERS.iter().enumerate() {
        let calls = move |j: &Judged| j.peers[i] > peer.calls_from;
        detectors.push((peer.name.to_owned(), Box::new(calls)));
    }
    detectors
}

fn rate(judged: &[&Judged], leaks: bool, says: &dyn Fn(&Judged) -> bool) -> Rate {
    let those = judged.iter().filter(|j| j.family().leaks == leaks);
    Rate::over(those.map(|j| says(j)))
}

fn rates(title: &str, judged: &[&Judged]) -> String {
    let detectors = detectors();
    let rows = detectors.iter().map(|(name, says)| {
        let (recall, wrong) = (rate(judged, true, says), rate(judged, false, says));
        let at = |prevalence| short(precision(recall.share(), wrong.share(), prevalence));
        vec![
            name.clone(),
            recall.with_interval(),
            wrong.with_interval(),
            at(0.01),
            at(0.05),
        ]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let head = [
        title,
        "recall",
        "false-positive rate",
        "precision at 1 %",
        "at 5 %",
    ];
    let leaking = judged.iter().filter(|j| j.family().leaks).count();
    let of = format!(
        "{leaking} series that leak, {} that do not.\n\n",
        judged.len() - leaking
    );
    of + &table(&head, &rows)
}

fn lengths(judged: &[&Judged]) -> String {
    let rows = LENGTHS.map(|(hours, _)| {
        let those: Vec<&Judged> = judged
            .iter()
            .filter(|j| j.hours == hours)
            .copied()
            .collect();
        let called = |leaks| rate(&those, leaks, &|j| j.ours.is_called()).with_interval();
        let leak = |leaks| {
            let rate = rate(&those, leaks, &|j| j.ours.kind == VerdictKind::Leak);
            short(rate.share())
        };
        vec![
            format!("{hours} h"),
            called(true),
            called(false),
            leak(true),
            leak(false),
        ]
    });
    let head = [
        "length",
        "recall",
        "false-positive rate",
        "recall of leak alone",
        "its false positives",
    ];
    table(&head, &rows)
}

const KINDS: [(VerdictKind, &str); 8] = [
    (VerdictKind::Leak, "leak"),
    (VerdictKind::Suspected, "suspected"),
    (VerdictKind::SpikeOnly, "spike only"),
    (VerdictKind::Step, "step"),
    (VerdictKind::WarmUp, "warm-up"),
    (VerdictKind::Daily, "daily"),
    (VerdictKind::Healthy, "healthy"),
    (VerdictKind::TooLittleData, "too little data"),
];

fn confusion(judged: &[&Judged]) -> String {
    let mut rows = Vec::new();
    for (number, family) in FAMILIES.iter().enumerate() {
        let those: Vec<&&Judged> = judged.iter().filter(|j| j.family == number).collect();
        if those.is_empty() {
            continue;
        }
        let leaks = if family.leaks { "leaks: " } else { "" };
        let out = if family.held_out { " (held out)" } else { "" };
        let mut row = vec![format!("{leaks}{}{out}", family.name)];
        row.extend(KINDS.map(
            |(kind, _)| match those.iter().filter(|j| j.ours.kind == kind).count() {
                0 => "·".to_owned(),
                n => n.to_string(),
            },
        ));
        rows.push(row);
    }
    let mut head = vec!["family"];
    head.extend(KINDS.map(|(_, name)| name));
    table(&head, &rows)
}

fn curve(judged: &[&Judged]) -> String {
    let scores = |leaks: bool, score: &dyn Fn(&Judged) -> f64| -> Vec<f64> {
        let those = judged.iter().filter(|j| j.family().leaks == leaks);
        those.map(|j| score(j)).collect()
    };
    // The specification's detector says yes or no: it is a point, not a curve.
    let with_score = 1..PEERS.len();
    let rows = CURVE.map(|false_positives| {
        let recall = |score: &dyn Fn(&Judged) -> f64| {
            short(recall_at(
                &scores(true, score),
                &scores(false, score),
                false_positives,
            ))
        };
        let marked = if false_positives == AIMED_AT {
            "**"
        } else {
            ""
        };
        let mut row = vec![
            format!("{marked}{}{marked}", short(false_positives)),
            format!("{marked}{}{marked}", recall(&|j| j.ours.score)),
        ];
        row.extend(with_score.clone().map(|i| recall(&|j| j.peers[i])));
        row
    });
    let mut head = vec!["recall at a false-positive rate of", "Leakscope"];
    head.extend(
        PEERS[1..]
            .iter()
            .map(|peer| peer.name.split(',').next().unwrap_or("")),
    );
    table(&head, &rows)
}

fn took(judged: &[&Judged]) -> String {
    let mut times: Vec<f64> = judged.iter().map(|j| j.ours.took_ms).collect();
    times.sort_by(f64::total_cmp);
    let week = samples_of_a_week();
    let weeks = week.iter().map(|s| ours(&s.history, s.metric).took_ms);
    format!(
        "A verdict on one of these series took {:.2} ms in the middle, all cores busy; on a week at 5 s, \
         at best of {} times, {:.1} ms.\n\n",
        times[times.len() / 2],
        week.len(),
        weeks.fold(f64::INFINITY, f64::min)
    )
}
