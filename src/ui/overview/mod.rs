//! A service over time: the verdict, memory and goroutines on one axis, what grows.

mod growth;
mod lanes;
mod legend;
mod load;
mod range_bar;
mod spark;
mod state;
mod told;
mod verdict;
mod zone;

use std::rc::Rc;

use leakscope_core::telemetry::ServiceId;

use self::growth::growing;
use self::lanes::lanes;
use self::range_bar::{range_bar, span_segment};
use self::state::OverviewState;
use self::verdict::overview_verdict;
use super::actions::Row;
use super::dom::{Content, El, el, nodes};
use crate::prelude::*;
use crate::ui::page::Page;

/// The keys of the overview.
pub fn key_rows() -> Vec<Row> {
    lanes::key_rows()
}

/// The overview of the service the route names, or else of the first there is.
pub fn overview_view() -> impl Content {
    let engine = Page::get().engine;
    let route = Page::get().router.route();
    let service = Memo::new(move || {
        let inventory = engine.inventory().read();
        let wanted = route.read().service.map(ServiceId);
        let named = inventory
            .services
            .iter()
            .find(|service| Some(service.id) == wanted);
        named
            .or(inventory.services.first())
            .map(|service| service.id)
    });
    // Another service starts over: what was selected and zoomed belongs to the one before.
    move || service.get().map(|_| service_overview(service))
}

fn service_overview(service: Memo<Option<ServiceId>>) -> El {
    let state = OverviewState::new(service);
    load::keep_loaded(state);
    let slot = Page::get().range_slot;
    slot.0
        .set(Some(Rc::new(move || nodes(span_segment(state)))));
    on_cleanup(move || slot.0.set(None));
    el("main").class("overview").child((
        overview_verdict(state),
        range_bar(state),
        lanes(state),
        growing(state),
    ))
}
