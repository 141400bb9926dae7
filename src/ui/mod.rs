//! What a person sees: the shell, one module per view, shared parts.

pub mod actions;
mod app;
pub mod clock;
pub mod dom;
pub mod export;
mod failure;
mod first_run;
pub mod flame_look;
mod folder;
pub mod keys;
pub mod messages;
pub mod open;
pub mod overview;
pub mod page;
pub mod parts;
pub mod profile;
pub mod route;
mod shell;
pub mod theme;
pub mod verdict;
pub mod work;

pub use app::app;
