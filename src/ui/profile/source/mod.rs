//! Source: the lines of a function with their values, and their text once a folder was pointed at.

mod folder;
mod listing;

use std::rc::Rc;

use crate::leptos::ev;
use crate::leptos::task::spawn_local_scoped_with_cancellation;
use leakscope_core::engine::protocol::{Answer, Request};
use leakscope_core::layout::source::source_sheet;
use leakscope_core::layout::{SourceListing, SourceQuery};
use leakscope_core::map::Map;

use super::functions::Functions;
use super::model::Model;
use super::parts::{span, strong};
use crate::prelude::*;
use crate::ui::dom::{Content, El, button, el, nodes};
use crate::ui::page::Page;
use crate::ui::parts::{Query, take_now};

pub use folder::SourceFolder;
use listing::Known;

/// The folder that was pointed at, and what was read of it by the paths of the profile.
#[derive(Clone, Copy)]
pub struct Sources {
    folder: RwSignal<Option<SourceFolder>>,
    known: RwSignal<Rc<Map<String, Known>>>,
}

thread_local! {
    /// Another profile is likely to be of the same program: the folder stays as long as the page.
    static FOLDER: std::cell::RefCell<Option<SourceFolder>> = const { std::cell::RefCell::new(None) };
}

impl Sources {
    fn new() -> Sources {
        Sources {
            folder: RwSignal::new(FOLDER.with_borrow(Option::clone)),
            known: RwSignal::new(Rc::default()),
        }
    }

    fn point_at(self, folder: Option<SourceFolder>) {
        FOLDER.set(folder.clone());
        self.known.set(Rc::default());
        self.folder.set(folder);
    }

    fn of(self, path: &str) -> Known {
        match (self.known.read().get(path), self.folder.read().is_some()) {
            (Some(known), _) => known.clone(),
            (None, true) if !path.is_empty() => Known::Reading,
            (None, _) => Known::NoFolder,
        }
    }

    /// Reads the files of a listing that were not read yet.
    fn read(self, listing: &SourceListing) {
        let Some(folder) = self.folder.get() else {
            return;
        };
        for file in listing.files.iter().filter(|file| !file.path.is_empty()) {
            if self.known.read_untracked().get(&file.path).is_some() {
                continue;
            }
            let (folder, path) = (folder.clone(), file.path.clone());
            spawn_local_scoped_with_cancellation(async move {
                let known = match folder.read(&path).await {
                    Ok(text) => Known::Text(text),
                    Err(why) => Known::Missing(why),
                };
                self.known.update(|all| {
                    Rc::make_mut(all).insert(path, known);
                });
            });
        }
    }
}

/// The list of functions, and the lines of the one that was chosen.
pub fn source(model: Model) -> impl Content {
    let sources = Sources::new();
    let ask = move || {
        let query = SourceQuery {
            name: model.of.get().unwrap_or_default(),
        };
        let subject = model.subject.get()?;
        Some(Request::Source { subject, query })
    };
    let listing = Query::new(model.engine, ask, |answer| match answer {
        Answer::Source(listing) => Some(listing),
        _ => None,
    });
    let current = Memo::new(move || listing.get().map(|listing| listing.name.clone()));
    let functions = Functions::new(model, current);
    effect(move || {
        if let Some(listing) = listing.get() {
            sources.read(&listing);
        }
    });
    Page::get().keys.on(move |key| functions.hear(key));
    Page::get().opener.take_drops(move |data| {
        let folder = SourceFolder::dropped(data);
        let is_taken = folder.is_some();
        if is_taken {
            sources.point_at(folder);
        }
        is_taken
    });
    let sheet = move || {
        let listing = listing.get()?;
        let text = |path: &str, line| listing::text_of(&sources.of(path), line);
        Some(source_sheet(&listing, &text))
    };
    let bar = el("div").class("bar view-bar").child((
        functions.count(),
        el("span").class("grow"),
        move || pointer(sources),
        take_now("source.csv", sheet),
    ));
    let lines = move || {
        if let Some(trouble) = listing.trouble() {
            return nodes(el("p").class("nothing").child(trouble.title));
        }
        let Some(listing) = listing.get() else {
            return nodes("");
        };
        let files = listing.files.iter();
        let files = files.map(|file| listing::file(&listing, file, &sources.of(&file.path)));
        let nothing = listing.files.is_empty().then(|| {
            let words = "Of this function the profile knows no lines.";
            el("p").class("nothing").child(words)
        });
        nodes((files.collect::<Vec<El>>(), nothing))
    };
    let lines = el("div")
        .class("beside listing")
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr("aria-label", "Lines of the function")
        .child(lines);
    (
        bar,
        el("div").class("two").child((functions.list(), lines)),
        "",
    )
}

/// Which folder, and how to point at one.
fn pointer(sources: Sources) -> impl Content {
    let pick = move |_| SourceFolder::pick(move |folder| sources.point_at(Some(folder)));
    let title = "Text is read in this browser and goes nowhere. A folder can also be dropped here.";
    let point = |words: &'static str| {
        button("btn")
            .attr("title", title)
            .on(ev::click, pick)
            .child(words)
    };
    match sources.folder.get() {
        None => nodes(point("Point at a source folder")),
        Some(folder) => nodes((
            span("sources: ").child(strong(el("bdi").child(folder.name))),
            point("Another folder"),
            button("btn quiet")
                .on(ev::click, move |_| sources.point_at(None))
                .child("Without"),
        )),
    }
}
