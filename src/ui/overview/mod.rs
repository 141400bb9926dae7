//! A service over time: the verdict, memory and goroutines on one axis, what grows.

mod copy;
mod growth;
mod lanes;
mod legend;
mod load;
mod range_bar;
mod spark;
mod state;
mod verdict;
mod zone;

use std::rc::Rc;

use leakscope_core::telemetry::ServiceId;
use leptos::prelude::*;

use self::growth::Growing;
use self::lanes::Lanes;
use self::range_bar::{RangeBar, SpanSegment};
use self::state::OverviewState;
use self::verdict::OverviewVerdict;
use super::dom::{Old, nodes};
use super::route::Router;
use super::shell::RangeSlot;
use crate::engine::Engine;

/// The overview of the service the route names, or else of the first there is.
#[component]
pub fn OverviewView() -> impl IntoView {
    let engine = expect_context::<Engine>();
    let route = expect_context::<Router>().route();
    let service = Memo::new(move |_| {
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
    move || {
        service
            .get()
            .map(|_| view! { <ServiceOverview service=service /> })
    }
}

#[component]
fn ServiceOverview(service: Memo<Option<ServiceId>>) -> impl IntoView {
    let state = OverviewState::new(service);
    load::keep_loaded(state);
    let slot = expect_context::<RangeSlot>();
    slot.0.set(Some(Rc::new(move || {
        nodes(Old(view! { <SpanSegment state=state /> }))
    })));
    on_cleanup(move || slot.0.set(None));
    view! {
        <main class="overview">
            <OverviewVerdict state=state />
            <RangeBar state=state />
            <Lanes state=state />
            <Growing state=state />
        </main>
    }
}
