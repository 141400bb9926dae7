//! Why a service cannot be reached, in plain words, and what to do next.

use crate::leptos::ev;
use leakscope_core::engine::protocol::{Check, Request, ServiceInfo, Trouble};

use super::dom::{Content, El, button, el};
use super::parts::{CopyLook, copy_button};
use super::route::View;
use crate::ui::page::Page;

/// The screen of a service that never answered.
#[inline(never)]
pub fn failure_screen(service: &ServiceInfo, trouble: Trouble) -> El {
    let engine = Page::get().engine;
    let router = Page::get().router;
    let (id, address) = (service.id, service.target.base_url.clone());
    let change = move |_| {
        router.go(|route| {
            route.view = View::Start;
            route.watch = Some(address.clone());
        });
    };
    let tell = move |request: Request| move |_| engine.tell(request.clone());
    let again = button("btn primary")
        .flag("autofocus", true)
        .on(ev::click, tell(Request::Retry { service: id }))
        .child("Try again");
    let change = button("btn")
        .on(ev::click, change)
        .child("Change the address");
    let forget = button("btn quiet")
        .on(ev::click, tell(Request::Forget { service: id }))
        .child("Forget this service");
    el("main").class("first failure").child((
        trouble_in_full(trouble),
        el("div").class("row").child((again, change, forget)),
    ))
}

/// Title, checks, remedies, raw error.
pub fn trouble_in_full(trouble: Trouble) -> impl Content {
    let checks: Vec<_> = trouble
        .checks
        .into_iter()
        .map(|(check, words)| one_check(check, words))
        .collect();
    let remedies: Vec<_> = trouble
        .remedies
        .into_iter()
        .map(|(words, text)| remedy(words, text))
        .collect();
    let remedies = (!remedies.is_empty()).then(|| {
        let list = el("ol").class("remedies").child(remedies);
        (el("h2").child("What to do"), list)
    });
    let raw = (!trouble.raw.is_empty()).then(|| {
        let raw = el("pre").class("copy").child(el("bdi").child(trouble.raw));
        let summary = el("summary").child("Raw error");
        el("details").class("raw").child((summary, raw))
    });
    (
        el("h1").child(el("bdi").child(trouble.title)),
        el("p").class("lead").child(trouble.detail),
        el("ul").class("checks").child(checks),
        remedies,
        raw,
    )
}

fn one_check(check: Check, words: String) -> El {
    let (class, glyph, name) = match check {
        Check::Yes => ("yes", "✓", "yes: "),
        Check::No => ("no", "✗", "no: "),
        Check::Hidden => ("hidden", "?", "the browser hides it: "),
    };
    let glyph = el("b").attr("aria-hidden", "true").child(glyph);
    let words = el("span").child((el("span").class("vh").child(name), words));
    el("li").class(class).child((glyph, " ", words))
}

fn remedy(words: String, text: String) -> El {
    let code = (!text.is_empty()).then(|| {
        let code = el("pre").class("copy").child(text.as_str());
        let copy = copy_button("Copy", CopyLook::Wide, move || text.clone());
        el("div").class("snippet").child((code, copy))
    });
    el("li").child((words, " ", code))
}
