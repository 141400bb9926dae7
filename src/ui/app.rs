//! The whole page: it provides every context, and shows the view the route names.

use leptos::prelude::*;

use super::overview::OverviewView;
use super::profile::ProfileView;
use super::route::{Router, View};
use super::shell::{RangeSlot, TopBar};
use super::theme::Theme;
use crate::engine::Engine;

/// The page.
#[component]
pub fn App() -> impl IntoView {
    provide_context(Engine::start());
    let router = Router::from_location();
    provide_context(router);
    provide_context(Theme::remembered());
    provide_context(RangeSlot::default());
    view! {
        <div class="app">
            <TopBar />
            {move || match router.view() {
                View::Overview => view! { <OverviewView /> }.into_any(),
                View::Profile => view! { <ProfileView /> }.into_any(),
            }}
        </div>
    }
}
