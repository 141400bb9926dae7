//! Where a new filter is typed: what it may mean is suggested, and what would match is told.

use std::sync::Arc;

use crate::leptos::ev;
use leakscope_core::engine::protocol::{Answer, Request};
use leakscope_core::expression;
use leakscope_core::layout::{SuggestQuery, Suggested, Suggestion, Suggestions};
use leakscope_core::profile::filter::{Filter, FilterKind};
use leakscope_core::units;
use wasm_bindgen::JsCast;
use web_sys::{FocusEvent, HtmlElement, HtmlInputElement, KeyboardEvent};

use super::super::model::Model;
use super::super::parts::{span, strong};
use super::{WORDS, add};
use crate::prelude::*;
use crate::ui::dom::{Content, El, Held, button, el};
use crate::ui::parts::{Query, fn_name, visible};

/// How many suggestions are shown.
const SHOWN: u32 = 12;

/// How what is typed is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Typing {
    /// As text, not as an expression.
    pub is_plain: bool,
    /// In any letter case.
    pub is_any_case: bool,
}

impl Typing {
    /// The filter's text for what is typed. Labels have a form of their own, which stays.
    fn text(self, kind: FilterKind, typed: &str) -> String {
        if typed.is_empty() || !is_by_name(kind) {
            return typed.to_owned();
        }
        let text = match self.is_plain {
            true => expression::literally(typed),
            false => typed.to_owned(),
        };
        match self.is_any_case {
            true => format!("(?i){text}"),
            false => text,
        }
    }
}

fn is_by_name(kind: FilterKind) -> bool {
    !matches!(
        kind,
        FilterKind::TagRoot
            | FilterKind::TagLeaf
            | FilterKind::TagFocus
            | FilterKind::TagIgnore
            | FilterKind::TagShow
            | FilterKind::TagHide
    )
}

/// A filter that is being typed; cheap to copy.
#[derive(Clone, Copy)]
struct Entry {
    model: Model,
    kind: FilterKind,
    typed: RwSignal<String>,
    said: Query<Suggestions>,
    /// The suggestion that Enter takes; none takes what is typed.
    at: RwSignal<Option<usize>>,
    is_done: StoredValue<bool>,
}

/// The field, its switches and the list under it.
pub fn entry(model: Model, kind: FilterKind) -> El {
    let typed = RwSignal::new(String::new());
    let ask = move || {
        let query = SuggestQuery {
            kind: Some(kind),
            text: model.typing.get().text(kind, &typed.read()),
            limit: SHOWN,
        };
        let subject = model.subject.get()?;
        Some(Request::Suggest { subject, query })
    };
    let said = Query::new(model.engine, ask, |answer| match answer {
        Answer::Suggested(said) => Some(said),
        _ => None,
    });
    let entry = Entry {
        model,
        kind,
        typed,
        said,
        at: RwSignal::new(None),
        is_done: StoredValue::new(false),
    };
    effect(move || {
        typed.track();
        entry.at.set(None);
    });
    let whole = Held::<HtmlElement>::new();
    let left = move |event: FocusEvent| {
        let next = event.related_target();
        let next = next.and_then(|next| next.dyn_into::<web_sys::Node>().ok());
        let stays = whole.get_untracked();
        if !stays.is_some_and(|whole| whole.contains(next.as_ref())) {
            entry.take(None);
        }
    };
    let switches = is_by_name(kind).then(|| switches(entry));
    el("span")
        .class("anchor entry")
        .held(whole)
        .on(ev::focusout, left)
        .child((field(entry), list(entry)))
        .child(switches)
}

fn field(entry: Entry) -> El {
    let (words, does) = WORDS[entry.kind as usize];
    let input = Held::<HtmlInputElement>::new();
    effect(move || {
        if let Some(input) = input.get() {
            let _ = input.focus();
        }
    });
    let hint = match entry.kind {
        FilterKind::TagFocus | FilterKind::TagIgnore => "key=value, Enter",
        FilterKind::TagRoot | FilterKind::TagLeaf => "key, key, Enter",
        _ => "expression, Enter",
    };
    let hint = move || match entry.model.typing.get().is_plain && is_by_name(entry.kind) {
        true => "text, Enter",
        false => hint,
    };
    let field = el("input")
        .held(input)
        .attr("role", "combobox")
        .attr("aria-label", format!("{words}: {does}"))
        .attr("aria-expanded", "true")
        .attr("aria-autocomplete", "list")
        .attr("aria-controls", "suggestions")
        .attr("aria-activedescendant", move || entry.at.get().map(id))
        .attr("placeholder", hint)
        .attr("spellcheck", "false")
        .attr("autocomplete", "off")
        .bound(entry.typed)
        .on(ev::keydown, move |event| entry.pressed(&event));
    el("label")
        .class("f")
        .attr("title", does)
        .child((span(format!("{words}:")).class("what"), field))
}

/// Text or expression, and letter case.
fn switches(entry: Entry) -> El {
    let typing = entry.model.typing;
    let one = |words: &'static str, label: &'static str, of: fn(&mut Typing) -> &mut bool| {
        let is_on = move || *of(&mut typing.get());
        button("btn quiet icon")
            .attr("aria-label", label)
            .attr("title", label)
            .attr("aria-pressed", is_on)
            .on(ev::mousedown, |event| event.prevent_default())
            .on(ev::click, move |_| {
                typing.update(|typing| {
                    let on = of(typing);
                    *on = !*on;
                });
            })
            .child(el("code").child(words))
    };
    span((
        one("“”", "Plain text, not an expression", |typing| {
            &mut typing.is_plain
        }),
        one("aA", "Any letter case", |typing| &mut typing.is_any_case),
    ))
    .class("how")
}

fn list(entry: Entry) -> El {
    let told = move || Some(told(&*entry.said.get()?, entry.kind));
    let rows = move || {
        let said = entry.said.get()?;
        let rows = said.rows.iter().enumerate();
        let rows = rows.map(|(at, row)| option(entry, at, row, &said));
        Some(rows.collect::<Vec<El>>())
    };
    let list = el("div")
        .attr("role", "listbox")
        .attr("id", "suggestions")
        .attr("aria-label", "Suggestions")
        .child(rows);
    el("div")
        .class("pop suggest")
        .child((el("p").attr("aria-live", "polite").child(told), list))
}

/// `12 functions match · 61.32% of all`.
fn told(said: &Suggestions, kind: FilterKind) -> impl Content + use<> {
    if !said.wrong.is_empty() {
        let why = el("bdi").child(said.wrong.as_str());
        return span(("Not yet an expression: ", why)).class("wrong");
    }
    let noun = match kind {
        FilterKind::TagFocus | FilterKind::TagIgnore => "label",
        kind if is_by_name(kind) => "function",
        _ => "key",
    };
    let count = i64::from(said.matched);
    let noun = match count {
        1 => format!(" {noun}"),
        _ => format!(" {noun}s"),
    };
    let is_known = is_by_name(kind) || said.value != 0;
    let share = is_known.then(|| {
        let (value, unit) = (
            units::short(said.value, &said.unit),
            units::percent(said.value, said.total),
        );
        (" · ", strong(value), ", ", strong(unit), " of all")
    });
    span((strong(units::count(count)), noun, share))
}

fn id(at: usize) -> String {
    format!("suggestion-{at}")
}

fn option(entry: Entry, at: usize, row: &Suggestion, said: &Suggestions) -> El {
    let text = row.text.clone();
    let name = match row.what {
        Suggested::Function => fn_name(&row.name),
        _ => el("bdi")
            .class("code")
            .child(visible(&row.name).into_owned()),
    };
    let what = match row.what {
        Suggested::Function | Suggested::Label => String::new(),
        Suggested::Package if row.count == 1 => "package, 1 function".to_owned(),
        Suggested::Package => format!("package, {} functions", units::count(row.count.into())),
        Suggested::Key => format!("key, {} values", units::count(row.count.into())),
    };
    let value = units::short(row.value, &said.unit);
    let share = units::percent(row.value, said.total);
    el("div")
        .class("pick")
        .attr("role", "option")
        .attr("id", id(at))
        .attr("aria-selected", move || entry.at.get() == Some(at))
        // The field keeps the focus: leaving it would take what is typed.
        .on(ev::mousedown, |event| event.prevent_default())
        .on(ev::click, move |_| entry.take(Some(text.clone())))
        .child((
            span(name).class("name"),
            el("small").child((what, " ", value, " ", share)),
        ))
}

impl Entry {
    fn pressed(self, event: &KeyboardEvent) {
        let rows: Option<Arc<Suggestions>> = self.said.get_untracked();
        let count = rows.as_ref().map_or(0, |said| said.rows.len());
        let at = self.at.get_untracked();
        match event.key().as_str() {
            "Enter" => {
                let chosen = at.and_then(|at| Some(rows?.rows.get(at)?.text.clone()));
                self.take(chosen);
            }
            "Escape" => {
                self.is_done.set_value(true);
                self.model.adding.set(None);
            }
            "ArrowDown" if count > 0 => {
                self.at.set(Some(at.map_or(0, |at| (at + 1) % count)));
            }
            "ArrowUp" if count > 0 => {
                self.at
                    .set(Some(at.map_or(count, |at| at.max(1)).min(count) - 1));
            }
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }

    /// Ends with the filter that means a suggestion, or else what is typed.
    fn take(self, suggestion: Option<String>) {
        if self.is_done.get_value() {
            return;
        }
        self.is_done.set_value(true);
        let typing = self.model.typing.get_untracked();
        let typed = || typing.text(self.kind, &self.typed.get_untracked());
        let text = suggestion.unwrap_or_else(typed);
        let (model, kind) = (self.model, self.kind);
        model.adding.set(None);
        if !text.is_empty() {
            add(model, Filter { kind, text });
        }
    }
}
