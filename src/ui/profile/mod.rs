//! One profile, perhaps against another: flame, Top, callers and callees, graph, source lines,
//! goroutines and labels.

mod callers;
mod columns;
mod details;
mod filters;
mod find;
mod flame;
mod functions;
mod goroutines;
mod graph;
mod head;
mod labels;
mod looks;
mod model;
mod movers;
mod numbers;
mod parts;
mod places;
mod source;
mod status;
mod tabs;
mod top;
mod view;

use leakscope_core::engine::protocol::{Answer, ProfileInfo, Request};
use leakscope_core::profile::filter::FilterKind;
use wasm_bindgen::JsCast;

use crate::prelude::*;
use crate::ui::clock;
use crate::ui::dom::{Content, El, el, nodes};
use crate::ui::page::Page;
use crate::ui::parts::{Query, copy_text};
use crate::ui::verdict::{BandTies, verdict_band};
use model::Model;

/// Views of a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// The icicle.
    Flame,
    /// The table.
    Top,
    /// A function between its callers and its callees.
    Callers,
    /// The graph of calls.
    Graph,
    /// The lines of a function.
    Source,
    /// Groups of goroutines.
    Goroutines,
    /// What samples add up to by their labels.
    Labels,
}

impl Tab {
    /// All, as they stand in the bar; their keys are `1` to `7`.
    pub const ALL: [Tab; 7] = [
        Tab::Flame,
        Tab::Top,
        Tab::Callers,
        Tab::Graph,
        Tab::Source,
        Tab::Goroutines,
        Tab::Labels,
    ];

    /// Its name in links; none for the flame.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Tab::Flame => None,
            Tab::Top => Some("top"),
            Tab::Callers => Some("callers"),
            Tab::Graph => Some(graph::NAME),
            Tab::Source => Some("source"),
            Tab::Goroutines => Some("goroutines"),
            Tab::Labels => Some("labels"),
        }
    }

    /// Whether it is a table rather than a picture.
    fn is_table(self) -> bool {
        !matches!(self, Tab::Flame | Tab::Graph)
    }

    /// Whether it shows one function.
    pub fn is_of_one(self) -> bool {
        matches!(self, Tab::Callers | Tab::Source)
    }
}

/// The profile the route names.
pub fn profile_view() -> impl Content {
    let model = Model::new(Page::get().engine, Page::get().router);
    let route = model.router.route();
    let tab = Memo::new(move || match route.read().tab.as_deref() {
        Some("goroutines") if !goroutines::has(model) => Tab::Flame,
        name => {
            let named = Tab::ALL.into_iter().find(|tab| tab.name() == name);
            named.unwrap_or(Tab::Flame)
        }
    });
    keys(model);
    title(model);
    find::find(model);
    model.keep_selected();
    // Other views have no flame to measure: the totals are asked for a usual width.
    effect(move || {
        if tab.get() != Tab::Flame && model.width_px.get_untracked() == 0.0 {
            model.width_px.set(1000.0);
        }
    });
    let has_profile = Memo::new(move || model.profile.read().is_some());
    move || match has_profile.get() {
        true => nodes(el("div").class("profile").child((
            head::head(model),
            verdict(model),
            tabs::tabs(model, tab),
            filters::filters(model, tab),
            main(model, tab),
            details::details(model),
            status::status(model),
            numbers::numbers(model),
        ))),
        false => nodes(no_profile(model)),
    }
}

fn main(model: Model, tab: Memo<Tab>) -> El {
    el("main")
        .class_if("is-top", move || tab.get().is_table())
        .class_if("is-graph", move || tab.get() == Tab::Graph)
        .child(move || match tab.get() {
            Tab::Flame => nodes((
                flame::minimap(model),
                flame::flame(model),
                movers::movers(model),
            )),
            Tab::Top => nodes(top::top(model)),
            Tab::Callers => nodes(callers::callers(model)),
            Tab::Graph => nodes(graph::graph(model)),
            Tab::Source => nodes(source::source(model)),
            Tab::Goroutines => nodes(goroutines::goroutines(model)),
            Tab::Labels => nodes(labels::labels(model)),
        })
}

/// What one profile tells of a cause. What two tell is the overview's to say.
fn verdict(model: Model) -> impl Content {
    let verdict = Query::new(
        model.engine,
        move || {
            let profile = model
                .subject
                .get()
                .filter(|subject| subject.base.is_none())?;
            Some(Request::Judge {
                profile: profile.profile,
            })
        },
        |answer| match answer {
            Answer::Judged(verdict) => Some(verdict),
            _ => None,
        },
    );
    let with_cause = Memo::new(move || verdict.get().filter(|verdict| verdict.cause.is_some()));
    verdict_band(with_cause, BandTies::default(), || nodes(""))
}

/// What to do where there is nothing to show yet.
fn no_profile(model: Model) -> El {
    let words = move || match &model.router.route().read().profile {
        Some(hash) => format!(
            "This link means a profile that is not here (content hash {}). Open the file it came from, and the view is the link's.",
            hash.chars().take(12).collect::<String>()
        ),
        None => {
            "No profile is open. Open or paste one, watch a service, or load the demo recording."
                .to_owned()
        }
    };
    let link = el("a")
        .class("btn")
        .attr("href", "#v=1")
        .child("To the first screen");
    el("main").class("empty").child((
        el("h1").child("No profile to show"),
        el("p").child(words),
        el("p").child(link),
    ))
}

/// The page's title while the view is shown: `goroutine 12:47:03 vs 09:14:10 · Leakscope`.
fn title(model: Model) {
    let named = |profile: &ProfileInfo| match profile.entry.service {
        Some(_) => format!(
            "{} {}",
            profile.entry.name,
            clock::clock(profile.entry.at_ms)
        ),
        None => profile.entry.name.clone(),
    };
    effect(move || {
        let (profile, base) = (model.profile.read(), model.base.read());
        let against = base.as_ref().map(|base| format!(" vs {}", named(base)));
        let against = against.unwrap_or_default();
        if let Some(profile) = profile.as_ref() {
            document().set_title(&format!("{}{against} · Leakscope", named(profile)));
        }
    });
    on_cleanup(|| document().set_title("Leakscope"));
}

/// Keys of the profile view beside the flame's own.
fn keys(model: Model) {
    Page::get().keys.on(move |key| {
        match key {
            "x" => model.swap(),
            "m" => looks::next_colour(model),
            // In a sandwich both ways are shown.
            "v" if model.around.read_untracked().is_none() => {
                model.set_look(|look| look.is_inverted = !look.is_inverted)
            }
            "u" => model.set_look(|look| look.is_upright = !look.is_upright),
            "r" => model.set_look(|look| look.is_collapsed = !look.is_collapsed),
            "w" => return model.go_around_selected(),
            "c" => {
                let selected = model.selected.get_untracked();
                let name = selected.and_then(|selected| model.name_of(selected.node));
                let Some(name) = name else { return false };
                copy_text(&name);
            }
            "b" => {
                if let Ok(Some(chip)) = document().query_selector(".chip.base") {
                    chip.unchecked_into::<web_sys::HtmlElement>().click();
                }
            }
            "n" | "N" if !model.search.read_untracked().is_empty() => {
                tabs::next_hit(model, key == "N");
            }
            "f" => return filters::add_selected(model, FilterKind::Focus),
            "i" => return filters::add_selected(model, FilterKind::Ignore),
            "h" => return filters::add_selected(model, FilterKind::Hide),
            "s" => return filters::add_selected(model, FilterKind::ShowFrom),
            "z" => return filters::undo(model),
            "e" => model.is_explaining.set(true),
            _ => {
                let number = key.parse::<usize>().unwrap_or(0);
                let tab = Tab::ALL.get(number.wrapping_sub(1)).copied();
                let is_here = |tab: &Tab| *tab != Tab::Goroutines || goroutines::has(model);
                let Some(tab) = tab.filter(is_here) else {
                    return false;
                };
                tabs::show(model, tab);
            }
        }
        true
    });
}
