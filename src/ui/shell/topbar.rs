//! The top bar.

use leptos::prelude::*;

use crate::ui::parts::{Icon, icon::paths};
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
    let theme = expect_context::<Theme>();
    let slot = expect_context::<RangeSlot>();
    let current = move |view| move || (router.view() == view).then_some("page");
    view! {
        <header class="topbar">
            <a class="brand" href="#v=1">
                <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
                    <circle cx="9" cy="9" r="7.6" />
                    <path d="M9 4.1c2 2.5 3 4.1 3 5.6a3 3 0 0 1-6 0c0-1.5 1-3.1 3-5.6z" />
                </svg>
                "Leakscope"
            </a>
            <nav aria-label="Screens">
                <a href="#v=1" aria-current=current(View::Overview)>"Overview"</a>
                <a href="#v=1&view=profile" aria-current=current(View::Profile)>"Profile"</a>
            </nav>
            <span class="grow"></span>
            {move || slot.0.get().map(|range| range.run())}
            <button class="btn quiet icon" aria-label=move || theme.choice().words() title="Theme (t)" on:click=move |_| theme.next()>
                <svg class="i" viewBox="0 0 14 14" aria-hidden="true">
                    <circle cx="7" cy="7" r="5.2" />
                    <path d="M7 1.8v10.4a5.2 5.2 0 0 0 0-10.4z" fill="currentColor" />
                </svg>
            </button>
        </header>
    }
}
