//! Where in a flame one is, and how one gets about in it: switches, sandwich, zoom.

use leakscope_core::layout::FrameDetails;
use leakscope_core::layout::flame::CALLERS;

use super::flame::FlameIndex;
use super::model::{Model, Selected};
use crate::prelude::*;
use crate::ui::flame_look::FlameLook;

impl Model {
    /// Whether the flame is of whole stacks from the root, with every frame: what paths that do not
    /// come from the flame itself lead through.
    pub fn is_plain(self) -> bool {
        let look = self.look.get_untracked();
        let is_whole = self.around.read_untracked().is_none();
        is_whole && !look.is_inverted && !look.is_collapsed && !look.is_in_time
    }

    /// Keeps the selected function selected where the flame reads stacks another way: there it is its
    /// widest box.
    pub fn keep_selected(self) {
        let mut before = None;
        effect(move || {
            let look = self.look.get();
            let reads = (look.is_inverted, look.is_collapsed, look.is_in_time);
            let now = (self.around.get(), reads);
            let has_changed = before.replace(now.clone()).is_some_and(|it| it != now);
            if let Some(mut selected) = self.selected.get_untracked().filter(|_| has_changed) {
                selected.path = None;
                self.select(selected);
            }
        });
        effect(move || {
            let shown = self.shown.get();
            let selected = self.selected.get_untracked();
            let Some(mut selected) = selected.filter(|selected| selected.path.is_none()) else {
                return;
            };
            selected.path = shown.and_then(|index| widest_box(&index, selected.node));
            if selected.path.is_some() {
                self.select(selected);
            }
        });
    }

    /// Switches how the flame reads or draws stacks.
    pub fn set_look(self, change: impl FnOnce(&mut FlameLook)) {
        self.router.replace(|route| {
            let before = route.look;
            change(&mut route.look);
            // Other boxes have other paths; upright they are the same.
            let reads = |look: FlameLook| (look.is_inverted, look.is_collapsed, look.is_in_time);
            if reads(before) != reads(route.look) {
                route.zoom.clear();
            }
        });
    }

    /// Goes to the sandwich of a function, or with none back to whole stacks.
    pub fn go_around(self, name: Option<String>) {
        self.router.go(|route| {
            route.around = name;
            route.tab = None;
            route.zoom.clear();
        });
    }

    /// Goes to the sandwich of the selected function. Whether one is selected.
    pub fn go_around_selected(self) -> bool {
        let name = self.selected_name();
        let has_name = name.is_some();
        if has_name {
            self.go_around(name);
        }
        has_name
    }

    /// Zooms to a box; empty shows everything.
    pub fn zoom_to(self, path: Vec<u32>) {
        self.router.go(|route| route.zoom = path);
    }

    /// As [`Model::zoom_to`], one of many steps of a gesture: the history keeps only the last.
    pub fn zoom_along(self, path: Vec<u32>) {
        self.router.replace(|route| route.zoom = path);
    }

    /// What a level out of the zoomed box leads to; none where all is shown.
    pub fn zoomed_out(self) -> Option<Vec<u32>> {
        let mut path = self.zoom.get_untracked();
        path.pop()?;
        if path == [CALLERS] {
            path.clear();
        }
        Some(path)
    }

    /// What a level in from the zoomed box towards the box at `full` leads to; none where it is there.
    pub fn zoomed_in(self, full: &[u32]) -> Option<Vec<u32>> {
        let path = self.zoom.get_untracked();
        let shared = if full.starts_with(&path) {
            path.len()
        } else {
            0
        };
        let is_caller = full.first() == Some(&CALLERS);
        let next = full.get(..(shared + 1).max(1 + usize::from(is_caller)))?;
        Some(next.to_vec())
    }

    /// The path to the largest box of a function in the flame as it is read now.
    pub fn box_of(self, details: &FrameDetails) -> Option<Vec<u32>> {
        if self.is_plain() {
            return Some(details.path.clone());
        }
        widest_box(&*self.whole_index.get_untracked()?, details.node)
    }

    /// What to zoom to, so that the largest box of a function is wide enough to be seen: nothing
    /// where it is so in the whole view or has no value now, else the topmost box around it in
    /// which it is not narrow, or itself where the whole view has no box of it.
    pub fn zoom_for(self, details: &FrameDetails) -> Vec<u32> {
        let Some(path) = self.box_of(details).filter(|_| details.cum != 0) else {
            return Vec::new();
        };
        let index = self.whole_index.get_untracked();
        let at = index.as_ref().and_then(|index| index.at_path(&path));
        match (index, at) {
            (Some(index), Some(at)) => index.path(index.around(at)),
            _ => path,
        }
    }

    /// Goes to the flame, and there to the largest box of the selected function, which only whole
    /// stacks are sure to have.
    pub fn show_in_flame(self) {
        self.router.replace(|route| {
            route.look = FlameLook {
                is_upright: route.look.is_upright,
                ..FlameLook::default()
            };
            route.around = None;
        });
        let path = self.details.get_untracked().map(|details| {
            let (node, path) = (details.node, Some(details.path.clone()));
            self.select(Selected { node, path });
            self.zoom_for(&details)
        });
        self.router.go(|route| {
            route.tab = None;
            route.zoom = path.unwrap_or_default();
        });
    }
}

/// The path to the widest box of a node.
pub fn widest_box(index: &FlameIndex, node: u32) -> Option<Vec<u32>> {
    let at = index.widest(|name| name.node == node)?;
    Some(index.path(at))
}
