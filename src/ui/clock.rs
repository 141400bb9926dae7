//! Times as a clock shows them, 24 h, in the browser's zone.

use js_sys::Date;
use wasm_bindgen::JsValue;

const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// `12:47:03`.
pub fn clock(at_ms: f64) -> String {
    let date = at(at_ms);
    format!(
        "{:02}:{:02}:{:02}",
        date.get_hours(),
        date.get_minutes(),
        date.get_seconds()
    )
}

/// `Mon 12:00`.
pub fn day_clock(at_ms: f64) -> String {
    let date = at(at_ms);
    format!(
        "{} {:02}:{:02}",
        weekday(at_ms),
        date.get_hours(),
        date.get_minutes()
    )
}

/// `Mon`.
pub fn weekday(at_ms: f64) -> &'static str {
    DAYS.get(at(at_ms).get_day() as usize)
        .copied()
        .unwrap_or_default()
}

/// `Mon 23 Nov`, with the year where it is not this one.
pub fn day(at_ms: f64) -> String {
    let date = at(at_ms);
    let month = MONTHS
        .get(date.get_month() as usize)
        .copied()
        .unwrap_or_default();
    let this_year = Date::new_0().get_full_year();
    match date.get_full_year() {
        year if year == this_year => format!("{} {} {month}", weekday(at_ms), date.get_date()),
        year => format!("{} {month} {year}", date.get_date()),
    }
}

fn at(at_ms: f64) -> Date {
    Date::new(&JsValue::from_f64(at_ms))
}
