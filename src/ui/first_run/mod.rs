//! The first screen: three ways in, and what was here before.

mod address;
mod connect;

use leptos::prelude::*;

use super::clock;
use super::keys::Keys;
use super::open::Opener;
use super::route::{Router, View};
use crate::engine::Engine;
use connect::Connect;
use leakscope_core::units;

/// The first screen.
#[component]
pub fn FirstRun() -> impl IntoView {
    let opener = expect_context::<Opener>();
    expect_context::<Keys>().on(move |key| {
        match key {
            "w" => connect::focus_address(),
            "d" => opener.demo(),
            _ => return false,
        }
        true
    });
    view! {
        <main class="first">
            <h1>"Find the leak in a Go service"</h1>
            <p class="lead">"Everything stays in this browser."</p>
            <section aria-labelledby="way-watch">
                <h2 id="way-watch">"Watch a service" <kbd>"w"</kbd></h2>
                <Connect />
            </section>
            <section aria-labelledby="way-open">
                <h2 id="way-open">"Open or paste a profile" <kbd>"o"</kbd></h2>
                <button class="drop" on:click=move |_| opener.choose()>
                    <b>"Choose files, or drop them anywhere"</b>
                    <span>
                        "pb.gz, text goroutine dump, heap debug=1, saved recording; several at once are compared. Ctrl+V pastes files or text."
                    </span>
                </button>
            </section>
            <section aria-labelledby="way-demo">
                <h2 id="way-demo">"Load the demo recording" <kbd>"d"</kbd></h2>
                <div class="row">
                    <p>
                        "A real service that leaks two goroutines with every health check, a migration among it. Its own figures are shown once it is read."
                    </p>
                    <button class="btn" on:click=move |_| opener.demo()>"Load the demo recording"</button>
                </div>
            </section>
            <Recent />
        </main>
    }
}

/// Services and profiles that are still here.
#[component]
fn Recent() -> impl IntoView {
    let engine = expect_context::<Engine>();
    let router = expect_context::<Router>();
    move || {
        let inventory = engine.inventory().get();
        if inventory.services.is_empty() && inventory.profiles.is_empty() {
            return None;
        }
        let services: Vec<_> = inventory
            .services
            .iter()
            .map(|service| {
                let id = service.id.0;
                let go = move |_| {
                    router.go(|route| (route.view, route.service) = (View::Overview, Some(id)))
                };
                let range = service.range_ms.map(|(from, to)| {
                    format!(
                        "{} {}, {}",
                        clock::day(from),
                        clock::clock(from),
                        units::rough_duration(to - from)
                    )
                });
                view! {
                    <li>
                        <button class="pick" on:click=go>
                            <b><bdi>{service.target.name.clone()}</bdi></b>
                            <span class="code"><bdi>{service.target.base_url.clone()}</bdi></span>
                            <small>{range}</small>
                        </button>
                    </li>
                }
            })
            .collect();
        let mut opened = inventory.profiles.clone();
        opened.sort_by_key(|profile| std::cmp::Reverse(profile.entry.id));
        let profiles: Vec<_> = opened
            .into_iter()
            .take(8)
            .map(|profile| {
                let hash = profile.entry.hash.clone();
                let go = move |_| {
                    let hash = hash.clone();
                    router.go(|route| {
                        route.view = View::Profile;
                        route.profile = Some(hash);
                        route.base = None;
                        route.zoom.clear();
                    });
                };
                let size = units::short(profile.entry.bytes.min(i64::MAX as u64) as i64, "bytes");
                view! {
                    <li>
                        <button class="pick" on:click=go>
                            <b><bdi>{profile.entry.name}</bdi></b>
                            <span>{profile.kind}</span>
                            <small>{size}</small>
                        </button>
                    </li>
                }
            })
            .collect();
        Some(view! {
            <section aria-labelledby="recent">
                <h2 id="recent">"Still here"</h2>
                <ul>{services} {profiles}</ul>
            </section>
        })
    }
}
