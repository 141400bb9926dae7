//! A first view of a profile before there is one. A browser compiles each function of wasm when it is
//! first called, and makes each kind of element slowly for the first time: that was half of the time
//! from a small file to its flame. So once nothing else is to be done the view is made of a profile
//! that nobody opened, part after part, beside the document, and forgotten.

use std::time::Duration;

use leakscope_core::codec::{from_bytes, to_bytes};
use leakscope_core::engine::protocol::{Answer, Inventory, ProfileInfo, Request};
use leakscope_core::layout::{Boxes, Flame, NameInfo, Narrow, PackageClass};
use leakscope_core::telemetry::{ProfileEntry, ProfileId, Source};
use web_sys::DocumentFragment;

use super::model::Model;
use super::{Tab, details, filters, flame, head, main, numbers, status, tabs};
use crate::engine::Engine;
use crate::prelude::*;
use crate::ui::dom::{Content, Nodes, nodes};
use crate::ui::page::Page;
use crate::ui::parts::Picture;
use crate::ui::route::{Route, Router, View};

/// After what the rest's arrival brings about.
const WAIT: Duration = Duration::from_millis(30);

/// How many boxes the flame has from side to side, and rows.
const COLUMNS: u32 = 200;
const ROWS: u16 = 14;

/// A part of the view, each made in a turn of its own: no person is to wait for it.
type Part = fn(Model, Memo<Tab>) -> Nodes;

const PARTS: [Part; 7] = [
    |model, _| nodes(head::head(model)),
    |model, tab| nodes(tabs::tabs(model, tab)),
    |model, tab| nodes(filters::filters(model, tab)),
    |model, tab| nodes(main(model, tab)),
    |model, _| nodes(details::details(model)),
    |model, _| nodes((status::status(model), numbers::numbers(model))),
    |model, _| {
        paint(model);
        nodes("")
    },
];

/// Makes the view once, and forgets it; not where a person looks at one.
pub fn rehearse() {
    let owner = Owner::new();
    let (model, tab) = owner.with(|| {
        let route = Route {
            view: View::Profile,
            ..Route::default()
        };
        let engine = Engine::without_worker(inventory(), answer);
        let tab = Memo::new(|| Tab::Flame);
        (Model::new(engine, Router::at(route)), tab)
    });
    // What changes in it looks for the node it is in.
    let stage = document().create_document_fragment();
    step(owner, model, tab, stage, 0);
}

fn step(owner: Owner, model: Model, tab: Memo<Tab>, stage: DocumentFragment, at: usize) {
    let next = move || {
        let is_seen = Page::get().router.route().read_untracked().view == View::Profile;
        match PARTS.get(at).filter(|_| !is_seen) {
            Some(part) => {
                let keys = Page::get().keys;
                owner.with(|| keys.unheard(|| part(model, tab)).add_to(&stage));
                step(owner, model, tab, stage, at + 1);
            }
            None => owner.cleanup(),
        }
    };
    set_timeout(next, if at == 0 { WAIT } else { Duration::ZERO });
}

/// Paints the flame, which on canvases that are not shown has no size.
fn paint(model: Model) {
    if let Some(index) = model.shown.get_untracked() {
        untrack(|| {
            let size = (model.width_px.get(), flame::height_px(&index));
            let picture = Picture {
                name: String::new(),
                heading: Vec::new(),
                size,
                paint: &|surface| flame::paint_picture(model, &index, surface, size),
            };
            picture.paint_unseen();
        });
    }
}

fn inventory() -> Inventory {
    Inventory {
        profiles: vec![ProfileInfo {
            entry: ProfileEntry {
                id: ProfileId(0),
                service: None,
                source: Source::File,
                name: String::new(),
                at_ms: 0.0,
                bytes: 0,
                hash: String::new(),
            },
            kind: "heap".to_owned(),
            sample_types: vec![("inuse_space".to_owned(), "bytes".to_owned())],
            default_sample_type: 0,
        }],
        ..Inventory::default()
    }
}

fn answer(request: &Request) -> Option<Answer> {
    match request {
        // There and back, as an answer of the worker comes.
        Request::Flame { .. } => from_bytes(&to_bytes(&Answer::Flame(Box::new(many_boxes())))),
        _ => None,
    }
}

/// So many boxes that what paints and looks through them is compiled for speed, as for a large profile.
fn many_boxes() -> Flame {
    let name = |name: &str, package| NameInfo {
        name: name.to_owned(),
        package,
        ..NameInfo::default()
    };
    let names = vec![
        name("root", PackageClass::Runtime),
        name("net/http.(*persistConn).readLoop", PackageClass::Http),
        name("main.List[go.shape.int].Push", PackageClass::App),
        name("runtime.gopark", PackageClass::Std),
    ];
    let (mut boxes, mut narrow) = (Boxes::default(), Narrow::default());
    let mut push = |depth: u16, x: f64, width: f64, parent: u32| {
        let at = boxes.depth.len() as u32;
        boxes.depth.push(depth);
        boxes.x.push(x);
        boxes.width.push(width);
        boxes.name.push(if depth == 0 { 0 } else { 1 + at % 3 });
        boxes.parent.push(parent);
        boxes.value.push(1 << 10);
        boxes.flat.push(0);
        boxes.base.push(0);
        boxes.flags.push(0);
        at
    };
    let root = push(0, 0.0, 1.0, 0);
    let wide = push(1, 0.0, 0.5, root);
    let mut above: Vec<u32> = (0..COLUMNS)
        .map(|column| {
            push(
                2,
                0.5 / f64::from(COLUMNS) * f64::from(column),
                0.4 / f64::from(COLUMNS),
                wide,
            )
        })
        .collect();
    for depth in 3..ROWS {
        for (column, above) in (0..COLUMNS).zip(&mut above) {
            let x = 0.5 / f64::from(COLUMNS) * f64::from(column);
            *above = push(depth, x, 0.4 / f64::from(COLUMNS), *above);
        }
    }
    for parent in above {
        narrow.parent.push(parent);
        narrow.x.push(0.5);
        narrow.width.push(1e-3);
        narrow.count.push(3);
        narrow.value.push(1);
        narrow.is_caller.push(false);
    }
    Flame {
        boxes,
        narrow,
        names,
        total: 1 << 20,
        unit: "bytes".to_owned(),
        rows: u32::from(ROWS) - 1,
        ..Flame::default()
    }
}
