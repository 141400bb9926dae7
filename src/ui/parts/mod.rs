//! Parts that more than one view uses.

pub mod canvas;
mod copy;
mod dialog;
mod field;
pub mod icon;
mod menu;
mod name;
mod query;

pub use copy::{CopyButton, CopyLook, clipboard, copy_button, copy_text, save_bytes};
pub use dialog::dialog;
pub use field::{Field, FieldLook, Intervals, field, intervals};
pub use icon::{Icon, icon, small_icon};
pub use menu::{Menu, menu};
pub use name::{FnName, fn_name, split_name};
pub use query::Query;
