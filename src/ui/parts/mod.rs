//! Parts that more than one view uses.

pub mod canvas;
mod copy;
mod dialog;
mod field;
pub mod icon;
mod ink;
mod later;
mod menu;
mod name;
mod picture;
mod query;
mod take;

pub use copy::{CopyLook, clipboard, copy_button, copy_text, safe_name, save_bytes, save_text};
pub use dialog::dialog;
pub use field::{FieldLook, field, intervals};
pub use icon::{icon, small_icon};
pub use ink::Ink;
pub use later::later;
pub use menu::menu;
pub use name::{fn_name, split_name, visible};
pub use picture::{Picture, PictureFormat, save_svg_as_png};
pub use query::Query;
pub use take::{Taken, take, take_now};
