//! The weights of the signs: a logistic regression on what may be looked at while tuning.

use leakscope_core::leak::{Signs, view};
use leakscope_core::telemetry::{History, Metric};

use super::SEEDS;
use super::figures::{recall_at, short};
use super::generate::{history_of, samples};
use super::judged::on_all_cores;
use super::traces::{ADDED, METRIC, WINDOWS, folder, traces};

/// Signs, and the constant.
const N: usize = 6;
/// What does not leak counts more: a false alarm costs more than a leak found a little later.
const SOUND: f64 = 5.0;
/// What is real counts more than what was made up.
const REAL: f64 = 2.0;
/// Keeps weights small that the data do not ask for.
const RIDGE: f64 = 1.0;
/// The false-positive rates of the specification's detector: on the generator's series (0 h), and in
/// windows of the traces by their hours.
const AIMED_AT: [(usize, f64); 4] = [(0, 0.012), (6, 0.025), (24, 0.007), (48, 0.005)];

/// What is known of one series.
struct Known {
    signs: [f64; N],
    leaks: bool,
    /// 0 of the generator, else the hours of a trace's window.
    hours: usize,
    /// Which half it is in, when one half is judged by what was fitted on the other.
    half: u64,
}

/// Fits the weights, and says what recall they give: on all they were fitted on, and on each half
/// when fitted on the other.
pub fn fit() -> Result<String, String> {
    let known = known()?;
    let all: Vec<&Known> = known.iter().collect();
    let (one, other): (Vec<&Known>, Vec<&Known>) = known.iter().partition(|k| k.half == 0);
    let weights = regress(&all);
    let mut text = format!("weights, the constant last: {weights:.3?}\n");
    text += &told("fitted on all", &all, &weights);
    text += &told("half by the other", &one, &regress(&other));
    text += &told("half by the other", &other, &regress(&one));
    Ok(text)
}

fn known() -> Result<Vec<Known>, String> {
    let samples = samples(0..SEEDS, true);
    let mut known = on_all_cores(&samples, |sample| Known {
        signs: signs(&sample.history, sample.metric),
        leaks: sample.family().leaks,
        hours: 0,
        half: sample.seed % 2,
    });
    let Some(folder) = folder() else {
        return Ok(known);
    };
    let traces = traces(&folder).map_err(|e| e.to_string())?;
    let traces = traces.iter().filter(|t| !t.held_out).enumerate();
    for (number, trace) in traces {
        for hours in WINDOWS {
            for adds in [0.0, ADDED] {
                let windows = trace.windows(hours, adds).into_iter();
                known.extend(windows.map(|window| Known {
                    signs: signs(&history_of(METRIC, window), METRIC),
                    leaks: adds > 0.0,
                    hours,
                    half: number as u64 % 2,
                }));
            }
        }
    }
    Ok(known)
}

fn signs(history: &History, metric: Metric) -> [f64; N] {
    let signs = view(history, metric).and_then(|view| view.signs());
    let signs: Signs = signs.unwrap_or_default();
    let mut all = [1.0; N];
    all[..N - 1].copy_from_slice(&signs.values());
    all
}

fn told(which: &str, known: &[&Known], weights: &[f64; N]) -> String {
    let recalls = AIMED_AT.map(|(hours, at)| {
        let scores = |leaks| -> Vec<f64> {
            let those = known
                .iter()
                .filter(|k| k.hours == hours && k.leaks == leaks);
            those.map(|k| dot(&k.signs, weights)).collect()
        };
        let (leaking, sound) = (scores(true), scores(false));
        let recall = recall_at(&leaking, &sound, at);
        format!("{} at {} ({hours} h)", short(recall), short(at))
    });
    format!("{which}: recall {}\n", recalls.join(", "))
}

fn dot(a: &[f64; N], b: &[f64; N]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Newton's steps.
fn regress(known: &[&Known]) -> [f64; N] {
    let mut weights = [0.0; N];
    for _ in 0..40 {
        let mut equations = [[0.0; N + 1]; N];
        for k in known {
            let counts = if k.leaks { 1.0 } else { SOUND } * if k.hours > 0 { REAL } else { 1.0 };
            let leaks = 1.0 / (1.0 + (-dot(&k.signs, &weights)).exp());
            let (slope, miss) = (leaks * (1.0 - leaks), f64::from(k.leaks) - leaks);
            for (i, row) in equations.iter_mut().enumerate() {
                for (cell, sign) in row.iter_mut().zip(&k.signs) {
                    *cell += counts * slope * k.signs[i] * sign;
                }
                row[N] += counts * miss * k.signs[i];
            }
        }
        for (i, row) in equations.iter_mut().enumerate() {
            row[i] += RIDGE;
            row[N] -= RIDGE * weights[i];
        }
        for (weight, step) in weights.iter_mut().zip(solve(equations)) {
            *weight += step.clamp(-2.0, 2.0);
        }
    }
    weights
}

/// Gauss and Jordan; the matrix is positive, so that it needs no pivots.
fn solve(mut equations: [[f64; N + 1]; N]) -> [f64; N] {
    for column in 0..N {
        let pivot = equations[column];
        for (i, row) in equations.iter_mut().enumerate() {
            if i != column {
                let factor = row[column] / pivot[column];
                row.iter_mut()
                    .zip(pivot)
                    .for_each(|(r, p)| *r -= factor * p);
            }
        }
    }
    std::array::from_fn(|i| equations[i][N] / equations[i][i])
}
