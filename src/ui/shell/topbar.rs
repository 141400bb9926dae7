//! The top bar.

use std::rc::Rc;

use crate::leptos::ev;
use leakscope_core::engine::protocol::{Request, ServiceInfo};
use leakscope_core::telemetry::{ServiceId, State};
use leakscope_core::units;
use wasm_bindgen_futures::JsFuture;

use super::capture::capture_menu;
use super::current_service;
use super::source::source_menu;
use crate::prelude::*;
use crate::ui::actions::{self, Action};
use crate::ui::dom::{Content, El, Nodes, button, el, svg};
use crate::ui::page::Page;
use crate::ui::parts::{clipboard, icon, icon::paths};
use crate::ui::route::View;

/// What the overview puts into the top bar: its range segment. A context; the overview sets it
/// when it is shown and takes it away in `on_cleanup`.
#[derive(Clone, Copy)]
pub struct RangeSlot(pub RwSignal<Option<Rc<dyn Fn() -> Nodes>>>);

impl RangeSlot {
    /// With nothing in it.
    pub fn new() -> RangeSlot {
        RangeSlot(RwSignal::new(None))
    }
}

/// Brand, views, source, state, range, open, theme, help.
pub fn top_bar() -> El {
    let router = Page::get().router;
    let opener = Page::get().opener;
    let (slot, help) = (Page::get().range_slot, Page::get().help);
    let service = current_service(Page::get().engine, router);
    actions::offer(Page::get().keys, ACTIONS, service);
    // Going elsewhere keeps what the link says of the service and the profile.
    let link = move |href: &'static str, view: View| {
        let go = move |event: web_sys::MouseEvent| {
            event.prevent_default();
            router.go(|route| route.view = view);
        };
        el("a").attr("href", href).on(ev::click, go)
    };
    let screen = move |href, view, words: &'static str| {
        let current = move || (router.view() == view).then_some("page");
        link(href, view).attr("aria-current", current).child(words)
    };
    let brand = link("#v=1&view=start", View::Start)
        .class("brand")
        .attr("title", "The first screen")
        .child((drop_icon(), "Leakscope"));
    let screens = el("nav").attr("aria-label", "Screens").child((
        screen("#v=1", View::Overview, "Overview"),
        screen("#v=1&view=profile", View::Profile, "Profile"),
    ));
    let open = button("btn")
        .attr("title", "Open profiles or a recording (o)")
        .on(ev::click, move |_| opener.choose())
        .child((icon(paths::OPEN), "Open"))
        .child(el("span").class("xl open-what").child("profile…"));
    let help = button("btn quiet icon help")
        .attr("aria-label", "Help and keys")
        .attr("title", "Help and keys (?)")
        .on(ev::click, move |_| help.show())
        .child(el("b").child("?"));
    let gap = |class| el("span").class(class);
    el("header")
        .class("topbar")
        .child((brand, screens, gap("sep"), source_menu(service)))
        .child((live_state(service), gap("grow")))
        .child(move || slot.0.get().map(|range| range()))
        .child((gap("sep"), open, paste_button(), theme_button(), help))
}

fn drop_icon() -> El {
    let drop = "M9 4.1c2 2.5 3 4.1 3 5.6a3 3 0 0 1-6 0c0-1.5 1-3.1 3-5.6z";
    svg("svg")
        .attr("width", "18")
        .attr("height", "18")
        .attr("viewBox", "0 0 18 18")
        .attr("aria-hidden", "true")
        .child((circle("9", "7.6"), svg("path").attr("d", drop)))
}

fn circle(middle: &'static str, radius: &'static str) -> El {
    svg("circle")
        .attr("cx", middle)
        .attr("cy", middle)
        .attr("r", radius)
}

/// Pill, pause, interval and captures of a watched service; the pill alone of an opened one. They
/// stay while the service's news come, and with them a menu that is open.
fn live_state(service: Memo<Option<ServiceInfo>>) -> impl Content {
    let shown = Memo::new(move || {
        let service = service.read();
        service
            .as_ref()
            .map(|service| (service.id, service.is_live))
    });
    move || {
        let (id, is_live) = shown.get()?;
        let poll = is_live.then(|| (poll(service, id), capture_menu(id)));
        Some((pill(service, id), poll))
    }
}

fn pill(service: Memo<Option<ServiceInfo>>, id: ServiceId) -> El {
    let settings = Page::get().settings;
    let state = move || {
        let service = service.read();
        service.as_ref().map_or(("pill", ""), state_of)
    };
    let uptime = move || {
        service
            .read()
            .as_ref()
            .map(|service| service.uptime.clone())
    };
    let version = move || {
        let service = service.read();
        let version = service.as_ref().map(|service| &service.version);
        version
            .filter(|version| !version.is_empty())
            .map(|version| format!(" · {version}"))
    };
    button("")
        .class(move || state().0)
        .attr("title", "Connection settings")
        .on(ev::click, move |_| settings.show(id))
        .child((el("b").child(move || state().1), " "))
        .child((el("span").child(uptime), " "))
        .child(el("span").class("xl").child(el("bdi").child(version)))
}

/// Class and word of a service's state.
fn state_of(service: &ServiceInfo) -> (&'static str, &'static str) {
    match (service.is_live, &service.trouble, service.state) {
        (false, ..) => ("pill", "RECORDING"),
        (true, Some(_), _) | (true, None, State::Down) => ("pill down", "DOWN"),
        (true, None, State::Slow) => ("pill slow", "SLOW"),
        (true, None, State::Up) => ("pill up", "UP"),
        (true, None, State::Unknown) if service.range_ms.is_some() => ("pill up", "ANSWERS"),
        (true, None, State::Unknown) => ("pill", "CONNECTING"),
    }
}

fn poll(service: Memo<Option<ServiceInfo>>, id: ServiceId) -> El {
    let engine = Page::get().engine;
    let settings = Page::get().settings;
    let is_paused = Memo::new(move || {
        let service = service.read();
        service.as_ref().is_some_and(|service| service.is_paused)
    });
    let words = move || match is_paused.get() {
        true => "Resume polling (space)",
        false => "Pause polling (space)",
    };
    let face = move || {
        icon(if is_paused.get() {
            paths::RESUME
        } else {
            paths::PAUSE
        })
    };
    let toggle = move |_| {
        let is_paused = !is_paused.get_untracked();
        engine.tell(Request::Pause {
            service: id,
            is_paused,
        });
    };
    let prefix = move || (!is_paused.get()).then(|| el("span").class("xl").child("every "));
    let every = move || match (is_paused.get(), service.read().as_ref()) {
        (false, Some(service)) => units::duration(service.intervals.counts_ms).replace('s', " s"),
        _ => "paused".to_owned(),
    };
    let pause = button("btn quiet icon")
        .attr("aria-label", words)
        .attr("title", words)
        .on(ev::click, toggle)
        .child(face);
    let interval = button("btn quiet every")
        .attr("title", "Connection and intervals")
        .on(ev::click, move |_| settings.show(id))
        .child((prefix, every));
    el("span").class("poll").child((pause, interval))
}

/// Pastes from the clipboard, where the browser lets a page read it; else it says how.
fn paste_button() -> El {
    let opener = Page::get().opener;
    let messages = Page::get().messages;
    let paste = move |_| {
        crate::leptos::task::spawn_local(async move {
            let text = match clipboard() {
                Some(clipboard) => JsFuture::from(clipboard.read_text()).await.ok(),
                None => None,
            };
            match text.and_then(|text| text.as_string()).filter(|text| !text.is_empty()) {
                Some(text) => opener.text(text),
                None => messages.remark("The clipboard holds no text that this page may read. Press Ctrl+V anywhere on the page instead: it takes text and files."),
            }
        });
    };
    button("btn")
        .attr("title", "Paste a profile's text (or press Ctrl+V anywhere)")
        .on(ev::click, paste)
        .child("Paste")
}

fn theme_button() -> El {
    let theme = Page::get().theme;
    let half = svg("path")
        .attr("d", "M7 1.8v10.4a5.2 5.2 0 0 0 0-10.4z")
        .attr("fill", "currentColor");
    let face = svg("svg")
        .class("i")
        .attr("viewBox", "0 0 14 14")
        .attr("aria-hidden", "true");
    button("btn quiet icon")
        .attr("aria-label", move || theme.choice().words())
        .attr("title", move || format!("{} (t)", theme.choice().words()))
        .on(ev::click, move |_| theme.next())
        .child(face.child((circle("7", "5.2"), half)))
}

/// What can be done on every screen. The service is the current one.
pub const ACTIONS: &[Action<Memo<Option<ServiceInfo>>>] = {
    const fn one<C>(
        keys: &'static [&'static str],
        words: &'static str,
        run: fn(C) -> bool,
    ) -> Action<C> {
        Action {
            keys,
            words,
            menu: None,
            run: Some(run),
        }
    }
    &[
        one(
            &["Ctrl K", ":"],
            "commands, profiles and functions by name",
            |_| {
                Page::get().palette.show();
                true
            },
        ),
        one(&["o"], "open files", |_| {
            Page::get().opener.choose();
            true
        }),
        Action {
            keys: &["Ctrl", "V"],
            words: "paste files or text",
            menu: None,
            run: None,
        },
        one(&["Space"], "pause or resume polling", pause),
        one(&["t"], "theme: system, light, dark", |_| {
            Page::get().theme.next();
            true
        }),
        Action {
            keys: &["Esc"],
            words: "cancel work, close, go out",
            menu: None,
            run: None,
        },
        one(&["?"], "this list of keys", |_| {
            Page::get().help.show();
            true
        }),
        one(&[], "go to the overview", |_| go(View::Overview)),
        one(&[], "go to the profile", |_| go(View::Profile)),
        one(&[], "go to the first screen", |_| go(View::Start)),
        one(&[], "load the demo recording", |_| {
            Page::get().opener.demo();
            true
        }),
        one(&[], "save everything here as a recording", |_| {
            Page::get().exporter.recording();
            true
        }),
    ]
};

fn go(view: View) -> bool {
    Page::get().router.go(|route| route.view = view);
    true
}

/// Pauses polling of a live service, or resumes it.
fn pause(service: Memo<Option<ServiceInfo>>) -> bool {
    let live = service.get_untracked().filter(|service| service.is_live);
    let Some(service) = live else { return false };
    Page::get().engine.tell(Request::Pause {
        service: service.id,
        is_paused: !service.is_paused,
    });
    true
}
