//! From data to the screen and back.

/// The time axis: linear, shared by all lanes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeScale {
    /// Time at `left_px`.
    pub from_ms: f64,
    /// Time at `right_px`; later than `from_ms`.
    pub to_ms: f64,
    /// Left edge of the plot.
    pub left_px: f64,
    /// Right edge of the plot.
    pub right_px: f64,
}

/// Nobody needs to see less than this much time at once.
pub const NARROWEST_MS: f64 = 10e3;

impl TimeScale {
    /// A scale over a range, which is widened to [`NARROWEST_MS`] if it is narrower than that.
    pub fn new((from_ms, to_ms): (f64, f64), left_px: f64, right_px: f64) -> TimeScale {
        let (from_ms, to_ms) = at_least_narrowest((from_ms, to_ms));
        TimeScale {
            from_ms,
            to_ms,
            left_px,
            right_px: right_px.max(left_px + 1.0),
        }
    }

    /// Where a time is on the screen; outside the plot for times outside the range.
    pub fn px(&self, at_ms: f64) -> f64 {
        self.left_px + (at_ms - self.from_ms) / self.ms_per_px()
    }

    /// The time under a place on the screen.
    pub fn ms(&self, px: f64) -> f64 {
        self.from_ms + (px - self.left_px) * self.ms_per_px()
    }

    /// How much time a pixel is.
    pub fn ms_per_px(&self) -> f64 {
        (self.to_ms - self.from_ms) / (self.right_px - self.left_px)
    }

    /// Whether a time is in the range.
    pub fn shows(&self, at_ms: f64) -> bool {
        (self.from_ms..=self.to_ms).contains(&at_ms)
    }

    /// The range after zooming by `factor` (under 1 is closer) so that what is under `px` stays
    /// there; kept inside `limits`.
    pub fn zoomed(&self, px: f64, factor: f64, limits: (f64, f64)) -> (f64, f64) {
        let fixed_ms = self.ms(px);
        within(
            (
                fixed_ms - (fixed_ms - self.from_ms) * factor,
                fixed_ms + (self.to_ms - fixed_ms) * factor,
            ),
            limits,
        )
    }

    /// The range after dragging the content by `px` to the right; kept inside `limits`.
    pub fn panned(&self, px: f64, limits: (f64, f64)) -> (f64, f64) {
        let by_ms = px * self.ms_per_px();
        within((self.from_ms - by_ms, self.to_ms - by_ms), limits)
    }
}

/// Moves a range into limits without changing its length, and cuts it only where it is longer.
pub fn within(range_ms: (f64, f64), limits: (f64, f64)) -> (f64, f64) {
    let (from_ms, to_ms) = at_least_narrowest(range_ms);
    let length_ms = (to_ms - from_ms).min(limits.1 - limits.0).max(NARROWEST_MS);
    let from_ms = from_ms.min(limits.1 - length_ms).max(limits.0);
    (from_ms, from_ms + length_ms)
}

fn at_least_narrowest((from_ms, to_ms): (f64, f64)) -> (f64, f64) {
    let missing_ms = NARROWEST_MS - (to_ms - from_ms);
    if missing_ms > 0.0 {
        (from_ms - missing_ms / 2.0, to_ms + missing_ms / 2.0)
    } else {
        (from_ms, to_ms)
    }
}

/// A value axis, from zero at the bottom: nothing here is ever drawn on a cut axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ValueScale {
    /// Value at `top_px`; above zero.
    pub max: f64,
    /// Where `max` is.
    pub top_px: f64,
    /// Where zero is.
    pub bottom_px: f64,
}

impl ValueScale {
    /// Where a value is on the screen.
    pub fn px(&self, value: f64) -> f64 {
        self.bottom_px - value / self.max * (self.bottom_px - self.top_px)
    }

    /// The value at a place on the screen.
    pub fn value(&self, px: f64) -> f64 {
        (self.bottom_px - px) / (self.bottom_px - self.top_px) * self.max
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LIMITS: (f64, f64) = (0.0, 1e9);

    #[test]
    fn a_moment_becomes_ten_seconds_around_it() {
        let scale = TimeScale::new((50e3, 50e3), 68.0, 168.0);
        assert_eq!((scale.from_ms, scale.to_ms), (45e3, 55e3));
        assert_eq!(scale.px(50e3), 118.0);
    }

    #[test]
    fn values_stand_on_zero() {
        let scale = ValueScale {
            max: 350.0,
            top_px: 26.0,
            bottom_px: 162.0,
        };
        assert_eq!(scale.px(0.0), 162.0);
        assert_eq!(scale.px(350.0), 26.0);
        assert_eq!((scale.value(162.0), scale.value(26.0)), (0.0, 350.0));
    }

    proptest! {
        #[test]
        fn there_and_back(from in 0.0..1e9, length in 2e4..1e8, at in 0.0..1e9) {
            let scale = TimeScale::new((from, from + length), 68.0, 1128.0);
            prop_assert!((scale.ms(scale.px(at)) - at).abs() < 1e-3);
        }

        #[test]
        fn zooming_holds_what_is_under_the_pointer(
            from in 3e8..5e8f64, length in 1e5..1e8f64, px in 68.0..1128.0, factor in 0.5..2.0,
        ) {
            let scale = TimeScale::new((from, from + length), 68.0, 1128.0);
            let zoomed = TimeScale::new(scale.zoomed(px, factor, LIMITS), 68.0, 1128.0);
            prop_assert!((zoomed.ms(px) - scale.ms(px)).abs() < 1e-3);
        }

        #[test]
        fn panning_stays_inside_and_keeps_the_length(
            from in 0.0..5e8, length in 1e5..1e8f64, by in -1e5..1e5,
        ) {
            let scale = TimeScale::new((from, from + length), 68.0, 1128.0);
            let (a, b) = scale.panned(by, LIMITS);
            prop_assert!(a >= LIMITS.0 && b <= LIMITS.1 + 1e-3);
            prop_assert!((b - a - length).abs() < 1e-3);
        }
    }
}
