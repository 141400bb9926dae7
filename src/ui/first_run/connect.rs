//! The form to watch a service.

use leakscope_core::engine::protocol::Intervals;
use leakscope_core::telemetry::Target;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::address;
use crate::engine::Engine;
use crate::net::Header;
use crate::ui::messages::Messages;
use crate::ui::parts::{Field, Intervals as IntervalFields};
use crate::ui::route::{Router, View};
use crate::ui::work::Work;

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
            vars: text(""),
            events: text(""),
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
#[component]
pub fn Connect() -> impl IntoView {
    let engine = expect_context::<Engine>();
    let router = expect_context::<Router>();
    let (messages, work) = (expect_context::<Messages>(), expect_context::<Work>());
    let form = Form::new(router);
    let is_asked = router.route().read_untracked().watch.is_some();
    let start = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
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
    };
    let wrong = move |check: fn(&str) -> Result<String, String>, field: RwSignal<String>| {
        Signal::derive(move || {
            let is_shown = form.is_checked.get();
            check(&field.read()).err().filter(|_| is_shown)
        })
    };
    let asked = move || match form.target() {
        Ok(target) => format!("Will ask {}", addresses(&target).join(", ")),
        Err(_) => String::new(),
    };
    view! {
        <form class="connect" on:submit=start novalidate>
            <div class="address">
                <Field label="Base URL" id=ADDRESS_ID value=form.base wrong=wrong(address::base_url, form.base) placeholder="http://localhost:8080" />
                <button class="btn primary" type="submit" autofocus=is_asked>"Start"</button>
            </div>
            <div class="paths">
                <Field label="Health path" value=form.health wrong=wrong(address::path, form.health) placeholder="not asked" />
                <Field label="pprof path" value=form.pprof wrong=wrong(address::path, form.pprof) placeholder="not asked" />
            </div>
            <details>
                <summary>"Settings: other paths, intervals, a request header"</summary>
                <div class="paths">
                    <Field label="Name" value=form.name placeholder="host and port" />
                    <Field label="expvar path" value=form.vars wrong=wrong(address::path, form.vars) placeholder="not asked: /debug/vars" />
                    <Field label="Events path" value=form.events wrong=wrong(address::path, form.events) placeholder="not asked: /events" />
                </div>
                <p class="note">"Each may be an absolute address, as pprof often has a port of its own."</p>
                <IntervalFields value=form.intervals />
                <p class="note">"A health check is work for the service, and may be what leaks: the page keeps count of those that were ours."</p>
                <div class="paths">
                    <Field label="Request header" value=form.header_name placeholder="Authorization" />
                    <Field label="Its value (kept in memory only)" value=form.header_value placeholder="Bearer …" is_secret=true />
                </div>
            </details>
            <p class="note" aria-live="polite"><bdi>{asked}</bdi></p>
        </form>
    }
}

/// The addresses that will be asked.
fn addresses(target: &Target) -> Vec<String> {
    let paths = [&target.health, &target.pprof, &target.vars, &target.events];
    paths
        .into_iter()
        .filter(|path| !path.is_empty())
        .map(|path| match path.contains("://") {
            true => path.clone(),
            false => format!("{}{path}", target.base_url),
        })
        .collect()
}
