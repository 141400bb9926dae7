use super::*;
use proptest::prelude::*;

#[test]
fn times_rise_strictly_and_nothing_is_not_a_number() {
    let mut series = Series::default();
    for (at, value) in [
        (10.0, 1.0),
        (30.0, 3.0),
        (20.0, 2.0),
        (20.0, 9.0),
        (f64::NAN, 5.0),
        (40.0, f64::NAN),
        (50.0, f64::INFINITY),
    ] {
        series.add(at, value);
    }
    assert_eq!(series.at_ms, [10.0, 20.0, 30.0]);
    assert_eq!(series.values, [1.0, 2.0, 3.0]);
    assert_eq!(series.at(25.0), Some(2.0));
    assert_eq!(series.at(5.0), None);
    assert_eq!(series.now_min_max(15.0, 30.0), Some((3.0, 2.0, 3.0)));
    assert_eq!(series.now_min_max(31.0, 40.0), None);
}

#[test]
fn a_month_of_polls_is_bounded_and_a_spike_of_one_reading_outlives_it() {
    let mut series = Series::default();
    for i in 0..500_000u32 {
        let value = if i == 1234 {
            900.0
        } else {
            24.0 + f64::from(i % 3)
        };
        series.add(f64::from(i) * 5e3, value);
    }
    assert!(series.len() <= MAX_POINTS, "{} points", series.len());
    assert!(series.at_ms.is_sorted_by(|a, b| a < b));
    let spike = series.values.iter().position(|&v| v == 900.0);
    assert_eq!(spike.map(|i| series.at_ms[i]), Some(1234.0 * 5e3));
    assert_eq!(series.now_min_max(0.0, 1e12), Some((25.0, 24.0, 900.0)));
}

/// A reading every 5 s, or about, of a made-up course.
fn readings(count: u32, value: impl Fn(u32) -> f64) -> (Series, Series) {
    let mut kept = Series::default();
    let mut raw = Series::default();
    for i in 0..count {
        let at_ms = 1_763_977_200e3 + f64::from(i) * 5e3 + f64::from(i * 7 % 11);
        kept.add(at_ms, value(i));
        raw.at_ms.push(at_ms);
        raw.values.push(value(i));
    }
    (kept, raw)
}

#[test]
fn a_week_lies_as_close_at_its_start_as_later() {
    let (week, _) = readings(120_960, |i| f64::from(i * 37 % 101));
    let newest = week.at_ms.len() - RAW_POINTS;
    let gaps = week.at_ms[..newest].windows(2).map(|two| two[1] - two[0]);
    let widest = gaps.fold(0.0, f64::max);
    assert!(widest <= 2.0 * 256e3, "{} s", widest / 1e3);
    let raw = week.at_ms[newest..].windows(2).map(|two| two[1] - two[0]);
    assert!(raw.fold(0.0, f64::max) < 5.1e3);
    assert_eq!(crate::telemetry::gap::holes(&week), []);
}

#[test]
fn what_was_thinned_by_halves_before_is_taken_as_it_is() {
    // As a store of an older version has it: the older, the wider apart.
    let mut series = Series::default();
    let mut at_ms = 0.0;
    for i in 0..19_999u32 {
        at_ms += if i < 5_000 { 160e3 } else { 5e3 };
        series.add(at_ms, f64::from(i % 17));
    }
    let before = series.clone();
    for i in 0..10_000u32 {
        series.add(at_ms + f64::from(i + 1) * 5e3, 3.0);
    }
    assert!(series.len() <= MAX_POINTS);
    let is_known = |at: &f64| before.at_ms.contains(at) || *at > at_ms;
    assert!(series.at_ms.iter().step_by(97).all(is_known));
    assert_eq!(series.at_ms[0], before.at_ms[0]);
}

#[test]
fn times_far_apart_end_all_the_same() {
    let mut series = Series::default();
    for i in 0..30_000u32 {
        series.add(f64::from(i) * 1e300, 1.0);
    }
    assert!(series.len() <= MAX_POINTS);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn thinning_keeps_order_extremes_and_floors(
        count in 20_001u32..90_000, teeth in 2u32..500, noise in 0u32..40, day in 0.0..200.0f64,
    ) {
        let (kept, raw) = readings(count, |i| {
            let tooth = f64::from(i % teeth);
            let wave = day * (f64::from(i) / 17_280.0 * std::f64::consts::TAU).sin();
            1000.0 + tooth + wave + f64::from(i.wrapping_mul(2_654_435_761) % (noise + 1))
        });
        prop_assert!(kept.len() <= MAX_POINTS);
        prop_assert!(kept.at_ms.is_sorted_by(|a, b| a < b));
        // Each point is a reading that was, and the newest are all there.
        for (at, value) in kept.at_ms.iter().zip(&kept.values) {
            let place = raw.at_ms.partition_point(|other| other < at);
            prop_assert_eq!((raw.at_ms[place], raw.values[place]), (*at, *value));
        }
        prop_assert_eq!(&kept.at_ms[kept.len() - RAW_POINTS..], &raw.at_ms[raw.len() - RAW_POINTS..]);
        let all = (f64::NEG_INFINITY, f64::INFINITY);
        prop_assert_eq!(kept.now_min_max(all.0, all.1), raw.now_min_max(all.0, all.1));
        // Stretches about as long as the detector looks at in two days, which hold whole windows: their
        // lowest is exact. Their middle is what three readings of each window say of it.
        let stretch_ms = 2048e3;
        let spread = {
            let (_, low, high) = raw.now_min_max(all.0, all.1).expect("readings");
            high - low
        };
        let mut from_ms = (raw.at_ms[0] / stretch_ms).ceil() * stretch_ms;
        while from_ms + stretch_ms <= raw.at_ms[raw.len() - 1] {
            let of = |series: &Series| {
                let mut values = series.values[series.within(from_ms, from_ms + stretch_ms - 1e-3)].to_vec();
                values.sort_by(f64::total_cmp);
                (values[0], values[values.len() / 2])
            };
            let ((low, middle), (exact_low, exact_middle)) = (of(&kept), of(&raw));
            prop_assert_eq!(low, exact_low);
            prop_assert!((middle - exact_middle).abs() <= 0.5 * spread, "{middle} {exact_middle}");
            from_ms += stretch_ms;
        }
    }
}
