//! What a person can do, declared once, where it is done: keys, their list and the command palette all
//! read the same rows.

use std::rc::Rc;

use super::keys::Keys;

/// One thing a person can do with a `C`.
pub struct Action<C: 'static> {
    /// Its keys as they are shown: `f`, `Space`, `Ctrl K`. Of one that is done by keys of a view's own,
    /// like moving with arrows, they stand here to be listed.
    pub keys: &'static [&'static str],
    /// What it does: `focus on the selected function`.
    pub words: &'static str,
    /// What the menu of a function calls it, where it is done with the selected one.
    pub menu: Option<&'static str>,
    /// Does it, and says whether there was anything to do. None where a view hears the keys itself.
    pub run: Option<fn(C) -> bool>,
}

/// An action that can be done now, with what it is done to.
#[derive(Clone)]
pub struct Offered {
    /// As in [`Action`].
    pub keys: &'static [&'static str],
    /// As in [`Action`].
    pub words: &'static str,
    /// Does it; whether there was anything to do.
    pub run: Rc<dyn Fn() -> bool>,
}

/// Hears the keys of actions, and offers these to the palette, until the caller's owner ends.
pub fn offer<C: Copy + 'static>(keys: Keys, actions: &'static [Action<C>], on: C) {
    let mut offered = Vec::new();
    for action in actions {
        if let Some(run) = action.run {
            offered.push(Offered {
                keys: action.keys,
                words: action.words,
                run: Rc::new(move || run(on)),
            });
        }
    }
    keys.offer(offered);
}

/// The keys and words of actions, for a list of all keys. What has no key is not in it.
pub fn rows<C>(actions: &'static [Action<C>]) -> Vec<Row> {
    let mut rows = Vec::new();
    for action in actions {
        if !action.keys.is_empty() {
            rows.push((action.keys, action.words));
        }
    }
    rows
}

/// Keys and what they do.
pub type Row = (&'static [&'static str], &'static str);

/// A key as it is shown in lists, of its name in events: `Space` of ` `, `Ctrl K` of `Ctrl+k`.
pub fn shown(key: &str) -> &str {
    match key {
        " " => "Space",
        "Ctrl+k" => "Ctrl K",
        _ => key,
    }
}
