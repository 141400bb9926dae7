//! One profile, perhaps against another: flame and Top.

mod details;
mod flame;
mod head;
mod model;
mod movers;
mod parts;
mod status;
mod tabs;
mod top;

use leakscope_core::engine::protocol::{Answer, ProfileInfo, Request};
use leptos::prelude::*;

use crate::engine::Engine;
use crate::ui::clock;
use crate::ui::keys::Keys;
use crate::ui::parts::{Query, copy_text};
use crate::ui::route::Router;
use crate::ui::verdict::VerdictBand;
use details::Details;
use flame::{FlameView, Minimap};
use head::Head;
use model::{Colour, Model};
use movers::Movers;
use status::Status;
use tabs::Tabs;
use top::Top;

pub use model::all_profiles;

/// Views of a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// The icicle.
    Flame,
    /// The table.
    Top,
}

/// The profile the route names.
#[component]
pub fn ProfileView() -> impl IntoView {
    let model = Model::new(expect_context::<Engine>(), expect_context::<Router>());
    let route = model.router.route();
    let tab = Memo::new(move |_| match route.read().tab.as_deref() {
        Some("top") => Tab::Top,
        _ => Tab::Flame,
    });
    keys(model);
    title(model);
    // The table has no flame to measure: the totals are asked for a usual width.
    Effect::new(move || {
        if tab.get() == Tab::Top && model.width_px.get_untracked() == 0.0 {
            model.width_px.set(1000.0);
        }
    });
    let verdict = Query::new(
        model.engine,
        move || {
            // What two profiles tell is the overview's to say.
            let profile = model
                .profile
                .get()
                .filter(|_| model.base.read().is_none())?
                .entry
                .id;
            Some(Request::Judge { profile })
        },
        |answer| match answer {
            Answer::Judged(verdict) => Some(verdict),
            _ => None,
        },
    );
    let with_cause = Memo::new(move |_| verdict.get().filter(|verdict| verdict.cause.is_some()));
    let has_profile = Memo::new(move |_| model.profile.read().is_some());
    let main = move || match tab.get() {
        Tab::Flame => {
            view! { <Minimap model=model /> <FlameView model=model /> <Movers model=model /> }
                .into_any()
        }
        Tab::Top => view! { <Top model=model /> }.into_any(),
    };
    move || match has_profile.get() {
        true => view! {
            <div class="profile">
                <Head model=model />
                <VerdictBand verdict=with_cause />
                <Tabs model=model tab=tab />
                <main class=move || if tab.get() == Tab::Top { "is-top" } else { "" }>{main}</main>
                <Details model=model />
                <Status model=model />
            </div>
        }
        .into_any(),
        false => view! { <NoProfile /> }.into_any(),
    }
}

/// What to do where there is nothing to show yet.
#[component]
fn NoProfile() -> impl IntoView {
    let router = expect_context::<Router>();
    let engine = expect_context::<Engine>();
    let wanted = move || router.route().read().profile.clone();
    let has_any = move || !all_profiles(&engine.inventory().read()).is_empty();
    let words = move || match (wanted(), has_any()) {
        (Some(hash), _) => format!(
            "This link means a profile that is not here (content hash {}). Open the file it came from, and the view is the link's.",
            hash.chars().take(12).collect::<String>()
        ),
        _ => "No profile is open. Open or paste one, watch a service, or load the demo recording."
            .to_owned(),
    };
    view! {
        <main class="empty">
            <h1>"No profile to show"</h1>
            <p>{words}</p>
            <p><a class="btn" href="#v=1">"To the first screen"</a></p>
        </main>
    }
}

/// The page's title while the view is shown: `goroutine 12:47:03 vs 09:14:10 · Leakscope`.
fn title(model: Model) {
    let named = |profile: &ProfileInfo| match profile.entry.service {
        Some(_) => format!(
            "{} {}",
            profile.entry.name,
            clock::clock(profile.entry.at_ms)
        ),
        None => profile.entry.name.clone(),
    };
    Effect::new(move || {
        let (profile, base) = (model.profile.read(), model.base.read());
        let against = base
            .as_ref()
            .map(|base| format!(" vs {}", named(base)))
            .unwrap_or_default();
        if let Some(profile) = profile.as_ref() {
            document().set_title(&format!("{}{against} · Leakscope", named(profile)));
        }
    });
    on_cleanup(|| document().set_title("Leakscope"));
}

/// Keys of the profile view beside the flame's own.
fn keys(model: Model) {
    expect_context::<Keys>().on(move |key| {
        match key {
            "x" => model.swap(),
            "m" => {
                let next = match model.colour() {
                    Colour::Package => Colour::Change,
                    Colour::Change => Colour::Package,
                };
                model.colour_choice.set(Some(next));
            }
            "c" => {
                let selected = model.selected.get_untracked();
                let name = selected.and_then(|selected| model.name_of(selected.node));
                let Some(name) = name else { return false };
                copy_text(&name);
            }
            "b" => {
                if let Ok(Some(chip)) = document().query_selector(".chip.base") {
                    use wasm_bindgen::JsCast;
                    chip.unchecked_into::<web_sys::HtmlElement>().click();
                }
            }
            "1" => tabs::show(model, Tab::Flame),
            "2" => tabs::show(model, Tab::Top),
            _ => return false,
        }
        true
    });
}
