//! The function a link names: selected, and brought into view.

use leakscope_core::engine::protocol::Request;
use leakscope_core::layout::FlameQuery;

use super::flame::FlameIndex;
use super::model::{Model, Selected, pick_flame};
use crate::prelude::*;
use crate::ui::parts::Query;

/// Boxes narrower than this share are not looked through: one that grew enough to be asked for has
/// more, and 10,000 boxes a row are quickly made.
const NARROWEST: f64 = 1e-4;
/// A box narrower than this share of the width is zoomed to.
const NARROW: f64 = 1.0 / 8.0;

/// Finds what the link names as often as it names something, and takes it out of the link then:
/// what a person selects next is not what the link said.
pub fn find(model: Model) {
    let wanted = Memo::new(move || model.router.route().read().find.clone());
    let ask = move || {
        wanted.read().as_ref()?;
        let query = FlameQuery {
            min_share: NARROWEST,
            width: model.width.get(),
            ..FlameQuery::default()
        };
        let subject = model.subject.get()?;
        Some(Request::Flame { subject, query })
    };
    let flame = Query::new(model.engine, ask, pick_flame);
    effect(move || {
        let (Some(name), Some(flame)) = (wanted.get(), flame.get()) else {
            return;
        };
        let index = FlameIndex::new(flame);
        let zoom = match index.widest(|other| other.name == name) {
            Some(at) => {
                let (path, node) = (index.path(at), index.name(at).map(|name| name.node));
                model.selected.set(node.map(|node| Selected {
                    node,
                    path: Some(path),
                }));
                index.path(around(&index, at))
            }
            // It is too small to have a box: the search says how small.
            None => {
                model.search.set(name);
                Vec::new()
            }
        };
        model.router.replace(|route| {
            route.find = None;
            if route.zoom.is_empty() {
                route.zoom = zoom;
            }
        });
    });
}

/// The topmost box around a box in which it is not narrow.
fn around(index: &FlameIndex, at: usize) -> usize {
    let width = |at: usize| index.boxes().width.get(at).copied().unwrap_or(1.0);
    let chain = index.chain(at);
    let wide_enough = chain.take_while(|&above| width(above) * NARROW <= width(at));
    wide_enough.last().unwrap_or(at)
}
