//! The flame that is asked for, and the one on the screen.

use std::sync::Arc;

use leakscope_core::engine::protocol::{Answer, Request, Subject};
use leakscope_core::layout::{Flame, FlameQuery, FlameWidth};

use super::{Colour, Indexed};
use crate::engine::Engine;
use crate::prelude::*;
use crate::ui::flame_look::FlameLook;
use crate::ui::parts::Query;
use crate::ui::profile::flame::FlameIndex;
use crate::ui::theme::token;

/// What the flame follows; cheap to copy. Each is a field of [`Model`](super::Model).
#[derive(Clone, Copy)]
pub struct Asked {
    pub engine: Engine,
    pub subject: Memo<Option<Subject>>,
    pub zoom: Memo<Vec<u32>>,
    pub look: Memo<FlameLook>,
    pub around: Memo<Option<String>>,
    pub width_px: RwSignal<f64>,
    pub width: RwSignal<FlameWidth>,
    pub colour: RwSignal<Option<Colour>>,
}

/// What is asked of a profile as a flame, and what came of it.
pub struct Flames {
    /// The whole profile, and what went wrong with it.
    pub whole: Query<Flame>,
    /// The same with its index.
    pub whole_index: Memo<Indexed>,
    /// What is on the screen. While a zoom is on its way the old view stays.
    pub shown: Memo<Indexed>,
}

impl Asked {
    fn request(self, zoom: Vec<u32>) -> Option<Request> {
        let (subject, width) = (self.subject.get()?, self.width_px.get());
        let query = FlameQuery {
            zoom,
            is_inverted: self.look.read().is_inverted,
            is_in_time: self.look.read().is_in_time,
            around: self.around.get().unwrap_or_default(),
            is_collapsed: self.look.read().is_collapsed,
            marks_growth: self.colour.get() == Some(Colour::Leak),
            min_share: 0.5 / width,
            width: self.width.get(),
        };
        (width > 0.0).then_some(Request::Flame { subject, query })
    }

    fn index(self, flame: Option<Arc<Flame>>) -> Indexed {
        let is_upright = self.look.read().is_upright;
        flame.map(|flame| Arc::new(FlameIndex::new(flame, is_upright)))
    }
}

impl Flames {
    /// Asks, and asks anew whenever something of it changes.
    pub fn new(asked: Asked) -> Flames {
        let whole = Query::new(asked.engine, move || asked.request(Vec::new()), pick_flame);
        let ask_zoomed = move || {
            let zoom = asked.zoom.get();
            (!zoom.is_empty()).then(|| asked.request(zoom)).flatten()
        };
        let zoomed = Query::new(asked.engine, ask_zoomed, pick_flame);
        let whole_index = Memo::new(move || asked.index(whole.get()));
        let before = StoredValue::new(None);
        let shown = Memo::new(move || {
            let now = match asked.zoom.read().is_empty() {
                true => whole_index.get(),
                false => asked.index(zoomed.get()),
            };
            let before_it = before.get_value();
            let before_it = before_it.filter(|_| asked.subject.read().is_some());
            let shown = now.or(before_it);
            before.set_value(shown.clone());
            shown
        });
        Flames {
            whole,
            whole_index,
            shown,
        }
    }
}

/// Takes a flame view out of an answer.
pub fn pick_flame(answer: Answer) -> Option<Flame> {
    match answer {
        Answer::Flame(flame) => Some(*flame),
        _ => None,
    }
}

/// How wide the flame will be, so that it is asked for before it is laid out: the window without the
/// panel beside it, as wide as the style sheet has it, and what lies between. Where this is wrong it is
/// asked for once more.
pub fn likely_width_px() -> f64 {
    /// `.flame`'s margins: `--s-4` and `--s-3`.
    const AROUND_PX: f64 = 28.0;
    /// Up to here the panel is under the flame (`style/profile.css`).
    const ONE_COLUMN_PX: f64 = 900.0;
    let window_px = window().inner_width().ok().and_then(|width| width.as_f64());
    let window_px = window_px.unwrap_or(0.0);
    let panel_px = match window_px <= ONE_COLUMN_PX {
        true => 0.0,
        false => Some(js_sys::parse_float(&token("--w-detail")))
            .filter(|px| *px > 0.0)
            .unwrap_or(0.0),
    };
    (window_px - panel_px - AROUND_PX).max(0.0)
}
