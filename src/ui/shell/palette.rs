//! The command palette: everything that can be done now, every profile and every function, by a few letters.

use std::rc::Rc;

use crate::leptos::ev;
use leakscope_core::engine::protocol::{Answer, Request, Subject};
use leakscope_core::layout::{SuggestQuery, Suggestions};
use leakscope_core::{fuzzy, order, units};
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement, HtmlInputElement, KeyboardEvent};

use crate::prelude::*;
use crate::ui::actions::Offered;
use crate::ui::clock;
use crate::ui::dom::{Content, El, Held, el};
use crate::ui::page::Page;
use crate::ui::parts::{Query, dialog, fn_name, visible};
use crate::ui::profile::all_profiles;
use crate::ui::route::View;

/// How many rows are shown.
const SHOWN: usize = 60;
/// How many functions are asked for.
const FUNCTIONS: u32 = 30;

/// The palette: a context.
#[derive(Clone, Copy, Default)]
pub struct Palette {
    is_shown: RwSignal<bool>,
    /// In what functions are looked for: the profile in view.
    subject: RwSignal<Option<Memo<Option<Subject>>>>,
}

impl Palette {
    /// Shows it.
    pub fn show(self) {
        self.is_shown.set(true);
    }

    /// Looks for functions in this, until the caller's owner ends.
    pub fn look_in(self, subject: Memo<Option<Subject>>) {
        self.subject.set(Some(subject));
        on_cleanup(move || {
            self.subject.try_set(None);
        });
    }
}

/// One thing to choose.
#[derive(Clone)]
struct Row {
    score: u32,
    words: String,
    is_function: bool,
    /// What stands at the end of the row: keys, or a value.
    hint: String,
    does: Does,
}

/// What choosing it does.
#[derive(Clone)]
enum Does {
    Act(Rc<dyn Fn() -> bool>),
    /// Shows the profile of this content hash.
    Profile(String),
    /// Selects the function of this name.
    Function(String),
}

/// The palette, while it is shown.
pub fn palette_dialog() -> impl Content {
    let palette = Page::get().palette;
    move || palette.is_shown.get().then(|| opened(palette))
}

#[derive(Clone, Copy)]
struct Open {
    rows: Memo<Rc<Vec<Row>>>,
    at: RwSignal<usize>,
    input: Held<HtmlInputElement>,
}

fn opened(palette: Palette) -> El {
    let typed = RwSignal::new(String::new());
    let functions = functions(palette, typed);
    // What can be done is asked once: the palette itself offers nothing.
    let offered = Page::get().keys.offered();
    let rows = Memo::always(move || {
        let functions = functions.get();
        Rc::new(rows(&typed.read(), &offered, functions.as_deref()))
    });
    let open = Open {
        rows,
        at: RwSignal::new(0),
        input: Held::new(),
    };
    effect(move || {
        typed.track();
        open.at.set(0);
    });
    let title = el("h2")
        .class("vh")
        .attr("id", "palette-title")
        .child("Commands, profiles and functions");
    let field = el("input")
        .held(open.input)
        .flag("autofocus", true)
        .attr("role", "combobox")
        .attr("aria-label", "Command, profile or function")
        .attr("aria-expanded", "true")
        .attr("aria-autocomplete", "list")
        .attr("aria-controls", "palette-list")
        .attr("aria-activedescendant", move || id(open.at.get()))
        .attr("placeholder", "What to do, a profile, a function")
        .attr("spellcheck", "false")
        .attr("autocomplete", "off")
        .bound(typed)
        .on(ev::keydown, move |event| open.pressed(&event));
    let list = el("div")
        .attr("role", "listbox")
        .attr("id", "palette-list")
        .attr("aria-label", "What fits")
        .child(move || {
            let rows = open.rows.get();
            let rows = rows.iter().enumerate();
            rows.map(|(at, row)| option(open, at, row))
                .collect::<Vec<El>>()
        });
    let count = move || match open.rows.get().len() {
        0 => "nothing fits".to_owned(),
        1 => "1 fits".to_owned(),
        count => format!("{count} fit"),
    };
    let count = el("p")
        .class("note")
        .attr("aria-live", "polite")
        .child(count);
    dialog("palette-title", move || palette.is_shown.set(false))
        .class("palette")
        .child((title, field, list, count))
}

fn functions(palette: Palette, typed: RwSignal<String>) -> Query<Suggestions> {
    let ask = move || {
        let text = typed.get();
        let subject = palette.subject.get()?.get()?;
        let query = SuggestQuery {
            text,
            limit: FUNCTIONS,
            ..SuggestQuery::default()
        };
        (!query.text.trim().is_empty()).then_some(Request::Suggest { subject, query })
    };
    Query::new(Page::get().engine, ask, |answer| match answer {
        Answer::Suggested(said) => Some(said),
        _ => None,
    })
}

/// What fits, the best first. Of equals actions come before profiles, and these before functions.
fn rows(typed: &str, offered: &[Offered], functions: Option<&Suggestions>) -> Vec<Row> {
    let mut rows = Vec::new();
    for action in offered {
        if let Some(score) = fuzzy::score(typed, action.words) {
            let run = action.run.clone();
            rows.push(Row {
                score,
                words: action.words.to_owned(),
                is_function: false,
                hint: action.keys.join(" "),
                does: Does::Act(run),
            });
        }
    }
    let inventory = Page::get().engine.inventory();
    for profile in all_profiles(&inventory.read_untracked()) {
        let words = format!("profile {}", profile.entry.name);
        if let Some(score) = fuzzy::score(typed, &words) {
            let at_ms = profile.entry.at_ms;
            rows.push(Row {
                score,
                words,
                is_function: false,
                hint: format!(
                    "{} {} {}",
                    profile.kind,
                    clock::day(at_ms),
                    clock::clock(at_ms)
                ),
                does: Does::Profile(profile.entry.hash),
            });
        }
    }
    for row in functions.iter().flat_map(|said| &said.rows) {
        if let Some(score) = fuzzy::score(typed, &row.name) {
            let unit = functions.map_or("", |said| &said.unit);
            rows.push(Row {
                score,
                words: row.name.clone(),
                is_function: true,
                hint: units::short(row.value, unit),
                does: Does::Function(row.name.clone()),
            });
        }
    }
    order::sort_by(&mut rows, |a, b| b.score.cmp(&a.score));
    rows.truncate(SHOWN);
    rows
}

fn id(at: usize) -> String {
    format!("palette-{at}")
}

fn option(open: Open, at: usize, row: &Row) -> El {
    let does = row.does.clone();
    let words = match row.is_function {
        true => fn_name(&row.words),
        false => el("bdi").child(visible(&row.words).into_owned()),
    };
    let hint = el("bdi").child(visible(&row.hint).into_owned());
    el("div")
        .class("pick")
        .attr("role", "option")
        .attr("id", id(at))
        .attr("aria-selected", move || open.at.get() == at)
        .on(ev::mousedown, |event| event.prevent_default())
        .on(ev::click, move |_| open.choose(&does))
        .child((
            el("span").class("name").child(words),
            el("small").child(hint),
        ))
}

impl Open {
    fn pressed(self, event: &KeyboardEvent) {
        let rows = self.rows.get_untracked();
        let count = rows.len().max(1);
        let at = self.at.get_untracked();
        let next = match event.key().as_str() {
            "ArrowDown" => (at + 1) % count,
            "ArrowUp" => at.checked_sub(1).unwrap_or(count - 1),
            "PageDown" => (at + 10).min(count - 1),
            "PageUp" => at.saturating_sub(10),
            "Enter" => {
                event.prevent_default();
                if let Some(row) = rows.get(at) {
                    self.choose(&row.does);
                }
                return;
            }
            _ => return,
        };
        event.prevent_default();
        self.at.set(next);
        if let Some(row) = document().get_element_by_id(&id(next)) {
            let row = row.unchecked_into::<HtmlElement>();
            reveal(&row);
        }
    }

    /// Closes the palette, which gives the focus back, and does what was chosen then: it may want it.
    fn choose(self, does: &Does) {
        let does = does.clone();
        let dialog = self.input.get_untracked();
        let dialog = dialog.and_then(|input| input.closest("dialog").ok().flatten());
        if let Some(dialog) = dialog {
            dialog.unchecked_into::<HtmlDialogElement>().close();
        }
        let router = Page::get().router;
        match does {
            Does::Act(run) => {
                if !run() {
                    let why = "There was nothing to do that to here: most actions on functions need a selected one.";
                    Page::get().messages.remark(why);
                }
            }
            Does::Profile(hash) => router.go(|route| {
                route.view = View::Profile;
                route.profile = Some(hash);
                route.sample_type = None;
                route.zoom.clear();
            }),
            Does::Function(name) => router.replace(|route| route.find = Some(name)),
        }
    }
}

/// Scrolls the list, and nothing around it, until a row is in view.
fn reveal(row: &HtmlElement) {
    let Some(list) = row.parent_element() else {
        return;
    };
    let (top, height) = (row.offset_top(), row.offset_height());
    let (from, room) = (list.scroll_top(), list.client_height());
    if top < from {
        list.set_scroll_top(top);
    } else if top + height > from + room {
        list.set_scroll_top(top + height - room);
    }
}
