//! The connection of a service: what is asked how often, what that costs it, how each goes.

use crate::leptos::ev;
use leakscope_core::engine::protocol::{Endpoint, Request, ServiceInfo};
use leakscope_core::telemetry::ServiceId;
use leakscope_core::units;

use super::experiment::experiment;
use super::known::known_fields;
use crate::engine::Engine;
use crate::net::Header;
use crate::prelude::*;
use crate::ui::clock;
use crate::ui::dom::{Content, El, button, el, nodes};
use crate::ui::page::Page;
use crate::ui::parts::{FieldLook, dialog, field, intervals};

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
pub fn settings_dialog() -> impl Content {
    let settings = Page::get().settings;
    let engine = Page::get().engine;
    move || {
        let id = settings.0.get()?;
        let service = move || {
            let inventory = engine.inventory().read();
            let mut services = inventory.services.iter();
            services.find(|service| service.id == id).cloned()
        };
        // Made once per opening; what changes meanwhile is read in the parts.
        untrack(service).map(|now| opened(settings, engine, &now, service))
    }
}

fn opened(
    settings: Settings,
    engine: Engine,
    now: &ServiceInfo,
    service: impl Fn() -> Option<ServiceInfo> + Copy + 'static,
) -> El {
    let id = now.id;
    let close = move || settings.0.set(None);
    let name = el("bdi").child(now.target.name.as_str());
    let title = el("h2").attr("id", "settings-title").child(name);
    let done = button("btn").on(ev::click, move |_| close()).child("Close");
    let forget = button("btn danger")
        .attr(
            "title",
            "Removes the service and all it left here from this browser",
        )
        .on(ev::click, move |_| {
            engine.tell(Request::Forget { service: id });
            close();
        })
        .child("Forget this service and its data");
    let body = el("div").class("settings").child((
        now.is_live.then(|| connection(engine, now)),
        match now.is_live {
            true => nodes(move || service().map(facts)),
            false => nodes(
                el("p")
                    .class("note")
                    .child("A recording: nothing is asked for it."),
            ),
        },
        now.is_live.then(|| again(engine, id, service)),
        known_fields(engine, now),
        now.is_live.then(|| experiment(engine, id, service)),
        now.is_live.then(|| header(engine, id)),
    ));
    dialog("settings-title", close)
        .child((el("header").child((title, done)), body))
        .child(el("footer").child(forget))
}

fn connection(engine: Engine, service: &ServiceInfo) -> impl Content + use<> {
    let (id, before) = (service.id, service.intervals);
    let wanted = RwSignal::new(before);
    let apply = move |_| {
        engine.tell(Request::SetIntervals {
            service: id,
            intervals: wanted.get_untracked(),
        })
    };
    let note = "A health check is work for the service, and may be what leaks.";
    let apply = button("btn primary")
        .flag("disabled", move || wanted.get() == before)
        .on(ev::click, apply)
        .child("Use these intervals");
    let row = el("div").class("row");
    (
        intervals(wanted),
        row.child((el("p").class("note").child(note), apply)),
    )
}

fn facts(service: ServiceInfo) -> impl Content {
    let checks = units::count(service.our_checks.min(i64::MAX as u64) as i64);
    let facts = el("dl").child((
        el("dt").child("What polling costs it"),
        el("dd").child(service.cost),
        el("dt").child("Health checks of ours"),
        el("dd").child(checks),
    ));
    let heads = ["asked for", "at", "outcome", "last answer"];
    let heads = heads.map(|words| el("th").attr("scope", "col").child(words));
    let rows: Vec<_> = service.endpoints.into_iter().map(endpoint).collect();
    let table = el("table").class("endpoints").child((
        el("thead").child(el("tr").child(heads)),
        el("tbody").child(rows),
    ));
    (facts, table)
}

/// The button for what failed or was not offered. It stands apart from the table, which is made
/// anew with each answer.
fn again(engine: Engine, id: ServiceId, service: impl Fn() -> Option<ServiceInfo> + 'static) -> El {
    let is_missing = |endpoint: &Endpoint| !endpoint.is_asked || endpoint.trouble.is_some();
    button("btn")
        .flag("disabled", move || {
            !service().is_some_and(|service| service.endpoints.iter().any(is_missing))
        })
        .on(ev::click, move |_| {
            engine.tell(Request::Retry { service: id });
        })
        .child("Ask again what did not answer")
}

fn endpoint(endpoint: Endpoint) -> El {
    let answered = endpoint
        .answered_at_ms
        .map_or("none yet".to_owned(), clock::clock);
    let trouble = endpoint.trouble.map(|trouble| {
        let title = el("bdi").child(trouble.title);
        (el("br"), " ", el("span").class("wrong").child(title))
    });
    let url = el("bdi").child(endpoint.url);
    el("tr").child((
        el("td").child(endpoint.name),
        el("td").class("code").child((url, " ", trouble)),
        el("td").child(endpoint.outcome),
        el("td").child(answered),
    ))
}

fn header(engine: Engine, service: ServiceId) -> El {
    let (name, value) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let apply = move |_| {
        let header = Header {
            name: name.get_untracked().trim().to_owned(),
            value: value.get_untracked(),
        };
        let header = (!header.name.is_empty()).then_some(header);
        engine.set_header(service, header);
    };
    let name_look = FieldLook {
        placeholder: "Authorization",
        ..FieldLook::default()
    };
    let value_look = FieldLook {
        placeholder: "Bearer …",
        is_secret: true,
        ..FieldLook::default()
    };
    let fields = el("div").class("paths").child((
        field("Name", name, name_look),
        field("Value (kept in memory only)", value, value_look),
    ));
    let apply = button("btn")
        .on(ev::click, apply)
        .child("Use this header and try again");
    el("details").child((el("summary").child("Request header"), fields, apply))
}
