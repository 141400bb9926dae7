//! From one kept profile to the next of its kind, with all else as it is: the view, its filters, the zoom,
//! what is selected, and the base.

use leakscope_core::engine::protocol::{Answer, Inventory, ProfileInfo, Request, Subject};
use leakscope_core::layout::flame::CALLERS;
use leakscope_core::order;

use super::model::{Model, Selected, index_of_type};
use super::parts::icon_button;
use crate::leptos::ev;
use crate::leptos::task::spawn_local;
use crate::prelude::*;
use crate::ui::clock;
use crate::ui::dom::{Content, el};
use crate::ui::parts::icon;
use crate::ui::parts::icon::paths;

/// The profiles that one goes through from this one, itself among them, the oldest first: of its service
/// those fetched under its name, of loose files those of its kind.
fn siblings(inventory: &Inventory, profile: &ProfileInfo) -> Vec<ProfileInfo> {
    let of_service = inventory.services.iter().flat_map(|its| &its.profiles);
    let all = of_service.chain(&inventory.profiles);
    let is_sibling = |other: &&ProfileInfo| {
        let is_alike = match profile.entry.service {
            Some(_) => other.entry.name == profile.entry.name,
            None => other.kind == profile.kind,
        };
        is_alike && other.entry.service == profile.entry.service
    };
    let mut siblings: Vec<ProfileInfo> = all.filter(is_sibling).cloned().collect();
    order::sort_by(&mut siblings, |a, b| {
        let by_time = a.entry.at_ms.total_cmp(&b.entry.at_ms);
        by_time.then(a.entry.id.cmp(&b.entry.id))
    });
    siblings
}

/// Where a profile stands among its siblings, from 0, and how many there are.
fn place(inventory: &Inventory, profile: &ProfileInfo) -> (usize, usize) {
    let siblings = siblings(inventory, profile);
    let mut ids = siblings.iter().map(|other| other.entry.id);
    let place = ids.position(|id| id == profile.entry.id).unwrap_or(0);
    (place, siblings.len())
}

/// The two buttons, and which of how many profiles is in view; nothing where there is only one.
pub fn steps(model: Model) -> impl Content {
    let place = Memo::new(move || {
        let profile = model.profile.get()?;
        Some(place(&model.engine.inventory().read(), &profile))
    });
    let one = move |is_forward: bool, name: &'static str, title: &'static str| {
        let path = if is_forward {
            paths::NEXT
        } else {
            paths::BEFORE
        };
        let is_end = move || {
            place.get().is_none_or(|(at, count)| match is_forward {
                true => at + 1 >= count,
                false => at == 0,
            })
        };
        icon_button(name, title, icon(path))
            .flag("disabled", is_end)
            .on(ev::click, move |_| {
                step(model, is_forward);
            })
    };
    let has_several = Memo::new(move || place.get().is_some_and(|(_, count)| count > 1));
    let words = move || {
        place
            .get()
            .map(|(at, count)| format!("{} of {count}", at + 1))
    };
    move || {
        has_several.get().then(|| {
            (
                one(
                    false,
                    "Profile before",
                    "The profile before, all else as it is ([)",
                ),
                el("span").class("lbl").child(words),
                one(
                    true,
                    "Profile after",
                    "The profile after, all else as it is (])",
                ),
                el("p")
                    .class("vh")
                    .attr("aria-live", "polite")
                    .child(move || model.stepped.get()),
            )
        })
    }
}

/// Goes to the profile after the one in view, or before it. Whether there is one to speak of.
pub fn step(model: Model, is_forward: bool) -> bool {
    let (profile, base) = (model.profile.get_untracked(), model.base.get_untracked());
    let (Some(profile), Some(subject)) = (profile, model.subject.get_untracked()) else {
        return false;
    };
    let siblings = siblings(&model.engine.inventory().read_untracked(), &profile);
    // Quick steps go on from where the last one leads, not from what is still in view.
    let from = model.step_to.get_value().unwrap_or(profile.entry.id);
    let base = base.map(|base| base.entry.id);
    let at = siblings.iter().position(|other| other.entry.id == from);
    let next = at.and_then(|at| {
        // Against itself a base tells nothing: it is passed over.
        let is_other = |other: &&ProfileInfo| Some(other.entry.id) != base;
        match is_forward {
            true => siblings[at + 1..].iter().find(is_other),
            false => siblings[..at].iter().rev().find(is_other),
        }
    });
    let Some(next) = next.cloned() else {
        let end = if is_forward { "last" } else { "first" };
        model
            .stepped
            .set(format!("this is the {end} {} profile", profile.entry.name));
        return true;
    };
    model.step_to.set_value(Some(next.entry.id));
    let place = siblings
        .iter()
        .position(|other| other.entry.id == next.entry.id);
    let said = format!(
        "{} {}, {} of {}",
        next.entry.name,
        clock::clock(next.entry.at_ms),
        place.unwrap_or(0) + 1,
        siblings.len()
    );
    go_to(model, subject, next, said);
    true
}

/// Shows another profile, with zoom and selection where they were by the names of their functions, since
/// nodes have other ids in it.
fn go_to(model: Model, mut subject: Subject, next: ProfileInfo, said: String) {
    let stands = Stands::of(model);
    subject.profile = next.entry.id;
    let wanted = model.router.route().read_untracked().sample_type.clone();
    subject.sample_type = wanted
        .as_deref()
        .and_then(|kind| index_of_type(&next, kind));
    let names = stands.names.clone();
    spawn_local(async move {
        let answer = match names.is_empty() {
            true => Ok(Answer::Named(Vec::new())),
            false => model.engine.ask(Request::Named { subject, names }).await,
        };
        // Another step, or another profile, has been asked for since.
        if model.step_to.try_with_value(|id| *id) != Some(Some(next.entry.id)) {
            return;
        }
        model.step_to.set_value(None);
        // What cannot be read is said by the view itself.
        let ids = match answer {
            Ok(Answer::Named(ids)) => ids,
            _ => Vec::new(),
        };
        let zoom = stands.zoom(&ids);
        let is_whole = zoom.len() == stands.zoom.len();
        model.next_selected.set_value(stands.selected(&ids));
        model.router.replace(|route| {
            route.profile = Some(next.entry.hash.clone());
            route.zoom = zoom;
        });
        let zoomed_out = if is_whole {
            ""
        } else {
            "; the zoomed frame is not in it"
        };
        model.stepped.set(format!("{said}{zoomed_out}"));
    });
}

/// What stands where in the flame, by names.
struct Stands {
    /// Name and file of each function that is asked about.
    names: Vec<(String, String)>,
    /// The zoom, by places in `names`; none for the mark of a sandwich's callers.
    zoom: Vec<Option<usize>>,
    /// The selected function, and the path to its box.
    selected: Option<(usize, Option<Vec<Option<usize>>>)>,
}

impl Stands {
    fn of(model: Model) -> Stands {
        let mut stands = Stands {
            names: Vec::new(),
            zoom: Vec::new(),
            selected: None,
        };
        let zoom = model.zoom.get_untracked();
        stands.zoom = stands.path(model, &zoom);
        if let Some(Selected { node, path }) = model.selected.get_untracked() {
            let path = path.map(|path| stands.path(model, &path));
            let place = stands.add(model, node);
            stands.selected = place.map(|place| (place, path));
        }
        stands
    }

    /// A path as far as its functions are known.
    fn path(&mut self, model: Model, path: &[u32]) -> Vec<Option<usize>> {
        let mut places = Vec::new();
        // In the order of time a path consists of moments, which another profile does not have.
        let shown = model.shown.get_untracked();
        if shown.is_some_and(|index| !index.boxes().places.is_empty()) {
            return places;
        }
        for &node in path {
            match node {
                CALLERS => places.push(None),
                node => match self.add(model, node) {
                    Some(place) => places.push(Some(place)),
                    None => break,
                },
            }
        }
        places
    }

    fn add(&mut self, model: Model, node: u32) -> Option<usize> {
        let named = name_and_file(model, node)?;
        let known = self.names.iter().position(|known| *known == named);
        Some(known.unwrap_or_else(|| {
            self.names.push(named);
            self.names.len() - 1
        }))
    }

    /// The zoom as far as the other profile has its functions.
    fn zoom(&self, ids: &[Option<u32>]) -> Vec<u32> {
        let known = self.zoom.iter().map_while(|place| id_at(*place, ids));
        known.collect()
    }

    fn selected(&self, ids: &[Option<u32>]) -> Option<Selected> {
        let (place, path) = self.selected.as_ref()?;
        let node = id_at(Some(*place), ids)?;
        // Where the box is not known, the function alone is selected.
        let path = path.as_ref().and_then(|path| {
            let ids = path.iter().map(|place| id_at(*place, ids));
            ids.collect::<Option<Vec<u32>>>()
        });
        Some(Selected {
            node,
            path: Some(path.unwrap_or_else(|| vec![node])),
        })
    }
}

fn id_at(place: Option<usize>, ids: &[Option<u32>]) -> Option<u32> {
    match place {
        None => Some(CALLERS),
        Some(place) => ids.get(place).copied().flatten(),
    }
}

/// How a node of the profile in view is called.
fn name_and_file(model: Model, node: u32) -> Option<(String, String)> {
    let shown = [
        model.shown.get_untracked(),
        model.whole_index.get_untracked(),
    ];
    let names = shown.iter().flatten().flat_map(|index| &index.flame.names);
    let mut names = names.filter(|name| name.node == node);
    if let Some(name) = names.next() {
        return Some((name.name.clone(), name.file.clone()));
    }
    let details = model.details.get_untracked()?;
    (details.node == node).then(|| (details.name.clone(), String::new()))
}
