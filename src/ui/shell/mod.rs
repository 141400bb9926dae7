//! What is around every view: the top bar, progress, messages.

mod topbar;

pub use topbar::{RangeSlot, TopBar};
