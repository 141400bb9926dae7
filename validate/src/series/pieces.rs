//! What shapes are put together from: teeth, days, spikes, noise that remembers.

use super::dice::Dice;
use super::families::Course;

/// A collector's saw-tooth: it rises by a tenth to six tenths of the level and falls at once, each
/// tooth of its own length.
pub fn saw_tooth(course: &Course, dice: &mut Dice) -> Vec<f64> {
    let height = dice.within(0.1, 0.6);
    let usual_h = dice.scale(1.0 / 60.0, 1.0).min(0.05 * course.hours);
    let mut tooth = (0.0, usual_h);
    let heights = course.x.iter().map(|x| {
        let at_h = x * course.hours;
        while at_h >= tooth.0 + tooth.1 {
            tooth = (tooth.0 + tooth.1, usual_h * dice.within(0.6, 1.4));
        }
        height * (at_h - tooth.0) / tooth.1
    });
    heights.collect()
}

/// The course of a day: a sine with its second harmonic, each day of a slightly different height,
/// weekends half as high.
pub fn day(course: &Course, dice: &mut Dice) -> Vec<f64> {
    let (height, start, second) = (dice.within(0.05, 0.25), dice.roll(), dice.within(0.0, 0.3));
    let monday = dice.whole(0, 6);
    let days: Vec<f64> = (0..16)
        .map(|day| {
            let load = dice.within(0.85, 1.15);
            load * if (day + monday) % 7 >= 5 { 0.5 } else { 1.0 }
        })
        .collect();
    let heights = course.x.iter().map(|x| {
        let at = x * course.hours / 24.0 + start;
        let turn = std::f64::consts::TAU * at;
        // 1 − cos: a day ends where it began, at its low, so that days join.
        let wave = 1.0 - turn.cos() + second * (1.0 - (2.0 * turn).cos());
        height * days[at as usize % days.len()] * wave
    });
    heights.collect()
}

/// One to eight spikes, each a third of the level to five levels high and minutes to an hour long;
/// none at the very end, where nobody can know yet.
pub fn spikes(course: &Course, dice: &mut Dice) -> Vec<f64> {
    let mut heights = vec![0.0f64; course.x.len()];
    for _ in 0..dice.whole(1, 8) {
        let length = (dice.scale(0.1, 1.0) / course.hours).min(0.04);
        let (start, height) = (dice.within(0.02, 0.93), dice.scale(0.3, 5.0));
        for (value, x) in heights.iter_mut().zip(&course.x) {
            let inside = (x - start).min(start + length - x) / (0.2 * length);
            *value += height * inside.clamp(0.0, 1.0);
        }
    }
    heights
}

/// A pool that keeps the most it ever needed: the running maximum of a need that wavers. It grows
/// ever more seldom, like the logarithm of time.
pub fn pool(course: &Course, dice: &mut Dice) -> Vec<f64> {
    let spread = dice.within(0.1, 0.4);
    let needs = ar(course.x.len(), spread, dice.within(0.8, 0.99), dice);
    let mut most = 0.0f64;
    let sizes = needs.into_iter().map(|need| {
        most = most.max(need);
        0.6 + most
    });
    sizes.collect()
}

/// Noise of this deviation in which each value remembers this share of the one before.
pub fn ar(n: usize, deviation: f64, memory: f64, dice: &mut Dice) -> Vec<f64> {
    let fresh = deviation * (1.0 - memory * memory).sqrt();
    let mut at = deviation * dice.bell();
    let values = (0..n).map(|_| {
        at = memory * at + fresh * dice.bell();
        at
    });
    values.collect()
}
