//! Which service is shown: those watched, those opened, and what to do with them.

use leakscope_core::engine::protocol::ServiceInfo;
use leptos::prelude::*;

use crate::engine::Engine;
use crate::ui::export::Exporter;
use crate::ui::open::Opener;
use crate::ui::parts::{Icon, Menu, icon::paths};
use crate::ui::route::{Router, View};

/// The picker; none while nothing is here.
#[component]
pub fn SourceMenu(
    /// The service shown.
    service: Memo<Option<ServiceInfo>>,
) -> impl IntoView {
    let face = move || {
        let words = match service.get() {
            Some(service) => view! {
                <b><bdi>{service.target.name}</bdi></b>
                <span class="code">"@ "<bdi>{service.target.base_url}</bdi></span>
            }
            .into_any(),
            None => view! { <span>"No service"</span> }.into_any(),
        };
        view! { {words} <Icon path=paths::DOWN is_small=true /> }
    };
    let title = Signal::derive(move || match service.get() {
        Some(service) => format!("Service shown: {}", service.target.name),
        None => "Choose what to look at".to_owned(),
    });
    let (engine, router) = (expect_context::<Engine>(), expect_context::<Router>());
    let (opener, exporter) = (expect_context::<Opener>(), expect_context::<Exporter>());
    let items = move || {
        let inventory = engine.inventory().get();
        let current = service.get_untracked().map(|service| service.id);
        let rows: Vec<_> = inventory
            .services
            .iter()
            .map(|service| {
                let id = service.id.0;
                let go = move |_| router.go(|route| (route.view, route.service, route.range_ms) = (View::Overview, Some(id), None));
                let is_current = Some(service.id) == current;
                view! {
                    <button class="pick" role="menuitemradio" aria-checked=is_current.to_string() on:click=go>
                        <b><bdi>{service.target.name.clone()}</bdi></b>
                        <small><bdi>{if service.is_live { service.target.base_url.clone() } else { "recording".to_owned() }}</bdi></small>
                    </button>
                }
            })
            .collect();
        let has_rows = !rows.is_empty();
        let has_any = has_rows || !inventory.profiles.is_empty();
        view! {
            {rows}
            {has_rows.then(|| view! { <hr /> })}
            <button class="pick" on:click=move |_| router.go(|route| route.view = View::Start)>"Watch a service…"</button>
            <button class="pick" on:click=move |_| opener.choose()>"Open profiles or a recording…" <small><kbd>"o"</kbd></small></button>
            <button class="pick" on:click=move |_| opener.demo()>"Load the demo recording"</button>
            {has_any.then(|| view! {
                <hr />
                <button class="pick" on:click=move |_| exporter.recording()>"Save everything here as a recording…"</button>
            })}
        }
    };
    view! { <Menu class="btn source" title=title face=face items=items /> }
}
