//! What the profile view shows, as signals derived from the route and the engine.

mod choices;
mod flames;

use std::sync::Arc;

use leakscope_core::engine::protocol::{Answer, Found, ProfileInfo, Request, Subject};
use leakscope_core::layout::{CallGraph, Flame, FlameWidth, FrameDetails, FrameQuery, GraphQuery};
use leakscope_core::profile::Scaling;
use leakscope_core::profile::filter::FilterKind;
use leakscope_core::telemetry::ProfileId;

use super::filters::{Typing, ask_own_code};
use super::flame::FlameIndex;
use super::frame_menu::FrameMenu;
use super::graph;
use super::places::widest_box;
use crate::engine::Engine;
use crate::prelude::*;
use crate::ui::flame_look::FlameLook;
use crate::ui::parts::{Query, later};
use crate::ui::route::{Chip, Router};

pub use choices::all_profiles;
pub use choices::index_of_type;
use choices::{by_hash, newest};
pub use flames::pick_flame;
use flames::{Asked, Flames, likely_width_px};

/// What colours mean in the flame view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Whose code it is.
    Package,
    /// How it changed against the base.
    Change,
    /// How much of what is in view it is.
    Value,
    /// How much of it is in stacks that the detector marks as growing.
    Leak,
}

/// A selected function, and the box it was selected in, if it was one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selected {
    /// Node id.
    pub node: u32,
    /// Node ids from below the root to the box; none if it was not selected in the flame.
    pub path: Option<Vec<u32>>,
}

/// The profile view's signals; cheap to copy.
#[derive(Clone, Copy)]
pub struct Model {
    /// The engine.
    pub engine: Engine,
    /// The route.
    pub router: Router,
    /// The profile in view.
    pub profile: Memo<Option<ProfileInfo>>,
    /// Its base.
    pub base: Memo<Option<ProfileInfo>>,
    /// What the engine is asked about.
    pub subject: Memo<Option<Subject>>,
    /// The filters as they were before each of their changes.
    pub filters_before: StoredValue<Vec<Vec<Chip>>>,
    /// The kind of filter that is being typed, while one is.
    pub adding: RwSignal<Option<FilterKind>>,
    /// How what is typed of filters is meant.
    pub typing: RwSignal<Typing>,
    /// An expression that matches the person's own functions; empty where none is known.
    pub own_code: Query<String>,
    /// The function whose menu is open.
    pub menu: RwSignal<Option<FrameMenu>>,
    /// How the flame reads and draws stacks.
    pub look: Memo<FlameLook>,
    /// Name of the function in the middle of the sandwich; none where there is none.
    pub around: Memo<Option<String>>,
    /// Name of the function whose callers or source lines are shown; none for the largest.
    pub of: Memo<Option<String>>,
    /// Path of the zoomed box.
    pub zoom: Memo<Vec<u32>>,
    /// Width of the flame, CSS pixels.
    pub width_px: RwSignal<f64>,
    /// The whole profile, and what went wrong with it.
    pub whole: Query<Flame>,
    /// The whole profile with its index: for the minimap, and for the flame while nothing is zoomed.
    pub whole_index: Memo<Indexed>,
    /// What is on the screen, with its index.
    pub shown: Memo<Indexed>,
    /// The whole profile and what is on the screen, a task later: for all that only accompanies the flame.
    pub behind: (ReadSignal<Indexed>, ReadSignal<Indexed>),
    /// The graph of calls, while it is shown.
    pub graph: Query<CallGraph>,
    /// Whether it is shown what the numbers mean.
    pub is_explaining: RwSignal<bool>,
    /// What is selected.
    pub selected: RwSignal<Option<Selected>>,
    /// All about the selected function.
    pub details: Query<FrameDetails>,
    /// The goroutine of a dump that is selected, by its place in it.
    pub goroutine: RwSignal<Option<u32>>,
    /// What is searched for.
    pub search: RwSignal<String>,
    /// What was found.
    pub found: Query<Found>,
    /// The person's choice of colours; none for what fits.
    pub colour_choice: RwSignal<Option<Colour>>,
    /// What makes a box wide.
    pub width: RwSignal<FlameWidth>,
    /// What becomes selected with the next profile, in its ids.
    pub next_selected: StoredValue<Option<Selected>>,
    /// The profile that a step is on its way to.
    pub step_to: StoredValue<Option<ProfileId>>,
    /// What a screen reader is told of a step.
    pub stepped: RwSignal<String>,
}

/// A flame view with its index, once it is here.
pub type Indexed = Option<Arc<FlameIndex>>;

impl Model {
    /// Derives everything from the engine and the route.
    pub fn new(engine: Engine, router: Router) -> Model {
        let route = router.route();
        let inventory = engine.inventory();
        let profile = Memo::new(move || match &route.read().profile {
            Some(hash) => by_hash(&inventory.read(), hash),
            None => newest(&inventory.read()),
        });
        let base = Memo::new(move || by_hash(&inventory.read(), route.read().base.as_deref()?));
        let subject = Memo::new(move || {
            let (profile, base) = (profile.read(), base.read());
            let profile = profile.as_ref()?;
            let wanted = &route.read().sample_type;
            Some(Subject {
                profile: profile.entry.id,
                base: base.as_ref().map(|base| base.entry.id),
                sample_type: wanted
                    .as_deref()
                    .and_then(|kind| index_of_type(profile, kind)),
                filters: (route.read().filters.iter())
                    .filter(|chip| !chip.is_off)
                    .map(|chip| chip.filter.clone())
                    .collect(),
                scaling: match base.is_some() {
                    true => route.read().scaling,
                    false => Scaling::AsIs,
                },
            })
        });
        let zoom = Memo::new(move || route.read().zoom.clone());
        let look = Memo::new(move || route.read().look);
        let around = Memo::new(move || route.read().around.clone());
        let of = Memo::new(move || route.read().of.clone());
        let width_px = RwSignal::new(likely_width_px());
        let flame_width = RwSignal::new(FlameWidth::Now);
        let colour_choice = RwSignal::new(None);
        let flames = Flames::new(Asked {
            engine,
            subject,
            zoom,
            look,
            around,
            width_px,
            width: flame_width,
            colour: colour_choice,
        });
        let is_graph = Memo::new(move || graph::is_named(route.read().tab.as_deref()));
        let ask_graph = move || {
            let subject = subject.get().filter(|_| is_graph.get())?;
            let query = GraphQuery::default();
            Some(Request::Graph { subject, query })
        };
        let graph = Query::new(engine, ask_graph, |answer| match answer {
            Answer::Graph(graph) => Some(graph),
            _ => None,
        });
        let search = RwSignal::new(String::new());
        let found = Query::new(
            engine,
            move || {
                let text = search.get();
                let subject = subject.get().filter(|_| !text.is_empty())?;
                Some(Request::Search { subject, text })
            },
            |answer| match answer {
                Answer::Found(found) => Some(found),
                _ => None,
            },
        );
        let selected: RwSignal<Option<Selected>> = RwSignal::new(None);
        // Node ids belong to one profile, or to one pair, and to what filters left of it: nothing of
        // another one stays selected.
        let next_selected: StoredValue<Option<Selected>> = StoredValue::new(None);
        let mut before = None;
        effect(move || {
            let pair = subject.get().map(|mut subject| {
                subject.sample_type = None;
                subject
            });
            if before
                .replace(pair.clone())
                .is_some_and(|before| before != pair)
            {
                selected.set(next_selected.try_update_value(Option::take).flatten());
            }
        });
        let ask_details = move || {
            // The root has no function.
            let Selected { node, .. } = selected.get()?;
            let subject = subject.get().filter(|_| node != u32::MAX)?;
            let query = FrameQuery { node };
            Some(Request::Frame { subject, query })
        };
        let details = Query::new(engine, ask_details, |answer| match answer {
            Answer::Frame(details) => Some(details),
            _ => None,
        });
        let profile_id = Memo::new(move || {
            let profile = profile.read();
            profile.as_ref().map(|profile| profile.entry.id.0)
        });
        Model {
            engine,
            router,
            profile,
            base,
            subject,
            filters_before: StoredValue::new(Vec::new()),
            adding: RwSignal::new(None),
            typing: RwSignal::new(Typing::default()),
            own_code: ask_own_code(engine, profile_id),
            menu: RwSignal::new(None),
            look,
            around,
            of,
            zoom,
            width_px,
            whole: flames.whole,
            whole_index: flames.whole_index,
            shown: flames.shown,
            behind: (later(flames.whole_index), later(flames.shown)),
            graph,
            is_explaining: RwSignal::new(false),
            selected,
            details,
            goroutine: RwSignal::new(None),
            search,
            found,
            colour_choice,
            width: flame_width,
            next_selected,
            step_to: StoredValue::new(None),
            stepped: RwSignal::new(String::new()),
        }
    }

    /// Whether there is a base.
    pub fn has_base(self) -> bool {
        self.base.read().is_some()
    }

    /// What colours mean now: what the person chose, else the change where there is a base.
    pub fn colour(self) -> Colour {
        match (self.colour_choice.get(), self.has_base()) {
            (Some(Colour::Change) | None, false) => Colour::Package,
            (Some(choice), _) => choice,
            (None, true) => Colour::Change,
        }
    }

    /// Selects a function wherever its widest box is.
    pub fn select_node(self, node: u32) {
        let shown = self.shown.get_untracked();
        let path = shown.and_then(|index| widest_box(&index, node));
        self.select(Selected { node, path });
    }

    /// Selects.
    pub fn select(self, selected: Selected) {
        self.goroutine.set(None);
        self.selected.set(Some(selected));
    }

    /// Shows another function where one is shown, as one of many steps: the history keeps only the last.
    pub fn look_at(self, name: &str, node: u32) {
        self.select_node(node);
        self.router
            .replace(|route| route.of = Some(name.to_owned()));
    }

    /// Goes on to another function: a new entry in the history.
    pub fn walk_to(self, name: &str, node: u32) {
        self.select_node(node);
        self.router.go(|route| route.of = Some(name.to_owned()));
    }

    /// The name of a node in view, or of the selected one.
    pub fn name_of(self, node: u32) -> Option<String> {
        // What was selected in a table may be in no picture.
        let details = self.details.get_untracked();
        if let Some(details) = details.filter(|details| details.node == node) {
            return Some(details.name.clone());
        }
        if let Some(graph) = self.graph.get_untracked() {
            let its = graph.boxes.iter().find(|it| it.node == node);
            if let Some(its) = its {
                return Some(its.name.clone());
            }
        }
        let index = self.shown.get_untracked()?;
        let name = index.flame.names.iter().find(|name| name.node == node)?;
        Some(name.name.clone())
    }

    /// The name of what is selected: in a table it may be a function without a box.
    pub fn selected_name(self) -> Option<String> {
        let node = self.selected.get_untracked()?.node;
        let menu = self.menu.get_untracked().filter(|menu| menu.node == node);
        if let Some(menu) = menu {
            return Some(menu.name);
        }
        let details = self.details.get_untracked();
        match details.filter(|details| details.node == node) {
            Some(details) => Some(details.name.clone()),
            None => self.name_of(node),
        }
    }

    /// Makes the base the profile and the profile the base.
    pub fn swap(self) {
        let (profile, base) = (self.profile.get_untracked(), self.base.get_untracked());
        if let (Some(profile), Some(base)) = (profile, base) {
            self.router.replace(|route| {
                route.profile = Some(base.entry.hash);
                route.base = Some(profile.entry.hash);
                route.zoom.clear();
            });
        }
    }

    /// The sample type in view: its index, kind and unit.
    pub fn sample_type(self) -> Option<(u32, String, String)> {
        let profile = self.profile.get()?;
        let wanted = self.subject.get()?.sample_type;
        let index = wanted.unwrap_or(profile.default_sample_type);
        let (kind, unit) = profile.sample_types.get(index as usize)?.clone();
        Some((index, kind, unit))
    }
}
