//! The graph of calls: SVG that is moved and scaled, with a tree in step for the keyboard.

mod draw;
mod gesture;
mod tip;
mod tree;
mod view;

use std::sync::Arc;

use crate::leptos::ev;
use crate::prelude::*;
use leakscope_core::layout::CallGraph;
use web_sys::HtmlElement;

use super::model::Model;
use super::parts::icon_button;
use crate::net::mark;
use crate::ui::dom::{Content, El, Held, el, svg};
use crate::ui::parts::{canvas, small_icon};
use gesture::Gestures;
use view::View;

/// What the pointer is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Under {
    /// A box, by its index.
    Box(usize),
    /// A call, by its index.
    Call(usize),
}

/// What the view, the pointer and the size add to the model.
#[derive(Clone, Copy)]
struct Place {
    model: Model,
    frame: Held<HtmlElement>,
    size: ReadSignal<(f64, f64)>,
    view: RwSignal<View>,
    /// Whether a person has moved it: then it stays when the frame changes its size.
    is_moved: RwSignal<bool>,
    hover: RwSignal<Option<Under>>,
    pointer: RwSignal<(f64, f64)>,
    /// Index of the selected box, where the graph has one.
    selected: Memo<Option<usize>>,
}

impl Place {
    fn graph(self) -> Option<Arc<CallGraph>> {
        self.model.graph.get_untracked()
    }

    /// Shows the whole width, from the top, however small it gets.
    fn fit(self) {
        if let Some(graph) = self.graph() {
            self.is_moved.set(true);
            self.view
                .set(View::fitted(&graph, self.size.get_untracked()));
        }
    }

    /// Shows as much of the width as can be read, from the top.
    fn start(self) {
        if let Some(graph) = self.graph() {
            self.is_moved.set(false);
            self.view
                .set(View::first(&graph, self.size.get_untracked()));
        }
    }

    /// Zooms by a factor, so that a point of the frame stays where it is.
    fn zoom_at(self, factor: f64, point: (f64, f64)) {
        self.is_moved.set(true);
        self.view
            .set(self.view.get_untracked().zoomed(factor, point));
    }

    /// Zooms about the middle.
    fn zoom(self, factor: f64) {
        let (width, height) = self.size.get_untracked();
        self.zoom_at(factor, (width / 2.0, height / 2.0));
    }

    /// Moves what is shown.
    fn pan(self, x: f64, y: f64) {
        self.is_moved.set(true);
        let mut view = self.view.get_untracked();
        (view.x, view.y) = (view.x + x, view.y + y);
        self.view.set(view);
    }

    /// Moves until a box is in view.
    fn reveal(self, at: usize) {
        let graph = self.graph();
        if let Some(it) = graph.as_ref().and_then(|graph| graph.boxes.get(at)) {
            let view = self.view.get_untracked();
            self.view.set(view.revealing(it, self.size.get_untracked()));
        }
    }

    fn select(self, at: usize) {
        let graph = self.graph();
        if let Some(it) = graph.as_ref().and_then(|graph| graph.boxes.get(at)) {
            self.model.select_node(it.node);
        }
    }
}

/// The graph.
pub fn graph(model: Model) -> El {
    let frame = Held::new();
    let selected = Memo::new(move || {
        let node = model.selected.get()?.node;
        let graph = model.graph.get()?;
        graph.boxes.iter().position(|it| it.node == node)
    });
    let place = Place {
        model,
        frame,
        size: canvas::size_of(frame),
        view: RwSignal::new(View::default()),
        is_moved: RwSignal::new(false),
        hover: RwSignal::new(None),
        pointer: RwSignal::new((0.0, 0.0)),
        selected,
    };
    // Another graph starts anew; in another frame the same one stays where a person put it.
    effect(move || {
        model.graph.get();
        place.hover.set(None);
        place.start();
    });
    effect(move || {
        place.size.track();
        if !place.is_moved.get_untracked() {
            place.start();
        }
    });
    effect(move || {
        if let Some(at) = selected.get() {
            place.reveal(at);
        }
    });
    tree::keys(place);
    let gestures = Gestures::new(place);
    let scene = svg("g").attr("transform", move || place.view.get().transform());
    let picture = svg("svg")
        .attr("aria-hidden", "true")
        .child(scene.child(move || {
            let graph = model.graph.get()?;
            let drawn = draw::draw(place, &graph);
            mark("leakscope:graph-painted");
            Some(drawn)
        }));
    let tree = el("div")
        .class("graph")
        .held(frame)
        .attr("tabindex", "0")
        .attr("role", "tree")
        .attr(
            "aria-label",
            "Graph of calls: arrow keys move along calls, plus and minus zoom, 0 shows all, Enter shows the function in the flame",
        )
        .attr("aria-activedescendant", move || {
            tree::item_id(selected.get())
        })
        .on(ev::pointermove, move |event| gestures.moved(&event))
        .on(ev::pointerdown, move |event| gestures.down(&event))
        .on(ev::pointerup, move |event| gestures.up(&event))
        .on(ev::pointercancel, move |event| gestures.up(&event))
        .on(ev::pointerleave, move |event| gestures.left(&event))
        .on(ev::click, move |event| gestures.click(&event))
        .on(ev::dblclick, move |event| gestures.double_click(&event))
        .on(ev::wheel, move |event| gestures.wheel(&event))
        .child(picture)
        .child(move || tree::item(place, selected.get()))
        .child(tip::tip(place))
        .child(move || nothing(model));
    el("div").class("graph-frame").child((tree, tools(place)))
}

/// What is said in place of a graph where there is none.
fn nothing(model: Model) -> Option<El> {
    let words = match &*model.graph.get()? {
        graph if !graph.boxes.is_empty() => return None,
        graph if graph.has_base => "Nothing of this type has changed.",
        _ => "This profile has no samples with a value of this type.",
    };
    Some(el("p").class("nothing").child(words))
}

/// What the colours mean, and buttons for what wheel and keys do.
fn tools(place: Place) -> El {
    let scale = move || {
        let (steps, from, to) = match place.model.has_base() {
            true => (&draw::CHANGES[..], "shrank ", " grew"),
            false => (&draw::VALUES[..], "cum < 1% ", " ≥ 50%"),
        };
        let steps: Vec<El> = steps.iter().map(|step| el("b").class(*step)).collect();
        el("span")
            .class("scale")
            .child((from, el("i").child(steps), to))
    };
    let button = |label, title, icon: &'static str, act: fn(Place)| {
        icon_button(label, title, small_icon(icon)).on(ev::click, move |_| act(place))
    };
    el("div").class("graph-tools").child((
        scale,
        button("Zoom in", "Zoom in (+)", "M7 2v10M2 7h10", |place| {
            place.zoom(view::STEP)
        }),
        button("Zoom out", "Zoom out (−)", "M2 7h10", |place| {
            place.zoom(1.0 / view::STEP)
        }),
        button(
            "Show all",
            "Whole width (0)",
            "M1 4V1h3M10 1h3v3M13 10v3h-3M4 13H1v-3",
            Place::fit,
        ),
    ))
}

/// Selects the next or the previous box that matches the search: from the top, left to right.
pub fn next_hit(model: Model, is_backwards: bool) {
    let (Some(graph), Some(found)) = (model.graph.get_untracked(), model.found.get_untracked())
    else {
        return;
    };
    let is_hit = |at: &usize| found.nodes.binary_search(&graph.boxes[*at].node).is_ok();
    let mut hits: Vec<usize> = (0..graph.boxes.len()).filter(is_hit).collect();
    leakscope_core::order::sort_by(&mut hits, |&a, &b| {
        let (a, b) = (&graph.boxes[a], &graph.boxes[b]);
        a.y.total_cmp(&b.y).then(a.x.total_cmp(&b.x))
    });
    if is_backwards {
        hits.reverse();
    }
    let selected = model.selected.get_untracked().map(|selected| selected.node);
    let is_selected = |&at: &usize| Some(graph.boxes[at].node) == selected;
    let next = hits.iter().position(is_selected).map_or(0, |at| at + 1);
    if let Some(&at) = hits.get(next).or(hits.first()) {
        model.select_node(graph.boxes[at].node);
    }
}

/// The part of the status bar that tells what of the graph is shown.
pub fn facts(graph: &CallGraph) -> impl Content + use<> {
    let facts = graph.facts().into_iter();
    let facts: Vec<El> = facts.map(|fact| el("span").child(fact)).collect();
    facts
}

/// Whether the link names this view.
pub fn is_named(tab: Option<&str>) -> bool {
    tab == Some(NAME)
}

/// Its name in links.
pub const NAME: &str = "graph";
