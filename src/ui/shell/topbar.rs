//! The top bar.

use leakscope_core::engine::protocol::{Request, ServiceInfo};
use leakscope_core::telemetry::State;
use leakscope_core::units;
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::capture::CaptureMenu;
use super::current_service;
use super::help::Help;
use super::settings::Settings;
use super::source::SourceMenu;
use crate::engine::Engine;
use crate::ui::keys::Keys;
use crate::ui::messages::Messages;
use crate::ui::open::Opener;
use crate::ui::parts::{Icon, clipboard, icon::paths};
use crate::ui::route::{Router, View};
use crate::ui::theme::Theme;

/// What the overview puts into the top bar: its range segment. A context; the overview sets it
/// when it is shown and takes it away in `on_cleanup`.
#[derive(Clone, Copy, Default)]
pub struct RangeSlot(pub RwSignal<Option<ViewFn>>);

/// Brand, views, source, state, range, open, theme, help.
#[component]
pub fn TopBar() -> impl IntoView {
    let router = expect_context::<Router>();
    let engine = expect_context::<Engine>();
    let opener = expect_context::<Opener>();
    let (slot, help) = (expect_context::<RangeSlot>(), expect_context::<Help>());
    let service = current_service(engine, router);
    keys(service);
    let current = move |view| move || (router.view() == view).then_some("page");
    // Going elsewhere keeps what the link says of the service and the profile.
    let go = move |view: View| {
        move |event: web_sys::MouseEvent| {
            event.prevent_default();
            router.go(|route| route.view = view);
        }
    };
    view! {
        <header class="topbar">
            <a class="brand" href="#v=1&view=start" on:click=go(View::Start) title="The first screen">
                <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
                    <circle cx="9" cy="9" r="7.6" />
                    <path d="M9 4.1c2 2.5 3 4.1 3 5.6a3 3 0 0 1-6 0c0-1.5 1-3.1 3-5.6z" />
                </svg>
                "Leakscope"
            </a>
            <nav aria-label="Screens">
                <a href="#v=1" aria-current=current(View::Overview) on:click=go(View::Overview)>"Overview"</a>
                <a href="#v=1&view=profile" aria-current=current(View::Profile) on:click=go(View::Profile)>"Profile"</a>
            </nav>
            <span class="sep"></span>
            <SourceMenu service=service />
            {move || service.get().map(|service| live_state(engine, service))}
            <span class="grow"></span>
            {move || slot.0.get().map(|range| range.run())}
            <span class="sep"></span>
            <button class="btn" title="Open profiles or a recording (o)" on:click=move |_| opener.choose()>
                <Icon path=paths::OPEN />
                "Open"<span class="xl open-what">"profile…"</span>
            </button>
            <PasteButton />
            <ThemeButton />
            <button class="btn quiet icon help" aria-label="Help and keys" title="Help and keys (?)" on:click=move |_| help.show()>
                <b>"?"</b>
            </button>
        </header>
    }
}

/// Pill, pause, interval and captures of a watched service; the pill alone of an opened one.
fn live_state(engine: Engine, service: ServiceInfo) -> impl IntoView {
    let settings = expect_context::<Settings>();
    let id = service.id;
    let (class, word) = match (service.is_live, &service.trouble, service.state) {
        (false, ..) => ("pill", "RECORDING"),
        (true, Some(_), _) | (true, None, State::Down) => ("pill down", "DOWN"),
        (true, None, State::Slow) => ("pill slow", "SLOW"),
        (true, None, State::Up) => ("pill up", "UP"),
        (true, None, State::Unknown) if service.range_ms.is_some() => ("pill up", "ANSWERS"),
        (true, None, State::Unknown) => ("pill", "CONNECTING"),
    };
    let version = (!service.version.is_empty()).then(|| format!(" · {}", service.version));
    let poll = service.is_live.then(|| {
        let (words, icon) = match service.is_paused {
            true => ("Resume polling (space)", paths::RESUME),
            false => ("Pause polling (space)", paths::PAUSE),
        };
        let is_paused = service.is_paused;
        let toggle = move |_| engine.tell(Request::Pause { service: id, is_paused: !is_paused });
        let every = match is_paused {
            true => "paused".to_owned(),
            false => units::duration(service.intervals.counts_ms).replace('s', " s"),
        };
        view! {
            <span class="poll">
                <button class="btn quiet icon" aria-label=words title=words on:click=toggle><Icon path=icon /></button>
                <button class="btn quiet every" title="Connection and intervals" on:click=move |_| settings.show(id)>
                    {(!is_paused).then(|| view! { <span class="xl">"every "</span> })}
                    {every}
                </button>
            </span>
            <CaptureMenu service=id />
        }
    });
    view! {
        <button class=class title="Connection settings" on:click=move |_| settings.show(id)>
            <b>{word}</b> <span>{service.uptime}</span> <span class="xl"><bdi>{version}</bdi></span>
        </button>
        {poll}
    }
}

/// Pastes from the clipboard, where the browser lets a page read it; else it says how.
#[component]
fn PasteButton() -> impl IntoView {
    let opener = expect_context::<Opener>();
    let messages = expect_context::<Messages>();
    let paste = move |_| {
        leptos::task::spawn_local(async move {
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
    view! { <button class="btn" title="Paste a profile's text (or press Ctrl+V anywhere)" on:click=paste>"Paste"</button> }
}

#[component]
fn ThemeButton() -> impl IntoView {
    let theme = expect_context::<Theme>();
    view! {
        <button class="btn quiet icon" aria-label=move || theme.choice().words() title=move || format!("{} (t)", theme.choice().words()) on:click=move |_| theme.next()>
            <svg class="i" viewBox="0 0 14 14" aria-hidden="true">
                <circle cx="7" cy="7" r="5.2" />
                <path d="M7 1.8v10.4a5.2 5.2 0 0 0 0-10.4z" fill="currentColor" />
            </svg>
        </button>
    }
}

/// Keys that work on every screen.
fn keys(service: Memo<Option<ServiceInfo>>) {
    let (engine, opener) = (expect_context::<Engine>(), expect_context::<Opener>());
    let (theme, help) = (expect_context::<Theme>(), expect_context::<Help>());
    expect_context::<Keys>().on(move |key| {
        match key {
            "o" => opener.choose(),
            "t" => theme.next(),
            "?" => help.show(),
            " " => match service.get_untracked().filter(|service| service.is_live) {
                Some(service) => engine.tell(Request::Pause {
                    service: service.id,
                    is_paused: !service.is_paused,
                }),
                None => return false,
            },
            _ => return false,
        }
        true
    });
}
