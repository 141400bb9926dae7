//! The panel of one goroutine: its state, labels, and its stack with arguments.

use crate::leptos::ev;
use leakscope_core::engine::protocol::{Answer, Request};
use leakscope_core::layout::{GoroutineDetails, GoroutineFrame};

use super::row::{leaked, wait};
use crate::ui::dom::{Content, El, button, el};
use crate::ui::parts::{CopyLook, Query, copy_button, fn_name, visible};
use crate::ui::profile::details::note_line;
use crate::ui::profile::model::Model;
use crate::ui::profile::parts::{span, strong};

/// All about the goroutine that is selected, if one is.
pub fn selected(model: Model) -> Query<GoroutineDetails> {
    let request = move || {
        let index = model.goroutine.get()?;
        let profile = model.subject.get()?.profile;
        Some(Request::Goroutine { profile, index })
    };
    Query::new(model.engine, request, |answer| match answer {
        Answer::Goroutine(details) => Some(*details),
        _ => None,
    })
}

/// The panel.
pub fn panel(model: Model, one: &GoroutineDetails) -> impl Content + use<> {
    let text = as_text(one);
    let copy = copy_button("Copy its stack", CopyLook::Icon, move || text.clone());
    let title = el("h2").child(format!("goroutine {}", one.id));
    let waited = one
        .wait_minutes
        .map(|minutes| format!(", at least {}", wait(minutes)));
    let facts = el("p").class("src").child((
        leaked(i64::from(one.is_leaked), 1),
        strong(one.state.as_str()),
        waited,
        one.is_locked.then_some(", locked to its thread"),
    ));
    let labels: Vec<El> = one.labels.iter().map(label).collect();
    let labels = (!labels.is_empty()).then(|| section("labels", labels));
    let mut frames: Vec<El> = one.frames.iter().map(frame).collect();
    if frames.is_empty() {
        frames.push(note_line("The dump has no stack of it."));
    }
    (
        el("section").child((el("div").class("top").child((title, copy)), facts)),
        section("stack, leaf first", frames).class("stack"),
        creator(model, one),
        labels,
    )
}

fn section(title: &'static str, content: impl Content) -> El {
    el("section").child((el("h3").child(title), content))
}

fn frame(frame: &GoroutineFrame) -> El {
    let arguments = visible(&frame.arguments).into_owned();
    let arguments = el("bdi").class("args").child(arguments);
    call(frame, ("(", arguments, ")"))
}

fn call(frame: &GoroutineFrame, arguments: impl Content) -> El {
    let name = span((fn_name(&frame.function), arguments));
    let place = el("bdi").class("place").child(frame.place.as_str());
    el("div").class("call code").child((name, place))
}

fn label((key, value): &(String, String)) -> El {
    let words = el("bdi").child((
        span(format!("{key}=")).class("p"),
        visible(value).into_owned(),
    ));
    el("div").class("li").child(span(words).class("code"))
}

/// Who started it, and the way there where that goroutine still runs.
fn creator(model: Model, one: &GoroutineDetails) -> Option<El> {
    if one.creator.function.is_empty() && one.creator_id.is_none() {
        return None;
    }
    let by = (!one.creator.function.is_empty()).then(|| call(&one.creator, ""));
    let go = one.creator_id.map(|id| {
        let words = format!("in goroutine {id}");
        match one.creator_index {
            Some(index) => button("btn")
                .on(ev::click, move |_| model.goroutine.set(Some(index)))
                .child(words),
            None => note_line(format!("{words}, which is not in the dump")),
        }
    });
    Some(section("created by", (by, go)))
}

/// The goroutine as the dump has it, near enough to be pasted where dumps are read.
fn as_text(one: &GoroutineDetails) -> String {
    let waited = one
        .wait_minutes
        .map(|minutes| format!(", {minutes} minutes"));
    let leaked = if one.is_leaked { " (leaked)" } else { "" };
    let locked = if one.is_locked {
        ", locked to thread"
    } else {
        ""
    };
    let waited = waited.unwrap_or_default();
    let mut text = format!(
        "goroutine {} [{}{leaked}{waited}{locked}]:\n",
        one.id, one.state
    );
    for frame in &one.frames {
        text += &format!(
            "{}({})\n\t{}\n",
            frame.function, frame.arguments, frame.place
        );
    }
    if !one.creator.function.is_empty() {
        let id = one.creator_id.map(|id| format!(" in goroutine {id}"));
        let id = id.unwrap_or_default();
        text += &format!(
            "created by {}{id}\n\t{}\n",
            one.creator.function, one.creator.place
        );
    }
    text
}
