//! The form to watch a service.

use crate::leptos::ev;
use leakscope_core::engine::protocol::Intervals;
use leakscope_core::telemetry::Target;
use leakscope_core::watch::{EVENTS_PATH, VARS_PATH, is_tried};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::address;
use crate::net::Header;
use crate::prelude::*;
use crate::ui::dom::{El, button, el};
use crate::ui::page::Page;
use crate::ui::parts::{FieldLook, field, intervals};
use crate::ui::route::{Router, View};

const ADDRESS_ID: &str = "watch-address";

/// Puts the focus into the address field.
pub fn focus_address() {
    if let Some(field) = document().get_element_by_id(ADDRESS_ID) {
        let _ = field.unchecked_into::<HtmlElement>().focus();
    }
}

/// What the form holds.
#[derive(Clone, Copy)]
struct Form {
    base: RwSignal<String>,
    name: RwSignal<String>,
    health: RwSignal<String>,
    pprof: RwSignal<String>,
    vars: RwSignal<String>,
    events: RwSignal<String>,
    header_name: RwSignal<String>,
    header_value: RwSignal<String>,
    intervals: RwSignal<Intervals>,
    is_checked: RwSignal<bool>,
}

impl Form {
    /// With the usual paths, and the address a link asks for. Nothing is fetched before Start.
    fn new(router: Router) -> Form {
        let text = |text: &str| RwSignal::new(text.to_owned());
        let asked = router.route().read_untracked().watch.clone();
        Form {
            base: RwSignal::new(asked.unwrap_or_else(|| "http://localhost:8080".to_owned())),
            name: text(""),
            health: text("/health"),
            pprof: text("/debug/pprof/"),
            vars: text(VARS_PATH),
            events: text(EVENTS_PATH),
            header_name: text(""),
            header_value: text(""),
            intervals: RwSignal::new(Intervals::default()),
            is_checked: RwSignal::new(false),
        }
    }

    fn target(self) -> Result<Target, String> {
        let base_url = address::base_url(&self.base.read())?;
        let name = match self.name.read().trim() {
            "" => address::name_of(&base_url),
            name => name.to_owned(),
        };
        let pprof = match address::path(&self.pprof.read())? {
            path if path.is_empty() || path.ends_with('/') => path,
            path => format!("{path}/"),
        };
        Ok(Target {
            name,
            base_url,
            health: address::path(&self.health.read())?,
            pprof,
            vars: address::path(&self.vars.read())?,
            events: address::path(&self.events.read())?,
        })
    }

    /// What is wrong with a field, once the form was sent.
    fn wrong(
        self,
        check: fn(&str) -> Result<String, String>,
        value: RwSignal<String>,
    ) -> Memo<Option<String>> {
        Memo::new(move || {
            let is_shown = self.is_checked.get();
            check(&value.read()).err().filter(|_| is_shown)
        })
    }

    /// A field for a path.
    fn path(self, label: &'static str, value: RwSignal<String>, placeholder: &'static str) -> El {
        let look = FieldLook {
            placeholder,
            wrong: Some(self.wrong(address::path, value)),
            ..FieldLook::default()
        };
        field(label, value, look)
    }

    fn header(self) -> Option<Header> {
        let (name, value) = (
            self.header_name.get_untracked(),
            self.header_value.get_untracked(),
        );
        let name = name.trim().to_owned();
        (!name.is_empty()).then_some(Header { name, value })
    }
}

/// Address, paths, intervals, header, Start.
pub fn connect() -> El {
    let router = Page::get().router;
    let form = Form::new(router);
    let is_asked = router.route().read_untracked().watch.is_some();
    let asked = move || match form.target() {
        Ok(target) => will_ask(&target),
        Err(_) => String::new(),
    };
    let base = FieldLook {
        id: Some(ADDRESS_ID),
        wrong: Some(form.wrong(address::base_url, form.base)),
        placeholder: "http://localhost:8080",
        is_secret: false,
    };
    let begin = button("btn primary")
        .attr("type", "submit")
        .flag("autofocus", is_asked)
        .child("Start");
    let address = (field("Base URL", form.base, base), begin);
    let paths = (
        form.path("Health path", form.health, "not asked"),
        form.path("pprof path", form.pprof, "not asked"),
    );
    let asked = note("")
        .attr("aria-live", "polite")
        .child(el("bdi").child(asked));
    el("form")
        .class("connect")
        .flag("novalidate", true)
        .on(ev::submit, move |event| {
            event.prevent_default();
            start(form);
        })
        .child(el("div").class("address").child(address))
        .child(el("div").class("paths").child(paths))
        .child((settings(form), asked))
}

/// Begins to watch, if all that was typed can be.
fn start(form: Form) {
    let Page {
        engine,
        router,
        messages,
        work,
        ..
    } = Page::get();
    form.is_checked.set(true);
    let Ok(target) = untrack(|| form.target()) else {
        return;
    };
    let (intervals, header) = (form.intervals.get_untracked(), form.header());
    work.run(target.name.clone(), move |_| async move {
        match engine.watch(target, intervals, header).await {
            Ok(service) => router.go(|route| {
                route.view = View::Overview;
                route.service = Some(service.0);
                route.watch = None;
            }),
            Err(trouble) => messages.trouble(trouble, None),
        }
    });
}

/// What few need: other paths, intervals, a header.
fn settings(form: Form) -> El {
    let secret = FieldLook {
        placeholder: "Bearer …",
        is_secret: true,
        ..FieldLook::default()
    };
    let paths = (
        text("Name", form.name, "host and port"),
        form.path("expvar path", form.vars, "not asked"),
        form.path("Events path", form.events, "not asked"),
    );
    let header = (
        text("Request header", form.header_name, "Authorization"),
        field("Its value (kept in memory only)", form.header_value, secret),
    );
    el("details").child((
        el("summary").child("Settings: other paths, intervals, a request header"),
        el("div").class("paths").child(paths),
        note("As offered, these two are tried once on connecting; what does not answer is left alone until a retry or a reload. Empty, they are not asked. Each path may be an absolute address, as pprof often has a port of its own."),
        intervals(form.intervals),
        note("A health check is work for the service, and may be what leaks: the page keeps count of those that were ours."),
        el("div").class("paths").child(header),
    ))
}

fn note(words: &'static str) -> El {
    el("p").class("note").child(words)
}

fn text(label: &'static str, value: RwSignal<String>, placeholder: &'static str) -> El {
    let look = FieldLook {
        placeholder,
        ..FieldLook::default()
    };
    field(label, value, look)
}

/// The addresses that will be asked, and those that will only be tried.
fn will_ask(target: &Target) -> String {
    let paths = [
        (&target.health, ""),
        (&target.pprof, ""),
        (&target.vars, VARS_PATH),
        (&target.events, EVENTS_PATH),
    ];
    let (mut asked, mut tried) = (Vec::new(), Vec::new());
    for (path, usual) in paths {
        let address = match path.contains("://") {
            true => path.clone(),
            false => target.base_url.clone() + path,
        };
        match is_tried(target, path, usual) {
            _ if path.is_empty() => {}
            true => tried.push(address),
            false => asked.push(address),
        }
    }
    let mut words = format!("Will ask {}", asked.join(", "));
    if !tried.is_empty() {
        words += " and try ";
        words += &tried.join(", ");
    }
    words
}
