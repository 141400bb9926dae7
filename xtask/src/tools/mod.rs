//! Every program the project needs: one on `PATH` in a fitting version is used; otherwise it
//! is brought by the package manager that has it. What we bring goes into a versioned folder
//! of the user's cache, never over anything of the user's own.

mod axe;
mod browsers;
mod cargo_tools;
mod debian;
mod go;
mod rust;
mod speedscope;
mod wasm_opt;

pub use axe::axe;
pub use browsers::{Browsers, browsers};
pub use cargo_tools::{trunk, wasm_bindgen};
pub use go::{GO_VERSION, Go, go};
pub use rust::{component, wasm_target};
pub use speedscope::speedscope;
pub use wasm_opt::wasm_opt;

/// Whether system packages may be installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Install {
    /// As root, or asked for with `--install` (then through sudo).
    Allowed,
    /// Print the command instead and fail.
    AskFirst,
}
