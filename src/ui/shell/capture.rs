//! Capture now: any profile the service's index lists, a CPU profile, a full goroutine dump; each
//! with its price said first.

use crate::leptos::ev;
use leakscope_core::engine::protocol::{Answer, Request};
use leakscope_core::telemetry::ServiceId;
use leakscope_core::units;

use crate::ui::dom::{Content, El, button, el, nodes};
use crate::ui::page::Page;
use crate::ui::parts::{icon, icon::paths, menu};
use crate::ui::route::View;

/// What a goroutineleak profile costs, as measured at 100,000 goroutines under Go 1.27.
const LEAKED_PRICE: &str = "forces a garbage collection; at 100,000: 0.3 s, 24 ms of it stopped";

/// The menu, of a service.
pub fn capture_menu(service: ServiceId) -> El {
    let engine = Page::get().engine;
    let (router, work, messages) = (Page::get().router, Page::get().work, Page::get().messages);
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
                    if let Some(profile) = info.profiles.into_iter().next() {
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
            // These are not profiles to take at once: they have entries of their own, or none.
            .filter(|(name, _)| {
                !matches!(
                    name.as_str(),
                    "cmdline"
                        | "profile"
                        | "trace"
                        | "symbol"
                        | "full goroutine stack dump"
                        | "goroutineleak"
                )
            })
            .map(|(name, count)| {
                let what = name.clone();
                let price = match name.as_str() {
                    "heap" | "allocs" => "cheap: samples already taken".to_owned(),
                    _ => units::count(count),
                };
                let take = move || take(what.clone());
                pick(el("bdi").child(name), price, take)
            })
            .collect();
        let is_empty = listed.is_empty();
        let cpu = [5, 10, 30].map(|seconds| {
            let take = move || take(format!("profile?seconds={seconds}"));
            let price = "a few % of a core meanwhile".to_owned();
            pick(format!("CPU, {seconds} s"), price, take)
        });
        let dump_price = match goroutines {
            0 => "stops the world, about 1 kB each".to_owned(),
            count => format!(
                "stops the world, about {}",
                units::short(count.saturating_mul(1024), "bytes")
            ),
        };
        let dump = move || take("goroutine?debug=2".to_owned());
        let leaked = move || take("goroutineleak".to_owned());
        nodes((
            el("h3").child("Capture now"),
            listed,
            is_empty.then(|| {
                let note = el("p").class("note");
                note.child("The index lists no profiles yet.")
            }),
            el("hr"),
            cpu,
            pick("Full goroutine dump", dump_price, dump),
            pick("goroutineleak", LEAKED_PRICE.to_owned(), leaked),
        ))
    };
    let title = || "Capture a profile now".to_owned();
    let face = (icon(paths::CAMERA), "Capture");
    menu("btn capture", title, face, items)
}

fn pick(name: impl Content, price: String, take: impl Fn() + 'static) -> El {
    button("pick").on(ev::click, move |_| take()).child((
        el("b").child(name),
        " ",
        el("small").child(price),
    ))
}
