//! Capture now: any profile the service's index lists, a CPU profile, a full goroutine dump; each
//! with its price said first.

use leakscope_core::engine::protocol::{Answer, Request};
use leakscope_core::telemetry::ServiceId;
use leakscope_core::units;
use leptos::prelude::*;

use crate::engine::Engine;
use crate::ui::messages::Messages;
use crate::ui::parts::{Icon, Menu, icon::paths};
use crate::ui::route::{Router, View};
use crate::ui::work::Work;

/// The menu.
#[component]
pub fn CaptureMenu(
    /// Of which service.
    service: ServiceId,
) -> impl IntoView {
    let engine = expect_context::<Engine>();
    let (router, work, messages) = (
        expect_context::<Router>(),
        expect_context::<Work>(),
        expect_context::<Messages>(),
    );
    let take = move |what: String| {
        let shown = what.clone();
        work.run(shown, move |task| async move {
            let request = Request::Capture { service, what };
            match engine
                .ask_with(request, None, move |progress| task.report(progress))
                .await
            {
                Ok(reply) => {
                    let Answer::Opened(info) = reply.answer else {
                        return;
                    };
                    for remark in info.remarks {
                        messages.remark(remark);
                    }
                    if let Some(profile) = info.profile {
                        router.go(|route| {
                            route.view = View::Profile;
                            route.profile = Some(profile.entry.hash);
                            (route.base, route.sample_type) = (None, None);
                            route.zoom.clear();
                        });
                    }
                }
                Err(trouble) => messages.trouble(trouble, None),
            }
        });
    };
    let items = move || {
        let index = engine.inventory().with(|inventory| {
            let info = inventory.services.iter().find(|info| info.id == service);
            info.map(|info| info.index.clone()).unwrap_or_default()
        });
        let goroutines = index
            .iter()
            .find(|(name, _)| name == "goroutine")
            .map_or(0, |(_, count)| *count);
        let listed: Vec<_> = index
            .into_iter()
            // These two are not profiles to take at once: they have entries of their own, or none.
            .filter(|(name, _)| !matches!(name.as_str(), "cmdline" | "profile" | "trace" | "symbol" | "full goroutine stack dump"))
            .map(|(name, count)| {
                let what = name.clone();
                let price = match name.as_str() {
                    "goroutineleak" => "runs a whole collection, and stops the world for it".to_owned(),
                    "heap" | "allocs" => "cheap: samples already taken".to_owned(),
                    _ => units::count(count),
                };
                view! { <button class="pick" on:click=move |_| take(what.clone())><b><bdi>{name}</bdi></b> <small>{price}</small></button> }
            })
            .collect();
        let is_empty = listed.is_empty();
        let cpu = [5, 10, 30].map(|seconds| {
            view! {
                <button class="pick" on:click=move |_| take(format!("profile?seconds={seconds}"))>
                    <b>{format!("CPU, {seconds} s")}</b>
                    <small>"a few % of a core meanwhile"</small>
                </button>
            }
        });
        let dump_price = match goroutines {
            0 => "stops the world, about 1 kB each".to_owned(),
            count => format!(
                "stops the world, about {}",
                units::short(count.saturating_mul(1024), "bytes")
            ),
        };
        view! {
            <h3>"Capture now"</h3>
            {listed}
            {is_empty.then(|| view! { <p class="note">"The index lists no profiles yet."</p> })}
            <hr />
            {cpu}
            <button class="pick" on:click=move |_| take("goroutine?debug=2".to_owned())>
                <b>"Full goroutine dump"</b>
                <small>{dump_price}</small>
            </button>
        }
    };
    let face = move || view! { <Icon path=paths::CAMERA /> "Capture" };
    view! { <Menu class="btn capture" title="Capture a profile now" face=face items=items /> }
}
