//! A service over time: verdict, lanes, what grows.

use leptos::prelude::*;

/// The overview of the service the route names.
#[component]
pub fn OverviewView() -> impl IntoView {
    view! { <main></main> }
}
