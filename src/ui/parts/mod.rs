//! Parts that more than one view uses.

pub mod canvas;
mod copy;
mod dialog;
mod field;
pub mod icon;
mod later;
mod menu;
mod name;
mod query;
mod take;

pub use copy::{CopyLook, clipboard, copy_button, copy_text, save_bytes};
pub use dialog::dialog;
pub use field::{FieldLook, field, intervals};
pub use icon::{icon, small_icon};
pub use later::later;
pub use menu::menu;
pub use name::{fn_name, split_name, visible};
pub use query::Query;
pub use take::{Taken, take, take_now};
