//! Parts that more than one view uses.

pub mod icon;
mod name;

pub use icon::Icon;
pub use name::{FnName, split_name};
