//! What is told while nobody looks at the page: the tab's title and icon say what the verdict is, and a
//! notification comes when it becomes a leak, if a person asked for one.

use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;

use crate::leptos::ev;
use crate::leptos::task::spawn_local;
use leakscope_core::engine::protocol::{Answer, OverviewQuery, Request, ServiceInfo};
use leakscope_core::leak::{Span, Verdict, VerdictKind};
use leakscope_core::telemetry::ServiceId;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Notification, NotificationOptions, NotificationPermission};

use crate::prelude::*;
use crate::ui::dom::{Content, button};
use crate::ui::page::Page;
use crate::ui::verdict::kind_word;

/// How often the engine is asked for the verdict on behalf of a notification.
const LOOK_EVERY: Duration = Duration::from_secs(20);
/// The icon that the document came with.
const NO_ICON: &str = "data:,";

/// Has title and icon follow the verdict on a service until the view ends.
pub fn in_title(verdict: Memo<Option<Arc<Verdict>>>, service: Memo<Option<ServiceId>>) {
    let kind = Memo::new(move || verdict.read().as_ref().map(|verdict| verdict.kind));
    let name = Memo::new(move || service.get().and_then(name_of).unwrap_or_default());
    effect(move || {
        let name = name.read();
        let title = match kind.get() {
            Some(kind) => format!("{} {} · Leakscope", kind_word(kind), *name),
            None => format!("{} · Leakscope", *name),
        };
        document().set_title(&title);
        set_icon(&kind.get().map_or(NO_ICON.to_owned(), icon));
    });
    on_cleanup(|| {
        document().set_title("Leakscope");
        set_icon(NO_ICON);
    });
}

fn name_of(service: ServiceId) -> Option<String> {
    let inventory = Page::get().engine.inventory().read();
    let mut services = inventory.services.iter();
    let found = services.find(|known| known.id == service)?;
    Some(found.target.name.clone())
}

/// A drop: full for a leak, a ring of the same colour for a suspicion, gold for spikes, else grey. An
/// icon knows no theme: these are the colours of marks, which are seen on light and dark.
fn icon(kind: VerdictKind) -> String {
    let (fill, stroke) = match kind {
        VerdictKind::Leak => ("%23C64A16", "%23C64A16"),
        VerdictKind::Suspected => ("none", "%23C64A16"),
        VerdictKind::SpikeOnly => ("none", "%23BC8A00"),
        _ => ("none", "%23808886"),
    };
    format!(
        "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'>\
         <path d='M8 2c3 4 4.5 6 4.5 8a4.5 4.5 0 0 1-9 0C3.5 8 5 6 8 2z' fill='{fill}' stroke='{stroke}' \
         stroke-width='2'/></svg>"
    )
}

fn set_icon(address: &str) {
    if let Ok(Some(link)) = document().query_selector("link[rel=icon]") {
        let _ = link.set_attribute("href", address);
    }
}

/// Who wants to be told, which lives as long as the page.
#[derive(Clone, Copy)]
struct Bell {
    rings_for: RwSignal<Vec<ServiceId>>,
    /// The last verdict on each that was told or that was there when it was asked for.
    last: StoredValue<Vec<(ServiceId, VerdictKind)>>,
}

thread_local! {
    static BELL: Cell<Option<Bell>> = const { Cell::new(None) };
}

impl Bell {
    fn get() -> Bell {
        if let Some(bell) = BELL.get() {
            return bell;
        }
        let bell = Page::get().work.for_page(|| Bell {
            rings_for: RwSignal::new(Vec::new()),
            last: StoredValue::new(Vec::new()),
        });
        BELL.set(Some(bell));
        bell.look_later();
        bell
    }

    /// Looks at the verdicts now and then, as long as the page lives: there may be no view that does.
    fn look_later(self) {
        set_timeout(
            move || {
                for service in self.rings_for.get_untracked() {
                    self.look(service);
                }
                self.look_later();
            },
            LOOK_EVERY,
        );
    }

    fn look(self, service: ServiceId) {
        spawn_local(async move {
            let query = OverviewQuery {
                service,
                range_ms: None,
                width_px: 64,
                selection_ms: None,
                is_by_stack: false,
            };
            let answer = Page::get().engine.ask(Request::Overview(query)).await;
            // What went wrong the view says; here there is nothing to tell then.
            if let Ok(Answer::Overview(overview)) = answer {
                self.judged(service, &overview.verdict);
            }
        });
    }

    fn judged(self, service: ServiceId, verdict: &Verdict) {
        let before = self.last.try_update_value(|last| {
            let known = last.iter_mut().find(|(known, _)| *known == service);
            match known {
                Some((_, kind)) => Some(std::mem::replace(kind, verdict.kind)),
                None => {
                    last.push((service, verdict.kind));
                    None
                }
            }
        });
        let is_bad = matches!(verdict.kind, VerdictKind::Leak | VerdictKind::Suspected);
        if is_bad && before.flatten() != Some(verdict.kind) {
            notify(service, verdict);
        }
    }

    async fn switch(self, service: ServiceId, kind: Option<VerdictKind>) {
        let is_on = self.rings_for.with_untracked(|all| all.contains(&service));
        if is_on {
            self.rings_for.update(|all| all.retain(|it| *it != service));
            return;
        }
        if !may_notify().await {
            Page::get().messages.remark(
                "This browser does not let the page notify. Allow notifications for it in the browser's settings \
                 of this site, and ask again.",
            );
            return;
        }
        self.last.update_value(|last| {
            last.retain(|(known, _)| *known != service);
            last.extend(kind.map(|kind| (service, kind)));
        });
        self.rings_for.update(|all| all.push(service));
    }
}

/// Whether the person lets the page notify; asks, if that was never decided.
async fn may_notify() -> bool {
    if Notification::permission() == NotificationPermission::Granted {
        return true;
    }
    let Ok(asked) = Notification::request_permission() else {
        return false;
    };
    let answer = JsFuture::from(asked).await.ok();
    answer.and_then(|answer| answer.as_string()).as_deref() == Some("granted")
}

fn notify(service: ServiceId, verdict: &Verdict) {
    let name = name_of(service).unwrap_or_default();
    let title = format!("{} {name}", kind_word(verdict.kind));
    let options = NotificationOptions::new();
    let sentence: String = verdict.sentence.iter().map(Span::as_text).collect();
    options.set_body(&sentence);
    // One of a service takes the place of the one before.
    options.set_tag(&format!("leakscope {}", service.0));
    let Ok(notification) = Notification::new_with_options(&title, &options) else {
        return Page::get().messages.remark(format!("{title}: {sentence}"));
    };
    let to_page = Closure::once_into_js(|_: JsValue| {
        let _ = window().focus();
    });
    notification.set_onclick(to_page.dyn_ref());
}

/// The switch for notifications of a service that is watched.
pub fn bell(verdict: Memo<Option<Arc<Verdict>>>, service: Memo<Option<ServiceId>>) -> impl Content {
    let live = Memo::new(move || {
        let service = service.get()?;
        let inventory = Page::get().engine.inventory().read();
        let mut services = inventory.services.iter();
        let is_live = |known: &ServiceInfo| known.id == service && known.is_live;
        services.any(is_live).then_some(service)
    });
    move || {
        let service = live.get()?;
        let bell = Bell::get();
        let is_on = move || bell.rings_for.with(|all| all.contains(&service));
        let switch = move |_| {
            let kind = verdict.get_untracked().map(|verdict| verdict.kind);
            spawn_local(bell.switch(service, kind));
        };
        let title = "A notification when the verdict becomes a leak or a suspicion, while this page is open";
        let words = move || if is_on() { "Notifying" } else { "Notify me" };
        let button = button("btn quiet")
            .attr("title", title)
            .attr("aria-pressed", move || is_on().to_string())
            .on(ev::click, switch);
        Some(button.child(words))
    }
}
