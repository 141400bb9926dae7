//! What the numbers mean: flat and cum, how the profile was sampled and what error that implies, which
//! stacks are cut off, and how a heap profile goes together with what the process held.

use crate::leptos::ev;
use leakscope_core::engine::protocol::{Answer, Request};
use leakscope_core::layout::{Estimate, Numbers, NumbersQuery, Sampling};
use leakscope_core::telemetry::Metric;
use leakscope_core::units;

use super::model::Model;
use super::parts::{code, span, strong};
use crate::ui::dom::{Content, El, button, el, nodes};
use crate::ui::parts::{Query, dialog};

/// The button in the status bar.
pub fn explain(model: Model) -> El {
    button("btn quiet explain")
        .attr(
            "title",
            "What these numbers mean, and how far off they may be (e)",
        )
        .on(ev::click, move |_| model.is_explaining.set(true))
        .child("Numbers")
}

/// The dialog, while it is open.
pub fn numbers(model: Model) -> impl Content {
    let ask = move || {
        let node = model.selected.get().map(|selected| selected.node);
        let query = NumbersQuery {
            node: node.filter(|node| *node != u32::MAX),
        };
        let subject = model.subject.get().filter(|_| model.is_explaining.get())?;
        Some(Request::Numbers { subject, query })
    };
    let numbers = Query::new(model.engine, ask, |answer| match answer {
        Answer::Numbers(numbers) => Some(*numbers),
        _ => None,
    });
    let open = move || {
        let close = move || model.is_explaining.set(false);
        let title = el("h2")
            .attr("id", "numbers-title")
            .child("What these numbers mean");
        let done = button("btn")
            .flag("autofocus", true)
            .on(ev::click, move |_| close())
            .child("Close");
        let body = move || match (numbers.get(), numbers.trouble()) {
            (Some(numbers), _) => nodes(sections(model, &numbers)),
            (None, Some(trouble)) => nodes(el("p").child(trouble.title)),
            (None, None) => nodes(""),
        };
        dialog("numbers-title", close)
            .child(el("header").child((title, done)))
            .child(el("div").class("numbers").child(body))
    };
    move || model.is_explaining.get().then(open)
}

fn section(title: &'static str, content: impl Content) -> El {
    el("section").child(el("h3").child(title)).child(content)
}

fn line(words: impl Content) -> El {
    el("p").child(words)
}

fn sections(model: Model, numbers: &Numbers) -> impl Content {
    let cut = depths(numbers);
    (
        section("flat and cum", meanings(numbers, model.has_base())),
        section("Sampling", (sampling(numbers), errors(numbers))),
        section("Stacks", line(cut)),
        memory(numbers),
    )
}

/// What is counted, in the words of the sample type.
fn meanings(numbers: &Numbers, has_base: bool) -> impl Content + use<> {
    let what = match numbers.kind.as_str() {
        "inuse_space" => "bytes allocated there that were still in use",
        "inuse_objects" => "objects allocated there that were still in use",
        "alloc_space" => "bytes ever allocated there",
        "alloc_objects" => "objects ever allocated there",
        "cpu" => "processor time spent there",
        "samples" => "ticks of the profiler’s clock that found it there",
        "goroutine" | "goroutines" => "goroutines that stand there",
        "contentions" => "times something waited there",
        "delay" => "time waited there",
        "threadcreate" => "threads created there",
        _ => "what the profile counts there",
    };
    let flat = (
        strong("flat"),
        format!(" of a function is what its own lines have: {what}. "),
    );
    let cum = (
        strong("cum"),
        " is that and all that it calls, directly or not; a stack that passes a function twice counts once. So cums do not add up to the total, and flats do.",
    );
    let difference = has_base.then(|| {
        line("Δ is now − base. Percents of a difference are of the base’s total and without a sign, as go tool pprof -diff_base prints them.")
    });
    (line((flat, cum)), difference)
}

fn sampling(numbers: &Numbers) -> El {
    let every = numbers
        .period
        .as_ref()
        .map(|(_, unit, period)| units::label(*period, unit));
    let every = every.unwrap_or_default();
    let over = match numbers.duration_nanos {
        0 => String::new(),
        nanos => format!(" It was taken over {}.", units::label(nanos, "nanoseconds")),
    };
    let words = match numbers.sampling {
        Sampling::Objects => format!(
            "Go looks at one allocation for each {every} allocated, on average: of large objects each, of small ones few. The profile has what was seen divided by the chance to see it, so values are estimates, and what is smaller than {every} in all may be missing or too large.{over}"
        ),
        Sampling::Ticks => {
            let rate = numbers.period.as_ref().map_or(0, |(_, _, period)| *period);
            let hertz = match rate {
                0 => String::new(),
                nanos => format!(" ({} times a second)", units::fixed(1e9 / nanos as f64, 0)),
            };
            format!(
                "A clock ticks every {every} of processor time{hertz}, and each tick counts for the stack that ran.{over}"
            )
        }
        Sampling::Complete => format!("Nothing is sampled: each one was counted.{over}"),
        Sampling::Unknown if every.is_empty() => {
            format!("The file does not say how it was sampled, so no error can be told.{over}")
        }
        Sampling::Unknown => format!(
            "The file says a period of {every}, which does not tell how many observations its values are made of.{over}"
        ),
    };
    line(words)
}

/// A table of what values are made of, and how far off they may be.
fn errors(numbers: &Numbers) -> Option<El> {
    if !matches!(numbers.sampling, Sampling::Objects | Sampling::Ticks) {
        return None;
    }
    numbers.whole.observations?;
    let head = |words: &'static str| el("th").attr("scope", "col").child(words);
    let row = |name: El, of: &Estimate| {
        let observations = of
            .observations
            .map_or(String::new(), |n| units::fixed(n, 0));
        let error = match (of.error, of.relative_error()) {
            (Some(error), Some(share)) => format!(
                "± {} ({}%)",
                units::short(error.round() as i64, &numbers.unit),
                units::fixed(share * 100.0, if share < 0.1 { 1 } else { 0 }),
            ),
            _ => "–".to_owned(),
        };
        let cells = [units::short(of.value, &numbers.unit), observations, error];
        let cells = cells.map(|words| el("td").child(words));
        el("tr").child((el("th").attr("scope", "row").child(name), cells))
    };
    let mut rows = vec![row(el("span").child("all"), &numbers.whole)];
    if let Some((name, cum, flat)) = &numbers.of {
        rows.push(row(span(("cum of ", code(name))), cum));
        rows.push(row(span(("flat of ", code(name))), flat));
    }
    let heads = [
        head("value"),
        head("seen"),
        head("error, two times out of three"),
    ];
    let table = el("table").class("num").child((
        el("thead").child(el("tr").child((el("td"), heads))),
        el("tbody").child(rows),
    ));
    let select = match &numbers.of {
        Some(_) => "",
        None => " Select a function to see its own.",
    };
    let note = format!(
        "‘seen’ is how many observations a value is made of. Of n of them the error is about 1/√n: 100 give 10%, 4 give 50%.{select}"
    );
    Some(el("div").child((table, el("p").class("note").child(note))))
}

fn depths(numbers: &Numbers) -> String {
    let stacks = units::count(numbers.stacks.into());
    let all = format!(
        "{stacks} stacks have a value now; the deepest of the file has {} calls. ",
        numbers.deepest
    );
    let cut = match numbers.cut_off {
        (0, _) => "None is as deep as Go records, so none is cut off.".to_owned(),
        (count, value) => format!(
            "{} of them, worth {}, are as deep as Go records ({}): what called them may be cut off, and the cum of those callers is too low by as much.",
            units::count(count.into()),
            units::short(value, &numbers.unit),
            numbers.deepest,
        ),
    };
    all + &cut
}

/// A heap profile beside what the process held: why the numbers differ.
fn memory(numbers: &Numbers) -> Option<El> {
    let memory = numbers.memory.as_ref()?;
    let is_in_use = numbers.kind == "inuse_space";
    if !is_in_use && numbers.kind != "inuse_objects" {
        return None;
    }
    let of = |wanted| {
        let mut values = memory.values.iter();
        values
            .find(|(metric, _)| *metric == wanted)
            .map(|(_, value)| *value)
    };
    let heap = of(Metric::HeapInUse)?;
    let mut rows = Vec::new();
    let mut before: Option<f64> = None;
    let mut row = |words: &'static str, bytes: Option<f64>, why: &'static str| {
        let Some(bytes) = bytes else { return };
        let more = before.map(|before| units::signed_bytes(bytes - before));
        before = Some(bytes);
        rows.push(el("tr").child((
            el("th").attr("scope", "row").child(words),
            el("td").class("big").child(units::bytes(bytes)),
            el("td").child(more),
            el("td").class("l").child(why),
        )));
    };
    let profile = is_in_use.then_some(numbers.whole.value as f64);
    row(
        "this profile",
        profile,
        "what was in use at the end of the last collection, estimated",
    );
    row(
        "heap in use",
        Some(heap),
        "and what was allocated since, what is not collected yet, and the unused parts of spans",
    );
    row(
        "held from the system",
        of(Metric::HeldFromSystem),
        "and idle spans kept for later, stacks, and what the collector and the runtime need",
    );
    row(
        "resident (RSS)",
        of(Metric::Rss),
        "what of all that the system keeps in memory, with the program itself and what is not Go’s (cgo, mapped files)",
    );
    let whence = match (memory.is_own, memory.apart_ms) {
        (true, _) => "The profile’s own file says the rest.".to_owned(),
        (false, apart_ms) => format!(
            "The service said the rest, at most {} before or after the profile.",
            units::rough_duration(apart_ms.max(1000.0)),
        ),
    };
    let head = |words: &'static str| el("th").attr("scope", "col").child(words);
    let heads = [head(""), head("now"), head("more"), head("").class("l")];
    let table = el("table").class("num").child((
        el("thead").child(el("tr").child(heads)),
        el("tbody").child(rows),
    ));
    Some(section(
        "Heap in use, held and resident",
        (table, el("p").class("note").child(whence)),
    ))
}
