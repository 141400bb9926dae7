//! What may come a task later.

use std::time::Duration;

use crate::prelude::*;

/// A value as it was a task ago: for what accompanies the main thing on the screen, which is drawn first
/// and does not stand still for it.
pub fn later<T: Clone + PartialEq + 'static>(source: Memo<Option<T>>) -> ReadSignal<Option<T>> {
    let behind = RwSignal::new(None);
    effect(move || {
        let value = source.get();
        set_timeout(move || behind.try_set(value), Duration::ZERO);
    });
    behind.read_only()
}
