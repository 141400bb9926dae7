//! Leakscope: the page, and the engine in its worker. One wasm module plays both parts.

mod engine;
mod net;
mod store;
mod ui;

fn main() {
    if engine::is_worker() {
        engine::run_worker();
    } else {
        leptos::mount::mount_to_body(ui::App);
    }
}
