//! The whole page: it provides every context, and shows the view the route names.

use leakscope_core::engine::protocol::Trouble;
use leptos::prelude::*;

use super::export::{ExportDialog, Exporter};
use super::failure::{FailureScreen, TroubleInFull};
use super::first_run::FirstRun;
use super::keys::Keys;
use super::messages::{MessageList, Messages};
use super::open::{DropAndPaste, Opener};
use super::overview::OverviewView;
use super::profile::ProfileView;
use super::route::{Router, View};
use super::shell::{
    Help, HelpDialog, RangeSlot, Settings, SettingsDialog, TopBar, current_service,
};
use super::theme::Theme;
use super::work::{ProgressLine, Work};
use crate::engine::Engine;

/// The page.
#[component]
pub fn App() -> impl IntoView {
    let engine = Engine::start();
    let (router, work, messages) = (Router::from_location(), Work::new(), Messages::new());
    provide_context(engine);
    provide_context(router);
    provide_context(work);
    provide_context(messages);
    provide_context(Opener {
        engine,
        router,
        work,
        messages,
    });
    provide_context(Exporter::new(engine, messages));
    provide_context(Keys::listen());
    provide_context(Theme::remembered());
    provide_context(RangeSlot::default());
    provide_context(Help::default());
    provide_context(Settings::default());
    let main = move || match router.view() {
        View::Start => view! { <FirstRun /> }.into_any(),
        View::Overview => view! { <Overview engine=engine router=router /> }.into_any(),
        View::Profile => view! { <ProfileView /> }.into_any(),
    };
    view! {
        <div class="app">
            <TopBar />
            <ProgressLine />
            <MessageList />
            {main}
        </div>
        <DropAndPaste />
        <ExportDialog />
        <SettingsDialog />
        <HelpDialog />
    }
}

/// What the overview comes to: the first screen while nothing is here, why a service cannot be
/// reached while it never answered, else the service over time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Screen {
    First,
    Failure,
    Service,
}

#[component]
fn Overview(engine: Engine, router: Router) -> impl IntoView {
    let service = current_service(engine, router);
    let is_asked = Memo::new(move |_| router.route().read().watch.is_some());
    let screen = Memo::new(move |_| match &*service.read() {
        // An address in a link is shown in the form, and asked only when a person says so.
        _ if is_asked.get() => Screen::First,
        None => Screen::First,
        Some(service) if service.trouble.is_some() && service.range_ms.is_none() => Screen::Failure,
        Some(_) => Screen::Service,
    });
    let trouble = Memo::new(move |_| {
        service
            .read()
            .as_ref()
            .and_then(|service| service.trouble.clone())
    });
    move || match screen.get() {
        Screen::First => view! { <FirstRun /> }.into_any(),
        Screen::Service => view! { <Unreachable trouble=trouble /> <OverviewView /> }.into_any(),
        Screen::Failure => (move || {
            let service = untrack(|| service.get())?;
            let trouble = trouble.get()?;
            Some(view! { <FailureScreen service=service trouble=trouble /> })
        })
        .into_any(),
    }
}

/// A service that stopped answering keeps its history; why, and what to do, folds out over it.
#[component]
fn Unreachable(trouble: Memo<Option<Trouble>>) -> impl IntoView {
    move || {
        let trouble = trouble.get()?;
        Some(view! {
            <div class="message trouble">
                <details class="words">
                    <summary><b><bdi>{trouble.title.clone()}</bdi></b></summary>
                    <div class="first failure"><TroubleInFull trouble=trouble /></div>
                </details>
            </div>
        })
    }
}
