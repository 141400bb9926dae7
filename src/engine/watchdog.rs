//! Notices a worker that no longer turns.

use wasm_bindgen_futures::spawn_local;

use super::client::{Engine, Status};
use super::start;
use leakscope_core::units::shortest;

/// How often the worker is asked for a sign of life.
const EVERY_MS: i32 = 5_000;
/// A worker that gave none for this long hangs. Slices take 8 ms; but a machine may sleep, and a
/// browser may compile or page memory in.
const PATIENCE_MS: f64 = 60_000.0;
/// A tick this late means that the page itself stood still (sleep, throttling, a debugger): then
/// silence proves nothing.
const LATE_MS: f64 = 3.0 * EVERY_MS as f64;

/// Asks now and then, as long as the page lives.
pub(super) fn run(engine: Engine) {
    spawn_local(async move {
        let mut last_ms = js_sys::Date::now();
        while !matches!(engine.status.get_untracked(), Status::Broken { .. }) {
            start::sleep(EVERY_MS).await;
            let now_ms = js_sys::Date::now();
            let was_late = now_ms - last_ms > LATE_MS;
            last_ms = now_ms;
            let Some((is_asked, heard_ms)) = engine.state.try_update_value(|state| {
                let supervisor = &mut state.supervisor;
                if was_late {
                    supervisor.heard_ms = now_ms;
                }
                (supervisor.ping(), supervisor.heard_ms)
            }) else {
                return;
            };
            if is_asked && now_ms - heard_ms > PATIENCE_MS {
                engine.worker_died(format!(
                    "no sign of life for {} s",
                    shortest(PATIENCE_MS / 1e3)
                ));
            }
        }
    });
}
