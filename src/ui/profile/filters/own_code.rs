//! Only the person's own code: one switch for what is a filter like any other.

use crate::leptos::ev;
use leakscope_core::engine::protocol::{Answer, Request};
use leakscope_core::profile::filter::{Filter, FilterKind};

use super::super::model::Model;
use super::{is_on, toggle};
use crate::prelude::*;
use crate::ui::dom::{El, button};
use crate::ui::parts::Query;

/// Asks which functions are the person's own, as an expression; empty where none is known.
pub fn ask(model_engine: crate::engine::Engine, profile: Memo<Option<u32>>) -> Query<String> {
    let ask = move || {
        let profile = leakscope_core::telemetry::ProfileId(profile.get()?);
        Some(Request::OwnCode { profile })
    };
    Query::new(model_engine, ask, |answer| match answer {
        Answer::OwnCode(expression) => Some(expression),
        _ => None,
    })
}

/// The filter, where it is known what is their own.
fn filter(model: Model) -> Option<Filter> {
    let text = model.own_code.get().filter(|text| !text.is_empty())?;
    Some(Filter {
        kind: FilterKind::Show,
        text: (*text).clone(),
    })
}

/// Whether this is the filter.
pub fn is_it(model: Model, other: &Filter) -> bool {
    filter(model).is_some_and(|filter| filter == *other)
}

/// Shows only their own code, or all again. Whether it is known which that is.
pub fn toggle_own_code(model: Model) -> bool {
    let filter = untrack(|| filter(model));
    filter.map(|filter| toggle(model, filter)).is_some()
}

/// The switch; nothing where it is not known what is their own.
pub fn switch(model: Model) -> Option<El> {
    let filter = filter(model)?;
    let title = format!(
        "Without frames of the runtime, the standard library and other modules, by the filter show {} (y)",
        filter.text
    );
    Some(
        button("btn quiet own")
            .attr("title", title)
            .attr("aria-pressed", move || is_on(model, &filter))
            .on(ev::click, move |_| {
                toggle_own_code(model);
            })
            .child("Only my code"),
    )
}
