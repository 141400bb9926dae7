//! The connection of a service: what is asked how often, what that costs it, how each goes.

use std::sync::Arc;

use leakscope_core::engine::protocol::{Endpoint, Inventory, Request, ServiceInfo};
use leakscope_core::telemetry::ServiceId;
use leakscope_core::units;
use leptos::html::Dialog;
use leptos::prelude::*;

use crate::engine::Engine;
use crate::net::Header;
use crate::ui::clock;
use crate::ui::parts::{Field, Intervals};

/// Which service's settings are open: a context.
#[derive(Clone, Copy, Default)]
pub struct Settings(RwSignal<Option<ServiceId>>);

impl Settings {
    /// Opens them.
    pub fn show(self, service: ServiceId) {
        self.0.set(Some(service));
    }
}

/// The settings.
#[component]
pub fn SettingsDialog() -> impl IntoView {
    let settings = expect_context::<Settings>();
    let engine = expect_context::<Engine>();
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move || {
        if let Some(dialog) = dialog.get() {
            // The dialog is in the page only while it is open.
            let _ = dialog.show_modal();
        }
    });
    move || {
        let id = settings.0.get()?;
        let find = move |inventory: &Arc<Inventory>| {
            inventory
                .services
                .iter()
                .find(|service| service.id == id)
                .cloned()
        };
        // Made once per opening; what changes meanwhile is read in the parts.
        let service = untrack(|| engine.inventory().with(find))?;
        let close = move || settings.0.set(None);
        let live = Signal::derive(move || engine.inventory().with(find));
        Some(view! {
            <dialog node_ref=dialog aria-labelledby="settings-title" on:close=move |_| close()>
                <header>
                    <h2 id="settings-title"><bdi>{service.target.name.clone()}</bdi></h2>
                    <button class="btn" on:click=move |_| close()>"Close"</button>
                </header>
                <div class="settings">
                    {service.is_live.then(|| connection(engine, &service))}
                    {move || live.get().map(facts)}
                    {service.is_live.then(|| header(engine, id))}
                </div>
                <footer>
                    <button
                        class="btn danger"
                        title="Removes the service and all it left here from this browser"
                        on:click=move |_| {
                            engine.tell(Request::Forget { service: id });
                            close();
                        }
                    >
                        "Forget this service and its data"
                    </button>
                </footer>
            </dialog>
        })
    }
}

fn connection(engine: Engine, service: &ServiceInfo) -> impl IntoView + use<> {
    let id = service.id;
    let intervals = RwSignal::new(service.intervals);
    let before = service.intervals;
    let apply = move |_| {
        engine.tell(Request::SetIntervals {
            service: id,
            intervals: intervals.get_untracked(),
        })
    };
    view! {
        <Intervals value=intervals />
        <div class="row">
            <p class="note">"A health check is work for the service, and may be what leaks."</p>
            <button class="btn primary" disabled=move || intervals.get() == before on:click=apply>"Use these intervals"</button>
        </div>
    }
}

fn facts(service: ServiceInfo) -> impl IntoView {
    let endpoints: Vec<_> = service.endpoints.into_iter().map(endpoint).collect();
    view! {
        <dl>
            <dt>"What polling costs it"</dt>
            <dd>{service.cost}</dd>
            <dt>"Health checks of ours"</dt>
            <dd>{units::count(service.our_checks.min(i64::MAX as u64) as i64)}</dd>
        </dl>
        <table class="endpoints">
            <thead><tr><th scope="col">"asked for"</th><th scope="col">"at"</th><th scope="col">"last answer"</th></tr></thead>
            <tbody>{endpoints}</tbody>
        </table>
    }
}

fn endpoint(endpoint: Endpoint) -> impl IntoView {
    let answered = endpoint
        .answered_at_ms
        .map_or("none yet".to_owned(), clock::clock);
    let trouble = endpoint
        .trouble
        .map(|trouble| view! { <br /> <span class="wrong"><bdi>{trouble.title}</bdi></span> });
    view! {
        <tr>
            <td>{endpoint.name}</td>
            <td class="code"><bdi>{endpoint.url}</bdi> {trouble}</td>
            <td>{answered}</td>
        </tr>
    }
}

fn header(engine: Engine, service: ServiceId) -> impl IntoView {
    let (name, value) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let apply = move |_| {
        let header = Header {
            name: name.get_untracked().trim().to_owned(),
            value: value.get_untracked(),
        };
        let header = (!header.name.is_empty()).then_some(header);
        engine.set_header(service, header);
    };
    view! {
        <details>
            <summary>"Request header"</summary>
            <div class="paths">
                <Field label="Name" value=name placeholder="Authorization" />
                <Field label="Value (kept in memory only)" value=value placeholder="Bearer …" is_secret=true />
            </div>
            <button class="btn" on:click=apply>"Use this header and try again"</button>
        </details>
    }
}
