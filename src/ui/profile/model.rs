//! What the profile view shows, as signals derived from the route and the engine.

use std::collections::HashSet;
use std::sync::Arc;

use leakscope_core::engine::protocol::{Answer, Found, Inventory, ProfileInfo, Request, Subject};
use leakscope_core::layout::{Flame, FlameQuery, FlameWidth};
use leptos::prelude::*;

use super::flame::FlameIndex;
use crate::engine::Engine;
use crate::ui::parts::Query;
use crate::ui::route::Router;

/// What colours mean in the flame view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Whose code it is.
    Package,
    /// How it changed against the base.
    Change,
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
    /// Path of the zoomed box.
    pub zoom: Memo<Vec<u32>>,
    /// Width of the flame, CSS pixels.
    pub width_px: RwSignal<f64>,
    /// The whole profile, for the minimap, and for the flame while nothing is zoomed.
    pub whole: Query<Flame>,
    /// What is on the screen, with its index.
    pub shown: Memo<Option<Arc<FlameIndex>>>,
    /// What is selected.
    pub selected: RwSignal<Option<Selected>>,
    /// What is searched for.
    pub search: RwSignal<String>,
    /// What was found.
    pub found: Query<Found>,
    /// Node ids that match the search.
    pub hits: Memo<Arc<HashSet<u32>>>,
    /// The person's choice of colours; none for what fits.
    pub colour_choice: RwSignal<Option<Colour>>,
    /// What makes a box wide.
    pub width: RwSignal<FlameWidth>,
}

impl Model {
    /// Derives everything from the engine and the route.
    pub fn new(engine: Engine, router: Router) -> Model {
        let route = router.route();
        let inventory = engine.inventory();
        let hash = Memo::new(move |_| route.read().profile.clone());
        let base_hash = Memo::new(move |_| route.read().base.clone());
        let profile = Memo::new(move |_| match hash.get() {
            Some(hash) => by_hash(&inventory.read(), &hash),
            None => newest(&inventory.read()),
        });
        let base = Memo::new(move |_| by_hash(&inventory.read(), &base_hash.get()?));
        let sample_type = Memo::new(move |_| route.read().sample_type.clone());
        let subject = Memo::new(move |_| {
            let profile = profile.get()?;
            let wanted = sample_type.get();
            Some(Subject {
                profile: profile.entry.id,
                base: base.get().map(|base| base.entry.id),
                sample_type: wanted.and_then(|kind| index_of_type(&profile, &kind)),
            })
        });
        let zoom = Memo::new(move |_| route.read().zoom.clone());
        let width_px = RwSignal::new(0.0);
        let flame_width = RwSignal::new(FlameWidth::Now);
        let ask_flame = move |zoom: Vec<u32>| {
            let (subject, width): (Subject, f64) = (subject.get()?, width_px.get());
            let query = FlameQuery {
                zoom,
                is_inverted: false,
                min_share: 0.5 / width,
                width: flame_width.get(),
            };
            (width > 0.0).then_some(Request::Flame { subject, query })
        };
        let whole = Query::new(engine, move || ask_flame(Vec::new()), pick_flame);
        let zoomed = Query::new(
            engine,
            move || {
                Some(zoom.get())
                    .filter(|zoom| !zoom.is_empty())
                    .and_then(ask_flame)
            },
            pick_flame,
        );
        // While a zoom is on its way the old view stays.
        let shown = Memo::new_with_compare(
            move |old: Option<&Option<Arc<FlameIndex>>>| {
                let flame = if zoom.read().is_empty() {
                    whole.get()
                } else {
                    zoomed.get()
                };
                match flame {
                    Some(flame) => Some(Arc::new(FlameIndex::new(flame))),
                    None => old.cloned().flatten().filter(|_| subject.read().is_some()),
                }
            },
            |old, new| match (old, new) {
                (Some(Some(old)), Some(Some(new))) => !Arc::ptr_eq(old, new),
                (old, new) => old.is_some_and(Option::is_some) != new.is_some_and(Option::is_some),
            },
        );
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
        let hits = Memo::new(move |_| {
            Arc::new(
                found
                    .get()
                    .map(|found| found.nodes.iter().copied().collect())
                    .unwrap_or_default(),
            )
        });
        let selected = RwSignal::new(None);
        // Node ids belong to one profile, or to one pair: nothing of another one stays selected.
        let pair = Memo::new(move |_| subject.get().map(|subject| (subject.profile, subject.base)));
        Effect::new(move |before: Option<_>| {
            let now = pair.get();
            if before.is_some_and(|before| before != now) {
                selected.set(None);
            }
            now
        });
        Model {
            engine,
            router,
            profile,
            base,
            subject,
            zoom,
            width_px,
            whole,
            shown,
            selected,
            search,
            found,
            hits,
            colour_choice: RwSignal::new(None),
            width: flame_width,
        }
    }

    /// What colours mean now: what the person chose, else the change where there is a base.
    pub fn colour(self) -> Colour {
        match (self.colour_choice.get(), self.base.read().is_some()) {
            (_, false) => Colour::Package,
            (Some(choice), true) => choice,
            (None, true) => Colour::Change,
        }
    }

    /// Zooms to a box; empty shows everything. The history entry is replaced.
    pub fn zoom_to(self, path: Vec<u32>) {
        self.router.replace(|route| route.zoom = path);
    }

    /// Selects a function wherever its widest box is.
    pub fn select_node(self, node: u32) {
        let shown = self.shown.get_untracked();
        let path = shown.and_then(|index| {
            let at = index.widest(node)?;
            Some(index.path(at))
        });
        self.selected.set(Some(Selected { node, path }));
    }

    /// The name of a node in view.
    pub fn name_of(self, node: u32) -> Option<String> {
        let index = self.shown.get_untracked()?;
        let name = index.flame.names.iter().find(|name| name.node == node)?;
        Some(name.name.clone())
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

/// Every profile kept or opened here, newest first.
pub fn all_profiles(inventory: &Inventory) -> Vec<ProfileInfo> {
    let kept = inventory
        .services
        .iter()
        .flat_map(|service| &service.profiles);
    let mut all: Vec<ProfileInfo> = inventory.profiles.iter().chain(kept).cloned().collect();
    all.sort_by(|a, b| {
        b.entry
            .at_ms
            .total_cmp(&a.entry.at_ms)
            .then(b.entry.id.cmp(&a.entry.id))
    });
    all
}

fn by_hash(inventory: &Inventory, hash: &str) -> Option<ProfileInfo> {
    let kept = inventory
        .services
        .iter()
        .flat_map(|service| &service.profiles);
    inventory
        .profiles
        .iter()
        .chain(kept)
        .find(|profile| profile.entry.hash == hash)
        .cloned()
}

/// What to show where the link names no profile: the file opened last, else the newest goroutine
/// profile of a service, else the newest of all.
fn newest(inventory: &Inventory) -> Option<ProfileInfo> {
    let opened = inventory
        .profiles
        .iter()
        .max_by_key(|profile| profile.entry.id);
    let kept = || {
        inventory
            .services
            .iter()
            .flat_map(|service| &service.profiles)
    };
    let latest = |a: &&ProfileInfo, b: &&ProfileInfo| a.entry.at_ms.total_cmp(&b.entry.at_ms);
    opened
        .or_else(|| {
            kept()
                .filter(|profile| profile.kind == "goroutine")
                .max_by(latest)
        })
        .or_else(|| kept().max_by(latest))
        .cloned()
}

fn index_of_type(profile: &ProfileInfo, kind: &str) -> Option<u32> {
    profile
        .sample_types
        .iter()
        .position(|(other, _)| other == kind)
        .map(|index| index as u32)
}

/// Takes a flame view out of an answer.
pub fn pick_flame(answer: Answer) -> Option<Flame> {
    match answer {
        Answer::Flame(flame) => Some(flame),
        _ => None,
    }
}
