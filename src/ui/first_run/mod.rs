//! The first screen: three ways in, and what was here before.

mod address;
mod connect;

use crate::leptos::ev;
use leakscope_core::engine::protocol::{ProfileInfo, ServiceInfo};
use leakscope_core::units;

use super::actions::{self, Action};
use super::clock;
use super::dom::{Content, El, button, el};
use super::route::{Router, View};
use crate::ui::page::Page;
use connect::connect;

/// What can be done here.
pub const ACTIONS: &[Action<()>] = &[
    Action {
        keys: &["w"],
        words: "watch a service",
        menu: None,
        run: Some(|()| {
            connect::focus_address();
            true
        }),
    },
    Action {
        keys: &["d"],
        words: "load the demo recording",
        menu: None,
        run: Some(|()| {
            Page::get().opener.demo();
            true
        }),
    },
];

/// The first screen.
pub fn first_run() -> El {
    let opener = Page::get().opener;
    actions::offer(Page::get().keys, ACTIONS, ());
    let formats = "pb.gz, text goroutine dump, heap debug=1, folded stacks, a zip or a folder of them, saved recording; several at once are compared. Ctrl+V pastes files or text.";
    let open = button("drop")
        .on(ev::click, move |_| opener.choose())
        .child(el("b").child("Choose files, or drop them anywhere"))
        .child(el("span").child(formats));
    let demo = include_str!("../../../demo/figures.txt").trim_end();
    let load = button("btn")
        .on(ev::click, move |_| opener.demo())
        .child("Load the demo recording");
    let demo = el("div").class("row").child((el("p").child(demo), load));
    el("main")
        .class("first")
        .child(el("h1").child("Find the leak in a Go service"))
        .child(
            el("p")
                .class("lead")
                .child("Everything stays in this browser."),
        )
        .child(way("way-watch", "Watch a service ", "w", connect()))
        .child(way("way-open", "Open or paste a profile ", "o", open))
        .child(way("way-demo", "Load the demo recording ", "d", demo))
        .child(recent())
}

/// A way in: its title with its key, and what it takes.
fn way(id: &'static str, title: &str, key: &str, content: El) -> El {
    let title = el("h2").attr("id", id).child((title, el("kbd").child(key)));
    el("section")
        .attr("aria-labelledby", id)
        .child((title, content))
}

/// Services and profiles that are still here.
fn recent() -> impl Content {
    let engine = Page::get().engine;
    let router = Page::get().router;
    move || {
        let inventory = engine.inventory().get();
        if inventory.services.is_empty() && inventory.profiles.is_empty() {
            return None;
        }
        let mut list = el("ul");
        for service in &inventory.services {
            list = list.child(service_row(router, service));
        }
        // The last opened first; they come in the order they were opened in.
        for profile in inventory.profiles.iter().rev().take(8) {
            list = list.child(profile_row(router, profile));
        }
        let title = el("h2").attr("id", "recent").child("Still here");
        let section = el("section").attr("aria-labelledby", "recent");
        Some(section.child((title, list)))
    }
}

fn service_row(router: Router, service: &ServiceInfo) -> El {
    let id = service.id.0;
    let go = move |_| router.go(|route| (route.view, route.service) = (View::Overview, Some(id)));
    let range = service.range_ms.map(|(from, to)| {
        let length = units::rough_duration(to - from);
        format!("{} {}, {length}", clock::day(from), clock::clock(from))
    });
    let url = el("bdi").child(service.target.base_url.as_str());
    let row = row(
        &service.target.name,
        el("span").class("code").child(url),
        range,
    );
    el("li").child(row.on(ev::click, go))
}

fn profile_row(router: Router, profile: &ProfileInfo) -> El {
    let hash = profile.entry.hash.clone();
    let go = move |_| {
        router.go(|route| {
            route.view = View::Profile;
            route.profile = Some(hash.clone());
            route.base = None;
            route.zoom.clear();
        });
    };
    let size = units::short(profile.entry.bytes.min(i64::MAX as u64) as i64, "bytes");
    let kind = el("span").child(profile.kind.to_string());
    el("li").child(row(&profile.entry.name, kind, Some(size)).on(ev::click, go))
}

fn row(name: &str, what: El, size: Option<String>) -> El {
    let name = el("b").child(el("bdi").child(name));
    let size = el("small").child(size);
    button("pick").child((name, " ", what, " ", size))
}
