//! The bar over the groups: what goroutines are grouped by, how many there are, and filters by what they are.

use crate::leptos::ev;
use leakscope_core::expression;
use leakscope_core::layout::labels::is_text;
use leakscope_core::layout::{GoroutineChoices, GoroutinePage, GroupBy};
use leakscope_core::profile::filter::{Filter, FilterKind};
use leakscope_core::units;

use super::columns::{BY, by, shown_by};
use super::{Table, row};
use crate::ui::dom::{Content, El, Nodes, button, el, nodes};
use crate::ui::parts::icon::paths;
use crate::ui::parts::{menu, small_icon, take, visible};
use crate::ui::profile::filters;
use crate::ui::profile::parts::{choice, span, strong};

/// The bar.
pub fn bar(table: Table) -> El {
    let groups = move || groups(table);
    let counts = el("span").class("counts").attr("aria-live", "polite");
    el("div").class("bar gor-bar").child((
        span("group by").class("lbl"),
        groups,
        move || narrow(table),
        el("span").class("grow"),
        counts.child(move || Some(words(&*table.page.get()?))),
        take("goroutines.csv", move || table.whole()),
    ))
}

/// `1,234 of 4,506 goroutines in 12 groups · 3 leaked`.
fn words(page: &GoroutinePage) -> impl Content + use<> {
    let of = (page.count != page.total).then(|| (" of ", strong(units::count(page.total))));
    let noun = match page.groups {
        1 => " goroutines in 1 group".to_owned(),
        groups => format!(" goroutines in {} groups", units::count(groups.into())),
    };
    let leaked = (page.leaked != 0).then(|| {
        let words = format!("{} leaked", units::count(page.leaked));
        (" · ", span(words).class("leaked"))
    });
    (strong(units::count(page.count)), of, noun, leaked)
}

fn groups(table: Table) -> Option<impl Content + use<>> {
    let page = table.page.get()?;
    let is_dump = page.is_dump;
    let one = move |this: GroupBy, words: &'static str, title: &'static str| {
        let is_chosen = move || shown_by(table.model, is_dump).0 == this;
        choice(words, Some(title), is_chosen, move || {
            set_by(table, this, "")
        })
    };
    let of_dumps = page.is_dump.then(|| {
        [
            one(GroupBy::State, "State", "What they wait in"),
            one(GroupBy::Wait, "Wait", "Roughly how long they wait"),
            one(
                GroupBy::Creator,
                "Created by",
                "The function that started them",
            ),
        ]
    });
    let stack = "All functions on their stacks, without the runtime’s at either end";
    let function =
        "The topmost function that is not the runtime’s or only carries what another wants";
    let seg = el("div")
        .class("seg")
        .attr("role", "group")
        .attr("aria-label", "Group by")
        .child((
            one(GroupBy::Stack, "Stack", stack),
            one(GroupBy::Function, "Function", function),
            of_dumps,
        ));
    let label = by(table.model);
    let face = match label.0 {
        GroupBy::Label => format!("Label {}", label.1),
        _ => "Label".to_owned(),
    };
    let keys = (!page.choices.keys.is_empty()).then(|| {
        let items = move || {
            let choices = table.page.get_untracked();
            let keys = choices
                .map(|page| page.choices.keys.clone())
                .unwrap_or_default();
            let pick = |key: String| {
                let words = visible(&key).into_owned();
                item(words, None, move || set_by(table, GroupBy::Label, &key))
            };
            nodes(keys.into_iter().map(pick).collect::<Vec<El>>())
        };
        let class = match label.0 {
            GroupBy::Label => "btn quiet on",
            _ => "btn quiet",
        };
        menu(
            class,
            || "Group by a label".to_owned(),
            (face, small_icon(paths::DOWN)),
            items,
        )
    });
    Some((seg, keys))
}

fn set_by(table: Table, by: GroupBy, label: &str) {
    let name = BY.iter().find(|(this, _)| *this == by);
    let name = name.filter(|_| by != GroupBy::Stack);
    let name = name.map(|(_, name)| format!("{name}{label}"));
    table.model.router.replace(|route| route.by = name);
}

/// Menus that add a filter each; only those that have something to choose.
fn narrow(table: Table) -> Option<impl Content + use<>> {
    let choices = &table.page.get()?.choices;
    let one = |words: &'static str,
               title: &'static str,
               is_there: bool,
               items: fn(Table, &GoroutineChoices) -> Nodes| {
        let items = move || match table.page.get_untracked() {
            Some(page) => items(table, &page.choices),
            None => nodes(""),
        };
        let face = (words, small_icon(paths::DOWN));
        is_there.then(|| menu("btn quiet", move || title.to_owned(), face, items))
    };
    Some((
        span("only").class("lbl"),
        one(
            "State",
            "Only goroutines in a state",
            !choices.states.is_empty(),
            states,
        ),
        one(
            "Waited",
            "Only goroutines that waited so long or longer",
            !choices.waits.is_empty(),
            waits,
        ),
        one(
            "Package",
            "Only goroutines with a function of a package on their stack",
            !choices.packages.is_empty(),
            packages,
        ),
        one(
            "Label",
            "Only goroutines with a label",
            !choices.labels.is_empty(),
            labels,
        ),
    ))
}

fn states(table: Table, choices: &GoroutineChoices) -> Nodes {
    let pick = |(state, count): &(String, i64)| {
        let text = is_text("state", state);
        narrowed(table, state, *count, FilterKind::TagFocus, text)
    };
    nodes(choices.states.iter().map(pick).collect::<Vec<El>>())
}

fn waits(table: Table, choices: &GoroutineChoices) -> Nodes {
    let pick = |(minutes, count): &(u64, i64)| {
        let words = format!("{} and longer", row::wait(*minutes));
        let text = format!("waited={minutes}minutes:");
        narrowed(table, &words, *count, FilterKind::TagFocus, text)
    };
    let note = "For another wait: + Filter, tag focus, waited=5minutes:";
    let note = el("p").class("note").child(note);
    nodes((choices.waits.iter().map(pick).collect::<Vec<El>>(), note))
}

fn packages(table: Table, choices: &GoroutineChoices) -> Nodes {
    let pick = |(package, count): &(String, i64)| {
        let text = format!(r"^{}\.", expression::literally(package));
        narrowed(table, package, *count, FilterKind::Focus, text)
    };
    nodes(choices.packages.iter().map(pick).collect::<Vec<El>>())
}

fn labels(table: Table, choices: &GoroutineChoices) -> Nodes {
    let pick = |(key, value, count): &(String, String, i64)| {
        let words = format!("{key}={value}");
        narrowed(
            table,
            &words,
            *count,
            FilterKind::TagFocus,
            is_text(key, value),
        )
    };
    nodes(choices.labels.iter().map(pick).collect::<Vec<El>>())
}

fn narrowed(table: Table, words: &str, count: i64, kind: FilterKind, text: String) -> El {
    let filter = Filter { kind, text };
    let words = visible(words).into_owned();
    item(words, Some(units::count(count)), move || {
        filters::add(table.model, filter.clone());
    })
}

fn item(words: String, count: Option<String>, choose: impl Fn() + 'static) -> El {
    button("pick")
        .attr("role", "menuitem")
        .on(ev::click, move |_| choose())
        .child((
            strong(el("bdi").child(words)),
            count.map(|count| el("small").child(count)),
        ))
}
