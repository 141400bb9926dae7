//! What a person sees.

mod app;

pub use app::App;
