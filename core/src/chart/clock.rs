//! Times as a clock and a calendar show them, in the zone a person chose.

use crate::units::date_of;

/// Offsets of local time from UTC over the stretch that is shown.
///
/// A list of pieces, so that a day on which the clocks change is labelled rightly on both sides:
///
/// ```text
/// first piece        second piece
/// ───────────────────┼──────────────►   UTC
/// offset +2 h        │ offset +1 h
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    /// `(from, offset)` in milliseconds, rising; the first holds for all earlier times as well.
    pieces: Vec<(f64, f64)>,
}

impl Zone {
    /// UTC itself.
    pub fn utc() -> Zone {
        Zone::fixed(0.0)
    }

    /// One offset for all times.
    pub fn fixed(offset_ms: f64) -> Zone {
        Zone {
            pieces: vec![(f64::NEG_INFINITY, offset_ms)],
        }
    }

    /// Asks `offset_at` (milliseconds of UTC to milliseconds of offset) for the stretch given and
    /// finds the moment of a change of clocks in it, to the minute.
    pub fn of(offset_at: impl Fn(f64) -> f64, from_ms: f64, to_ms: f64) -> Zone {
        let mut pieces = vec![(f64::NEG_INFINITY, offset_at(from_ms))];
        // Clocks change at most about twice a year: weekly looks miss none.
        const WEEK_MS: f64 = 7.0 * 86_400e3;
        let mut before_ms = from_ms;
        while before_ms < to_ms && pieces.len() < 64 {
            let after_ms = (before_ms + WEEK_MS).min(to_ms);
            let (old_ms, new_ms) = (offset_at(before_ms), offset_at(after_ms));
            if old_ms != new_ms {
                let (mut low_ms, mut high_ms) = (before_ms, after_ms);
                while high_ms - low_ms > 60e3 {
                    let middle_ms = (low_ms + high_ms) / 2.0;
                    if offset_at(middle_ms) == old_ms {
                        low_ms = middle_ms;
                    } else {
                        high_ms = middle_ms;
                    }
                }
                pieces.push(((high_ms / 60e3).floor() * 60e3, new_ms));
            }
            before_ms = after_ms;
        }
        Zone { pieces }
    }

    /// The offset at a time.
    pub fn offset_ms(&self, at_ms: f64) -> f64 {
        self.pieces
            .iter()
            .rev()
            .find(|piece| piece.0 <= at_ms)
            .or(self.pieces.first())
            .map_or(0.0, |piece| piece.1)
    }

    /// `(from, to, offset)` of each stretch of one offset between two times.
    pub fn stretches(&self, from_ms: f64, to_ms: f64) -> Vec<(f64, f64, f64)> {
        let ends = self.pieces.iter().skip(1).map(|p| p.0);
        self.pieces
            .iter()
            .zip(ends.chain([f64::INFINITY]))
            .map(|(&(start_ms, offset_ms), end_ms)| {
                (start_ms.max(from_ms), end_ms.min(to_ms), offset_ms)
            })
            .filter(|(from_ms, to_ms, _)| from_ms <= to_ms)
            .collect()
    }
}

/// Prints times of one zone.
#[derive(Clone, Copy, Debug)]
pub struct Clock<'a> {
    zone: &'a Zone,
}

impl Clock<'_> {
    /// For a zone.
    pub fn new(zone: &Zone) -> Clock<'_> {
        Clock { zone }
    }

    /// `09:14`
    pub fn minutes(&self, at_ms: f64) -> String {
        let t = self.civil(at_ms);
        format!("{:02}:{:02}", t.hour, t.minute)
    }

    /// `09:14:10`
    pub fn seconds(&self, at_ms: f64) -> String {
        let t = self.civil(at_ms);
        format!("{:02}:{:02}:{:02}", t.hour, t.minute, t.second)
    }

    /// `Tue 24 Nov`
    pub fn date(&self, at_ms: f64) -> String {
        let t = self.civil(at_ms);
        format!("{} {} {}", t.weekday, t.day, t.month)
    }

    /// `Tue 05:12`
    pub fn weekday_minutes(&self, at_ms: f64) -> String {
        format!("{} {}", self.civil(at_ms).weekday, self.minutes(at_ms))
    }

    /// `2026-11-24 05:12:09`
    pub fn full(&self, at_ms: f64) -> String {
        let t = self.civil(at_ms);
        let date = format!("{:04}-{:02}-{:02}", t.year, t.month_number, t.day);
        format!("{date} {:02}:{:02}:{:02}", t.hour, t.minute, t.second)
    }

    /// A stretch with its dates: `Mon 23 Nov 09:40 – Tue 24 Nov 12:47`, the date once where it is
    /// the same, seconds where the stretch is short.
    pub fn stretch(&self, (from_ms, to_ms): (f64, f64)) -> String {
        let (from, to) = self.pair((from_ms, to_ms));
        let (first, last) = (self.date(from_ms), self.date(to_ms));
        if first == last {
            format!("{first} {from} – {to}")
        } else {
            format!("{first} {from} – {last} {to}")
        }
    }

    /// Clock times of both ends: minutes, or seconds where the stretch is under ten minutes.
    fn pair(&self, (from_ms, to_ms): (f64, f64)) -> (String, String) {
        if to_ms - from_ms < 600e3 {
            (self.seconds(from_ms), self.seconds(to_ms))
        } else {
            (self.minutes(from_ms), self.minutes(to_ms))
        }
    }

    fn civil(&self, at_ms: f64) -> Civil {
        Civil::of_local_seconds(((at_ms + self.zone.offset_ms(at_ms)) / 1e3).floor())
    }
}

struct Civil {
    year: i64,
    month_number: i64,
    month: &'static str,
    day: i64,
    weekday: &'static str,
    hour: i64,
    minute: i64,
    second: i64,
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
/// 1 January 1970 was a Thursday.
const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];

impl Civil {
    fn of_local_seconds(seconds: f64) -> Civil {
        // Far outside any calendar a time is clamped rather than wrapped: ± 100,000 years.
        let seconds = seconds.clamp(-3.2e12, 3.2e12) as i64;
        let days = seconds.div_euclid(86_400);
        let (year, month_number, day) = date_of(days);
        let of_day = seconds.rem_euclid(86_400);
        Civil {
            year,
            month_number,
            month: MONTHS[(month_number - 1).rem_euclid(12) as usize],
            day,
            weekday: WEEKDAYS[days.rem_euclid(7) as usize],
            hour: of_day / 3600,
            minute: of_day / 60 % 60,
            second: of_day % 60,
        }
    }
}

/// Milliseconds since 1970 of a UTC time written `2026-11-23 09:40:00`: the inverse of
/// [`Clock::full`], by search, so that the tests do not trust the arithmetic above twice.
#[cfg(test)]
pub(crate) fn parse_utc(text: &str) -> f64 {
    let zone = Zone::utc();
    let clock = Clock::new(&zone);
    let (mut low, mut high) = (0i64, 8_000_000_000i64);
    while low < high {
        let middle = (low + high) / 2;
        if clock.full(middle as f64 * 1e3).as_str() < text {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low as f64 * 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_days() {
        // Seconds from `date -u -d … +%s`.
        for (seconds, text, date) in [
            (0.0, "1970-01-01 00:00:00", "Thu 1 Jan"),
            (951_782_400.0, "2000-02-29 00:00:00", "Tue 29 Feb"),
            (1_795_496_409.0, "2026-11-24 05:00:09", "Tue 24 Nov"),
            (4_107_542_399.0, "2100-02-28 23:59:59", "Sun 28 Feb"),
            (4_107_542_400.0, "2100-03-01 00:00:00", "Mon 1 Mar"),
            (-1.0, "1969-12-31 23:59:59", "Wed 31 Dec"),
        ] {
            let zone = Zone::utc();
            assert_eq!(Clock::new(&zone).full(seconds * 1e3), text);
            assert_eq!(Clock::new(&zone).date(seconds * 1e3), date);
        }
    }

    #[test]
    fn every_day_follows_the_one_before() {
        let (mut year, mut month, mut day) = date_of(-1);
        for days in 0..60_000 {
            let next = date_of(days);
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let length = match month {
                2 => 28 + i64::from(leap),
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            day += 1;
            if day > length {
                (day, month) = (1, month + 1);
            }
            if month > 12 {
                (month, year) = (1, year + 1);
            }
            assert_eq!(next, (year, month, day));
        }
    }

    #[test]
    fn stretches_name_a_date_once() {
        let zone = Zone::utc();
        let clock = Clock::new(&zone);
        let at = parse_utc("2026-11-23 09:40:00");
        assert_eq!(
            clock.stretch((at, at + 97_620e3)),
            "Mon 23 Nov 09:40 – Tue 24 Nov 12:47"
        );
        assert_eq!(clock.stretch((at, at + 3600e3)), "Mon 23 Nov 09:40 – 10:40");
        assert_eq!(
            clock.stretch((at, at + 61e3)),
            "Mon 23 Nov 09:40:00 – 09:41:01"
        );
    }

    #[test]
    fn clocks_change_where_they_change() {
        // Central Europe, 25 October 2026, 01:00 UTC: from +2 h to +1 h.
        let change = parse_utc("2026-10-25 01:00:00");
        let offset = |at_ms: f64| if at_ms < change { 7200e3 } else { 3600e3 };
        let zone = Zone::of(offset, change - 40e6, change + 40e6);
        let clock = Clock::new(&zone);
        assert_eq!(clock.minutes(change - 60e3), "02:59");
        assert_eq!(clock.minutes(change), "02:00");
        assert_eq!(zone.stretches(change - 1e3, change + 1e3).len(), 2);
        assert_eq!(
            Zone::of(offset, change + 1.0, change + 1e3),
            Zone::fixed(3600e3)
        );
    }
}
