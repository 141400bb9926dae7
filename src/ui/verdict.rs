//! The verdict band: one sentence to act on, its evidence, the cause and the cure.

use std::rc::Rc;
use std::sync::Arc;

use crate::leptos::ev;
use leakscope_core::leak::{Cause, Evidence, Mark, Span, Verdict, VerdictKind};

use super::clock;
use super::dom::{Content, El, Nodes, button, el, nodes, svg};
use super::parts::{CopyLook, copy_button, fn_name};

use crate::prelude::*;

/// From, to, in milliseconds since 1970.
type Stretch = (f64, f64);

/// What a view does with what the band names; without one of them it is plain text there.
#[derive(Clone, Default)]
pub struct BandTies {
    /// Called with a stretch of time when one is clicked.
    pub on_range: Option<Rc<dyn Fn(Stretch)>>,
    /// Called with a stack's hash when one is clicked.
    pub on_stack: Option<Rc<dyn Fn(String)>>,
    /// Prints a moment or a stretch in the zone the view shows; local time without it.
    pub clock: Option<Rc<dyn Fn(Stretch) -> String>>,
}

/// The band, while there is a verdict. It stays in place while what it says changes, and speaks when
/// the kind does. `actions` makes the primary button and what else the view offers.
pub fn verdict_band(
    verdict: Memo<Option<Arc<Verdict>>>,
    ties: BandTies,
    actions: impl Fn() -> Nodes + 'static,
) -> impl Content {
    let is_known = Memo::new(move || verdict.read().is_some());
    move || is_known.get().then(|| band(verdict, &ties, actions()))
}

fn band(verdict: Memo<Option<Arc<Verdict>>>, ties: &BandTies, actions: Nodes) -> El {
    let kind = move || {
        let verdict = verdict.read();
        verdict
            .as_ref()
            .map_or_else(VerdictKind::default, |v| v.kind)
    };
    let class = move || match kind() {
        VerdictKind::Leak => "verdict leak",
        VerdictKind::Suspected => "verdict suspected",
        _ => "verdict",
    };
    let spoken = move || {
        let word = kind_word(kind()).trim_end_matches(':').to_ascii_lowercase();
        format!("Verdict: {word}")
    };
    let sentence_ties = ties.clone();
    let sentence = move || {
        let verdict = verdict.get()?;
        let kind = el("em").child(kind_word(verdict.kind));
        Some((kind, " ", spans(&verdict.sentence, &sentence_ties)))
    };
    let evidence_ties = ties.clone();
    let evidence = move || {
        let verdict = verdict.get()?;
        let lines = evidence_lines(&verdict.evidence, &evidence_ties);
        Some((lines, verdict.cause.as_ref().map(summary_line)))
    };
    let cause = Memo::new(move || verdict.read().as_ref()?.cause.clone());
    let (why, why_button) = folded(
        Memo::new(move || cause.read().is_some()),
        ("Why & how to fix", "Close"),
    );
    // Who acts on the verdict need not read it.
    let (sure, sure_button) = folded(
        Memo::new(move || {
            let verdict = verdict.read();
            verdict.as_ref().is_some_and(|v| !v.details.is_empty())
        }),
        ("How sure", "Less on how sure"),
    );
    let detail_ties = ties.clone();
    let details = move || {
        let verdict = verdict.get().filter(|_| sure.get())?;
        Some(
            el("dl")
                .class("sure")
                .child(evidence_lines(&verdict.details, &detail_ties)),
        )
    };
    let in_full = move || cause.get().filter(|_| why.get()).map(cause_in_full);
    let body = (el("h1").child(sentence), el("dl").child(evidence), details);
    let speaker = el("p").class("vh").attr("aria-live", "polite");
    let actions = (actions, why_button, sure_button);
    el("section")
        .class(class)
        .attr("aria-label", "Verdict")
        .child((
            el("div").class("body").child(body),
            speaker.child(spoken),
            el("div").class("actions").child(actions),
            in_full,
        ))
}

/// Whether something is unfolded, which it stays while it changes, and the button that folds it, while
/// there is anything.
fn folded(
    is_there: Memo<bool>,
    (more, less): (&'static str, &'static str),
) -> (Memo<bool>, impl Content) {
    let is_open = RwSignal::new(false);
    let toggle = move || {
        let button = button("btn")
            .attr("aria-expanded", move || is_open.get())
            .on(ev::click, move |_| is_open.update(|open| *open = !*open));
        let words = move || if is_open.get() { less } else { more };
        is_there.get().then(|| button.child(words))
    };
    (Memo::new(move || is_open.get() && is_there.get()), toggle)
}

fn evidence_lines(lines: &[Evidence], ties: &BandTies) -> Vec<El> {
    lines.iter().map(|line| evidence_line(line, ties)).collect()
}

/// The word a verdict begins with.
pub fn kind_word(kind: VerdictKind) -> &'static str {
    match kind {
        VerdictKind::Leak => "Leak:",
        VerdictKind::Suspected => "Suspected:",
        VerdictKind::SpikeOnly => "Spikes only:",
        VerdictKind::Step => "Step:",
        VerdictKind::WarmUp => "Warm-up:",
        VerdictKind::Daily => "Daily:",
        VerdictKind::Healthy => "No leak seen:",
        VerdictKind::TooLittleData => "Not enough data:",
    }
}

fn spans(spans: &[Span], ties: &BandTies) -> Vec<Nodes> {
    spans.iter().map(|span| one_span(span, ties)).collect()
}

fn one_span(span: &Span, ties: &BandTies) -> Nodes {
    match span {
        Span::Text(text) => nodes(text.as_str()),
        Span::Strong(text) => nodes(el("b").child(text.as_str())),
        Span::Code(name) => nodes(el("code").child(el("bdi").child(name.as_str()))),
        Span::Range {
            text,
            from_ms,
            to_ms,
        } => range(text, (*from_ms, *to_ms), ties),
        Span::Clock { from_ms, to_ms } => {
            let range_ms = (*from_ms, *to_ms);
            let text = match &ties.clock {
                Some(print) => print(range_ms),
                None => local_clock(range_ms),
            };
            range(&text, range_ms, ties)
        }
        Span::Stack { text, stack } => match ties.on_stack.clone() {
            Some(open) => {
                let stack = stack.clone();
                nodes(link(text, move || open(stack.clone())).class("link fn"))
            }
            None => nodes(el("b").child(text.as_str())),
        },
    }
}

fn range(text: &str, range_ms: Stretch, ties: &BandTies) -> Nodes {
    match ties.on_range.clone() {
        Some(select) => nodes(link(text, move || select(range_ms))),
        None => nodes(text),
    }
}

fn link(text: &str, follow: impl Fn() + 'static) -> El {
    button("link").on(ev::click, move |_| follow()).child(text)
}

fn local_clock((from_ms, to_ms): Stretch) -> String {
    let from = clock::day_clock(from_ms);
    match to_ms > from_ms {
        true => format!("{from} – {}", clock::clock(to_ms)),
        false => from,
    }
}

fn evidence_line(line: &Evidence, ties: &BandTies) -> El {
    let text = spans(&line.text, ties);
    let mark = el("dt").child(glyph(line.mark));
    el("div").child((mark, el("dd").child(text)))
}

/// The marker as the charts draw it.
fn glyph(mark: Mark) -> El {
    let (class, name, wedge, path) = match mark {
        Mark::Spike => (
            "glyph spike",
            "Spike",
            None,
            "M0 12.5h9.500l3-10.500 2 2 3.500 8.500H34",
        ),
        Mark::Trend => (
            "glyph trend",
            "Trend",
            Some("M0 13.5L34 3v10.5z"),
            "M0 13L34 2.5",
        ),
        Mark::Restart => ("glyph", "Restart", None, "M17 0v14"),
        Mark::Gap => ("glyph gap", "Gap", None, "M8 14L22 0M14 14L28 0M2 14L16 0"),
        Mark::Note => ("glyph note", "Note", None, "M17 0v14"),
    };
    let box_of_spike = (mark == Mark::Spike).then(|| {
        svg("rect")
            .attr("x", "7")
            .attr("y", "0")
            .attr("width", "13")
            .attr("height", "14")
    });
    let wedge = wedge.map(|path| svg("path").class("wedge").attr("d", path));
    svg("svg")
        .class(class)
        .attr("width", "34")
        .attr("height", "14")
        .attr("role", "img")
        .attr("aria-label", name)
        .child((box_of_spike, wedge, svg("path").attr("d", path)))
}

/// Cause and cure in a line: what it is, where, and what to do.
fn summary_line(cause: &Cause) -> El {
    let word = el("span").class("word").child("cause");
    let title = el("b").class("pattern").child(cause.title.as_str());
    let culprit = cause.culprit.as_ref().map(|name| (" in ", fn_name(name)));
    let cure = (!cause.fix.is_empty()).then(|| (" → ", cause.fix_in_short()));
    let words = el("dd").child((title, culprit, cure));
    // Cut to its line where that is narrow; the cause in full has all of it.
    let whole = words.element().text_content();
    el("div")
        .class("why")
        .child((el("dt").child(word), words.attr("title", whole)))
}

fn cause_in_full(cause: Cause) -> El {
    let steps: Vec<_> = cause
        .fix
        .iter()
        .map(|step| el("li").child(step.as_str()))
        .collect();
    let whose = cause
        .culprit
        .as_ref()
        .map(|name| ("Your function: ", fn_name(name), " · "));
    // Only https addresses from our own table become links.
    let reference = match cause.reference.starts_with("https://") {
        true => el("a")
            .attr("href", cause.reference.clone())
            .attr("target", "_blank")
            .attr("rel", "noopener noreferrer"),
        false => el("span"),
    };
    let why = (
        el("h2").child("Why"),
        el("p").child(cause.what),
        el("p").class("note").child((whose, cause.culprit_reason)),
        el("p").class("note").child(
            (!cause.reference.is_empty()).then(|| reference.child(cause.reference.as_str())),
        ),
    );
    let snippet = cause.snippet;
    let code = (!snippet.is_empty()).then(|| {
        let code = el("pre").class("copy").child(snippet.as_str());
        let copy = copy_button("Copy code", CopyLook::Wide, move || snippet.clone());
        el("div").class("snippet").child((code, copy))
    });
    let how = (el("h2").child("How to fix it"), el("ol").child(steps), code);
    el("div")
        .class("cause")
        .child((el("div").child(why), el("div").child(how)))
}
