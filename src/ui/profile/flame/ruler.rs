//! The ruler over the flame: steps of 1, 2 or 5 in the unit shown.

use leakscope_core::units;

/// Ticks from 0 to `total`, at least `least_px` apart on `width_px`: value and label.
pub fn ticks(total: i64, unit: &str, width_px: f64, least_px: f64) -> Vec<(f64, String)> {
    let total_f = total.unsigned_abs() as f64;
    if total == 0 || width_px < least_px {
        return Vec::new();
    }
    let (shown, _) = units::scale(total, unit, "auto");
    let factor = if shown == 0.0 {
        1.0
    } else {
        (total as f64 / shown).abs()
    };
    let step = nice(total_f / factor * least_px / width_px, unit) * factor;
    let count = (total_f / step) as usize;
    (0..=count.min(200))
        .map(|i| {
            let value = step * i as f64;
            (value, units::short(value as i64, unit))
        })
        .collect()
}

/// The first of 1, 2, 5 × 10ⁿ that is not below `least`; whole for counts.
fn nice(least: f64, unit: &str) -> f64 {
    let least = if units::has_unit(unit) {
        least
    } else {
        least.max(1.0)
    };
    let mut power = 1.0;
    while power > least {
        power /= 10.0;
    }
    loop {
        for step in [1.0, 2.0, 5.0].map(|n| n * power) {
            // A step that is no number is not below anything: the loop ends for it as well.
            if step >= least || step.is_nan() || least.is_nan() {
                return step;
            }
        }
        power *= 10.0;
    }
}
