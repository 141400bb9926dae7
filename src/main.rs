//! Leakscope: the page, and the engine in its worker. One wasm module plays both parts.

mod engine;
mod leptos;
mod net;
mod panic;
mod prelude;
mod rest;
mod signal;
mod store;
mod ui;

fn main() {
    if engine::is_worker() {
        engine::run_worker();
        return;
    }
    panic::report_panics();
    if panic::is_saving() {
        panic::save();
    } else {
        ui::dom::mount(ui::app);
    }
}

#[cfg(test)]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
