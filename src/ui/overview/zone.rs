//! The browser's own zone.

/// What local time is ahead of UTC at a moment, in milliseconds.
pub fn local_offset_ms(at_ms: f64) -> f64 {
    let date = js_sys::Date::new(&at_ms.into());
    // JavaScript counts the other way round: UTC − local, in minutes.
    let offset_ms = -date.get_timezone_offset() * 60e3;
    // A time outside JavaScript's calendar has no offset.
    if offset_ms.is_finite() {
        offset_ms
    } else {
        0.0
    }
}
