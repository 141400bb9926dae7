//! Which sample types Top shows beside the one in view: chosen from a menu, kept in the link.

use crate::leptos::ev;

use super::model::Model;
use super::parts::{span, strong};
use crate::ui::dom::{Content, El, button, el, nodes};
use crate::ui::parts::icon::paths;
use crate::ui::parts::{menu as list, small_icon};

/// Their indices, in the order in which they were chosen; never the one in view.
pub fn types(model: Model) -> Vec<u32> {
    let route = model.router.route().read();
    let profile = model.profile.read();
    let current = model.sample_type().map(|(index, ..)| index);
    let Some(profile) = profile.as_ref() else {
        return Vec::new();
    };
    let index = |wanted: &String| {
        let mut types = profile.sample_types.iter();
        types
            .position(|(kind, _)| kind == wanted)
            .map(|at| at as u32)
    };
    let chosen = route.columns.iter().filter_map(index);
    chosen.filter(|&index| Some(index) != current).collect()
}

/// The menu; none where there is one sample type alone.
pub fn menu(model: Model) -> Option<impl Content + use<>> {
    let count = model.profile.read().as_ref()?.sample_types.len();
    let title = || "Show other sample types beside this one".to_owned();
    (count > 1).then(|| {
        list(
            "btn quiet",
            title,
            ("Columns", small_icon(paths::DOWN)),
            move || nodes((el("h3").child("flat and cum of"), picks(model))),
        )
    })
}

fn picks(model: Model) -> Vec<El> {
    let Some(profile) = model.profile.get() else {
        return Vec::new();
    };
    let current = model.sample_type().map(|(index, ..)| index);
    let others = (0u32..).zip(profile.sample_types);
    let others = others.filter(|(index, _)| Some(*index) != current);
    others
        .map(|(_, (kind, unit))| pick(model, kind, &unit))
        .collect()
}

fn pick(model: Model, kind: String, unit: &str) -> El {
    let is_on = model.router.route().read().columns.contains(&kind);
    let words = strong(el("bdi").child(kind.as_str()));
    let toggle = move |_| {
        model.router.replace(|route| match is_on {
            true => route.columns.retain(|other| *other != kind),
            false => route.columns.push(kind.clone()),
        });
    };
    button("pick")
        .attr("role", "menuitemcheckbox")
        .attr("aria-checked", if is_on { "true" } else { "false" })
        .on(ev::click, toggle)
        .child((
            span(if is_on { "✓" } else { " " }),
            words,
            el("small").child(unit),
        ))
}
