//! The families of shapes: what each is, as data, and which were held out.

use super::dice::Dice;
use super::pieces::{ar, day, pool, saw_tooth, spikes};

/// One family of shapes.
pub struct Family {
    /// Its name, as the tables show it.
    pub name: &'static str,
    /// Whether it leaks.
    pub leaks: bool,
    /// Held out whole: nothing was tuned on it, and its figures were looked at once, at the end.
    pub held_out: bool,
    /// Fewer hours show nothing of it: half a course of a day is a rise like any other.
    pub from_hours: f64,
    /// Values over the level of 1, of readings at these shares of the whole.
    pub values: fn(&Course, &mut Dice) -> Vec<f64>,
}

/// When a series is read, and how much a leak adds.
pub struct Course {
    /// Each reading's place, from 0 to 1.
    pub x: Vec<f64>,
    /// How long all of it is.
    pub hours: f64,
    /// The least that a leak adds to the level of 1 by the end.
    pub least: f64,
}

impl Course {
    fn each(&self, value: impl Fn(f64) -> f64) -> Vec<f64> {
        self.x.iter().map(|x| value(*x)).collect()
    }

    /// What a leak adds by the end: 15 % of the level to all of it and a half.
    fn leak(&self, dice: &mut Dice) -> f64 {
        dice.scale(0.15, 1.5).max(self.least)
    }
}

/// All of them. The ones that are held out were chosen before anything was tuned.
pub const FAMILIES: [Family; 19] = [
    leaking("steady", 0.0, |c, d| {
        let leak = c.leak(d);
        c.each(|x| 1.0 + leak * x)
    }),
    leaking("with saw-tooth", 0.0, |c, d| {
        let leak = c.leak(d);
        plus(c.each(|x| 1.0 + leak * x), saw_tooth(c, d))
    }),
    held_out(leaking("with spikes", 0.0, |c, d| {
        let leak = c.leak(d);
        plus(c.each(|x| 1.0 + leak * x), spikes(c, d))
    })),
    leaking("with daily load", 24.0, |c, d| {
        let leak = c.leak(d);
        plus(c.each(|x| 1.0 + leak * x), day(c, d))
    }),
    leaking("late start", 0.0, |c, d| {
        let (leak, start) = (c.leak(d), d.within(0.2, 0.6));
        c.each(|x| 1.0 + leak * ((x - start) / (1.0 - start)).max(0.0))
    }),
    held_out(leaking("accelerating", 0.0, |c, d| {
        let (leak, power) = (c.leak(d), d.within(1.5, 3.0));
        c.each(|x| 1.0 + leak * x.powf(power))
    })),
    leaking("slow", 0.0, |c, d| {
        let leak = d.within(0.1, 0.15).max(c.least);
        c.each(|x| 1.0 + leak * x)
    }),
    sound("flat", 0.0, |c, _| c.each(|_| 1.0)),
    sound("saw-tooth", 0.0, |c, d| {
        plus(c.each(|_| 1.0), saw_tooth(c, d))
    }),
    sound("daily", 24.0, |c, d| plus(c.each(|_| 1.0), day(c, d))),
    sound("spikes", 0.0, |c, d| plus(c.each(|_| 1.0), spikes(c, d))),
    held_out(sound("long spike", 0.0, |c, d| {
        let (length, height) = (d.within(0.1, 0.35), d.scale(0.3, 3.0));
        let start = d.within(0.05, 0.9 - length);
        let edge = 0.1 * length;
        c.each(|x| {
            let inside = (x - start).min(start + length - x) / edge;
            1.0 + height * inside.clamp(0.0, 1.0)
        })
    })),
    sound("warm-up, fast", 0.0, |c, d| {
        let (rise, tau) = (d.scale(0.3, 2.0), d.within(0.01, 0.05));
        c.each(|x| 1.0 + rise * (1.0 - (-x / tau).exp()))
    }),
    sound("warm-up, slow", 0.0, |c, d| {
        let (rise, tau) = (d.scale(0.3, 2.0), d.within(0.1, 0.25));
        c.each(|x| 1.0 + rise * (1.0 - (-x / tau).exp()))
    }),
    sound("steps", 0.0, |c, d| {
        let steps: Vec<(f64, f64)> = (0..d.whole(1, 4))
            .map(|_| {
                let by = d.within(0.1, 0.6);
                (
                    d.within(0.05, 0.95),
                    if d.roll() < 0.6 { by } else { -by / (1.0 + by) },
                )
            })
            .collect();
        c.each(|x| {
            let passed = steps.iter().filter(|(at, _)| *at <= x);
            passed.map(|(_, by)| 1.0 + by).product()
        })
    }),
    held_out(sound("job in progress", 0.0, |c, d| {
        let (start, height) = (d.within(0.85, 0.98), d.scale(0.3, 3.0));
        let climbs = d.within(0.1, 1.0) * (1.0 - start);
        c.each(|x| 1.0 + height * ((x - start) / climbs).clamp(0.0, 1.0))
    })),
    sound("random walk", 0.0, |c, d| {
        // Up to a third of the level away at the end, two times in three; never below a fifth.
        let step = d.scale(0.08, 0.35) / (c.x.len() as f64).sqrt();
        let mut at = 1.0f64;
        let walk = c.x.iter().map(|_| {
            at += step * d.bell();
            at = if at < 0.2 { 0.4 - at } else { at };
            at
        });
        walk.collect()
    }),
    held_out(sound("filling pool", 0.0, pool)),
    held_out(sound("plateau of a fixed leak", 0.0, |c, d| {
        let (held, until) = (d.scale(0.2, 2.0), d.within(0.05, 0.4));
        let waver = ar(c.x.len(), d.within(0.01, 0.05), 0.98, d);
        let held =
            c.x.iter()
                .zip(waver)
                .map(|(x, w)| held * (x / until).min(1.0) * (1.0 + w));
        held.map(|held| 1.0 + held).collect()
    })),
];

type Values = fn(&Course, &mut Dice) -> Vec<f64>;

const fn leaking(name: &'static str, from_hours: f64, values: Values) -> Family {
    Family {
        name,
        leaks: true,
        held_out: false,
        from_hours,
        values,
    }
}

const fn sound(name: &'static str, from_hours: f64, values: Values) -> Family {
    Family {
        leaks: false,
        ..leaking(name, from_hours, values)
    }
}

const fn held_out(family: Family) -> Family {
    Family {
        held_out: true,
        ..family
    }
}

fn plus(mut values: Vec<f64>, others: Vec<f64>) -> Vec<f64> {
    for (value, other) in values.iter_mut().zip(others) {
        *value += other;
    }
    values
}
