//! What goroutines are grouped by, and the columns that tell of it.

use leakscope_core::layout::{GoroutineSort, GroupBy};

use crate::prelude::*;
use crate::ui::dom::{El, el};
use crate::ui::profile::model::Model;
use crate::ui::profile::parts::sort_head;

/// A column: its title, what a click on it sorts by, whether counted profiles have it.
type Column = (&'static str, Option<GoroutineSort>, bool);

const COUNT: [Column; 2] = [
    ("count", Some(GoroutineSort::Count), true),
    ("%", Some(GoroutineSort::Count), true),
];
const CHANGE: [Column; 2] = [
    ("Δ", Some(GoroutineSort::Growth), true),
    ("base", None, true),
];
const REST: [Column; 6] = [
    ("state", None, false),
    ("longest", Some(GoroutineSort::Wait), false),
    ("median", None, false),
    ("function", Some(GoroutineSort::Name), true),
    ("created by", None, false),
    ("labels", None, true),
];

/// The names of what goroutines are grouped by, as a link has them.
pub const BY: [(GroupBy, &str); 6] = [
    (GroupBy::Stack, "stack"),
    (GroupBy::Function, "function"),
    (GroupBy::State, "state"),
    (GroupBy::Wait, "wait"),
    (GroupBy::Creator, "creator"),
    (GroupBy::Label, "label:"),
];

/// What goroutines are grouped by, and the key of the label.
pub fn by(model: Model) -> (GroupBy, String) {
    let route = model.router.route().read();
    let by = route.by.as_deref().unwrap_or_default();
    if let Some(label) = by.strip_prefix("label:") {
        return (GroupBy::Label, label.to_owned());
    }
    let known = BY.iter().find(|(_, name)| *name == by);
    (known.map(|(by, _)| *by).unwrap_or_default(), String::new())
}

/// As [`by`], of what a profile has: a link may ask a counted one for more.
pub fn shown_by(model: Model, is_dump: bool) -> (GroupBy, String) {
    match by(model) {
        (GroupBy::State | GroupBy::Wait | GroupBy::Creator, _) if !is_dump => Default::default(),
        by => by,
    }
}

/// The columns that a profile has, but for the one that groups have for their name.
pub fn columns(model: Model, is_dump: bool) -> impl Iterator<Item = Column> {
    let change = if model.has_base() { &CHANGE[..] } else { &[] };
    let all = COUNT.iter().chain(change).chain(&REST).copied();
    let name = match shown_by(model, is_dump).0 {
        GroupBy::State => "state",
        GroupBy::Creator => "created by",
        _ => "",
    };
    all.filter(move |(words, _, is_counted)| (is_dump || *is_counted) && *words != name)
}

/// A column's head, which sorts where the column can be sorted by.
pub fn head(
    sort: RwSignal<GoroutineSort>,
    (words, sorts, _): Column,
    (by, label): &(GroupBy, String),
) -> El {
    let head = el("th").attr("scope", "col").class(match words {
        "function" => "l",
        "created by" => "by",
        "state" | "labels" => "text",
        _ => "",
    });
    let words = match (words, by) {
        ("function", GroupBy::State) => "state",
        ("function", GroupBy::Wait) => "waited",
        ("function", GroupBy::Creator) => "created by",
        ("function", GroupBy::Label) => label,
        _ => words,
    };
    let words = words.to_owned();
    let Some(by) = sorts else {
        return head.child(words);
    };
    let is_by = move || sort.get() == by;
    let is_name = by == GoroutineSort::Name;
    sort_head(head, &words, "", is_name, is_by, move || sort.set(by))
}
