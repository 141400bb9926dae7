//! The whole page: it provides every context, and shows the view the route names.

use leakscope_core::engine::protocol::Trouble;

use super::dom::{Content, Nodes, el, nodes};
use super::export::export_dialog;
use super::failure::{failure_screen, trouble_in_full};
use super::first_run::first_run;
use super::messages::message_list;
use super::open::drop_and_paste;
use super::overview::overview_view;
use super::page::Page;
use super::profile::{profile_view, rehearse};
use super::route::{Router, View};
use super::shell::{current_service, help_dialog, palette_dialog, settings_dialog, top_bar};
use super::work::progress_line;
use crate::engine::Engine;
use crate::prelude::*;

/// The page.
pub fn app() -> impl Content {
    let Page { engine, router, .. } = Page::start();
    let view = Memo::new(move || router.view());
    let main = move || match view.get() {
        View::Start => nodes(first_run()),
        View::Overview => nodes(overview(engine, router)),
        View::Profile => nodes(of_rest(|| nodes(profile_view()))),
    };
    let has_rest = Page::get().has_rest;
    effect(move || {
        if has_rest.get() {
            rehearse();
        }
    });
    let bars = (top_bar(), progress_line(), message_list());
    (
        el("div").class("app").child((bars, main)),
        drop_and_paste(),
        of_rest(|| {
            nodes((
                export_dialog(),
                settings_dialog(),
                help_dialog(),
                palette_dialog(),
            ))
        }),
    )
}

/// What is of the rest, once that is here.
fn of_rest(make: fn() -> Nodes) -> impl Content {
    let has_rest = Page::get().has_rest;
    move || has_rest.get().then(make)
}

/// What the overview comes to: the first screen while nothing is here, why a service cannot be
/// reached while it never answered, else the service over time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Screen {
    First,
    Failure,
    Service,
}

fn overview(engine: Engine, router: Router) -> impl Content {
    let service = current_service(engine, router);
    let is_asked = Memo::new(move || router.route().read().watch.is_some());
    let screen = Memo::new(move || match &*service.read() {
        // An address in a link is shown in the form, and asked only when a person says so.
        _ if is_asked.get() => Screen::First,
        None => Screen::First,
        Some(service) if service.trouble.is_some() && service.range_ms.is_none() => Screen::Failure,
        Some(_) => Screen::Service,
    });
    let trouble = Memo::new(move || {
        service
            .read()
            .as_ref()
            .and_then(|service| service.trouble.clone())
    });
    move || match screen.get() {
        Screen::First => nodes(first_run()),
        // Where there is a service, there is the rest: the engine took it in with that.
        Screen::Service => service_screen(trouble),
        Screen::Failure => nodes(move || {
            let service = untrack(|| service.get())?;
            let trouble = trouble.get()?;
            Some(failure_screen(&service, trouble))
        }),
    }
}

#[inline(never)]
fn service_screen(trouble: Memo<Option<Trouble>>) -> Nodes {
    nodes((unreachable(trouble), overview_view()))
}

/// A service that stopped answering keeps its history; why, and what to do, folds out over it.
fn unreachable(trouble: Memo<Option<Trouble>>) -> impl Content {
    move || {
        let trouble = trouble.get()?;
        let title = el("b").child(el("bdi").child(trouble.title.as_str()));
        let more = el("div").class("first failure");
        Some(
            el("div")
                .class("message trouble")
                .child(el("details").class("words").child((
                    el("summary").child(title),
                    more.child(trouble_in_full(trouble)),
                ))),
        )
    }
}
