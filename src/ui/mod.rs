//! What a person sees: the shell, one module per view, shared parts.

mod app;
pub mod overview;
pub mod parts;
pub mod profile;
pub mod route;
mod shell;
pub mod theme;

pub use app::App;
