//! One profile, perhaps against another: flame and Top.

use leptos::prelude::*;

/// The profile the route names.
#[component]
pub fn ProfileView() -> impl IntoView {
    view! { <main></main> }
}
