//! Parts that more than one view uses.

pub mod canvas;
mod copy;
mod field;
pub mod icon;
mod menu;
mod name;
mod query;

pub use copy::{CopyButton, clipboard, copy_text, save_bytes};
pub use field::{Field, Intervals};
pub use icon::Icon;
pub use menu::Menu;
pub use name::{FnName, split_name};
pub use query::Query;
