//! The experiment that varies our own health checks: what it will do, how far it is, what it came to.

use crate::leptos::ev;
use leakscope_core::engine::protocol::{ExperimentInfo, Request, ServiceInfo};
use leakscope_core::telemetry::ServiceId;

use crate::engine::Engine;
use crate::prelude::*;
use crate::ui::dom::{El, button, el};
use crate::ui::page::Page;

/// The part of the settings that tells of it.
pub fn experiment(
    engine: Engine,
    id: ServiceId,
    service: impl Fn() -> Option<ServiceInfo> + 'static,
) -> El {
    let info = Memo::new(move || {
        service()
            .map(|service| service.experiment)
            .unwrap_or_default()
    });
    let is_running = Memo::new(move || !info.read().progress.is_empty());
    let said = |words: String| (!words.is_empty()).then(|| el("p").child(words));
    let result = move || {
        let result = info.get().result;
        said(if result.is_empty() {
            result
        } else {
            format!("The last one: {result}.")
        })
    };
    let does = move || {
        let ExperimentInfo {
            progress,
            offer,
            why_not,
            ..
        } = info.get();
        let words = [progress, offer, why_not]
            .into_iter()
            .find(|words| !words.is_empty());
        words.map(|words| {
            el("p")
                .class("note")
                .attr("aria-live", "polite")
                .child(words)
        })
    };
    let bar = move || {
        is_running.get().then(|| {
            el("progress")
                .attr("max", "1")
                .attr("aria-label", "How far the experiment is")
                .attr("value", move || info.read().done.to_string())
        })
    };
    let switch = button("btn")
        .flag("disabled", move || {
            !is_running.get() && info.read().offer.is_empty()
        })
        .on(ev::click, move |_| {
            tell(engine, id, !is_running.get_untracked())
        })
        .child(move || if is_running.get() { "Stop it" } else { "Begin" });
    let row = el("div").class("row");
    el("div")
        .attr("role", "group")
        .attr("aria-label", "Experiment with health checks")
        .child((
            el("h3").child("Do health checks drive it?"),
            result,
            row.child((el("div").child((does, bar)), switch)),
        ))
}

/// Begins it or stops it; what stands in the way is said.
pub fn tell(engine: Engine, service: ServiceId, is_begun: bool) {
    crate::leptos::task::spawn_local(async move {
        let request = Request::Experiment { service, is_begun };
        if let Err(trouble) = engine.ask(request).await {
            Page::get().messages.trouble(trouble, None);
        }
    });
}
