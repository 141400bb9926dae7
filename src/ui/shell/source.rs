//! Which service is shown: those watched, those opened, and what to do with them.

use crate::leptos::ev;
use leakscope_core::engine::protocol::ServiceInfo;

use crate::prelude::*;
use crate::ui::dom::{Content, El, button, el, nodes};
use crate::ui::page::Page;
use crate::ui::parts::{icon::paths, menu, small_icon};
use crate::ui::route::{Router, View};

/// The picker, with the service shown on its face.
pub fn source_menu(service: Memo<Option<ServiceInfo>>) -> El {
    let named = Memo::new(move || {
        let service = service.read();
        let target = service.as_ref().map(|service| &service.target);
        target.map(|target| (target.name.clone(), target.base_url.clone()))
    });
    let words = move || match named.get() {
        Some((name, url)) => nodes((
            el("b").child(el("bdi").child(name)),
            " ",
            el("span").class("code").child(("@ ", el("bdi").child(url))),
        )),
        None => nodes(el("span").child("No service")),
    };
    let title = move || match named.get() {
        Some((name, _)) => format!("Service shown: {name}"),
        None => "Choose what to look at".to_owned(),
    };
    let (engine, router) = (Page::get().engine, Page::get().router);
    let (opener, exporter) = (Page::get().opener, Page::get().exporter);
    let items = move || {
        // As it is when the menu opens: rows that come meanwhile would move under the pointer.
        let inventory = engine.inventory().get_untracked();
        let current = service.get_untracked().map(|service| service.id);
        let rows: Vec<_> = inventory
            .services
            .iter()
            .map(|service| row(router, service, Some(service.id) == current))
            .collect();
        let has_rows = !rows.is_empty();
        let has_any = has_rows || !inventory.profiles.is_empty();
        let open = (
            "Open profiles or a recording… ",
            el("small").child(el("kbd").child("o")),
        );
        let save = has_any.then(|| {
            let words = "Save everything here as a recording…";
            (el("hr"), pick(words, move || exporter.recording()))
        });
        nodes((
            rows,
            has_rows.then(|| el("hr")),
            pick("Watch a service…", move || {
                router.go(|route| route.view = View::Start);
            }),
            pick(open, move || opener.choose()),
            pick("Open a folder of them…", move || opener.choose_folder()),
            pick("Load the demo recording", move || opener.demo()),
            save,
        ))
    };
    let face = (words, " ", small_icon(paths::DOWN));
    menu("btn source", title, face, items)
}

fn row(router: Router, service: &ServiceInfo, is_current: bool) -> El {
    let id = service.id.0;
    let go = move || {
        router.go(|route| {
            (route.view, route.service, route.range_ms) = (View::Overview, Some(id), None);
        });
    };
    let place = match service.is_live {
        true => service.target.base_url.as_str(),
        false => "recording",
    };
    let name = el("b").child(el("bdi").child(service.target.name.as_str()));
    let place = el("small").child(el("bdi").child(place));
    pick((name, " ", place), go)
        .attr("role", "menuitemradio")
        .attr("aria-checked", is_current)
}

fn pick(words: impl Content, go: impl Fn() + 'static) -> El {
    button("pick").on(ev::click, move |_| go()).child(words)
}
