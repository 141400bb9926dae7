//! The whole page: it provides every context, and shows the view the route names.

use leptos::prelude::*;

use super::export::{ExportDialog, Exporter};
use super::keys::Keys;
use super::messages::{MessageList, Messages};
use super::open::{DropAndPaste, Opener};
use super::overview::OverviewView;
use super::profile::ProfileView;
use super::route::{Router, View};
use super::shell::{RangeSlot, TopBar};
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
    let main = move || match router.view() {
        View::Overview => view! { <OverviewView /> }.into_any(),
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
    }
}
