//! What all parts of the page share.

use std::cell::Cell;

use super::export::Exporter;
use super::keys::Keys;
use super::messages::Messages;
use super::open::Opener;
use super::route::Router;
use super::shell::{Help, Palette, RangeSlot, Settings};
use super::theme::Theme;
use super::work::Work;
use crate::engine::Engine;
use crate::prelude::{ReadSignal, StoredValue};
use crate::rest;

/// The one page: the engine, and what every view may need of the page around it.
#[derive(Clone, Copy)]
pub struct Page {
    /// The engine's end.
    pub engine: Engine,
    /// What the address says.
    pub router: Router,
    /// The work in hand.
    pub work: Work,
    /// The messages.
    pub messages: Messages,
    /// Opens things.
    pub opener: Opener,
    /// Saves things.
    pub exporter: Exporter,
    /// Who hears keys.
    pub keys: Keys,
    /// Light or dark.
    pub theme: Theme,
    /// The top bar's place for the overview's range.
    pub range_slot: RangeSlot,
    /// Whether the keys are shown.
    pub help: Help,
    /// Whether the command palette is shown.
    pub palette: Palette,
    /// Whose settings are open.
    pub settings: Settings,
    /// Whether the rest of the wasm is here.
    pub has_rest: ReadSignal<bool>,
}

thread_local! {
    static PAGE: Cell<Option<Page>> = const { Cell::new(None) };
}

impl Page {
    /// Starts the engine, and everything that lives as long as the page. Called once, by `app`,
    /// under the owner that lives as long.
    pub fn start() -> Page {
        let engine = Engine::start();
        let (router, work, messages) = (Router::from_location(), Work::new(), Messages::new());
        let page = Page {
            engine,
            router,
            work,
            messages,
            opener: Opener {
                engine,
                router,
                work,
                messages,
                drops: StoredValue::new(None),
            },
            exporter: Exporter::new(engine, messages),
            keys: Keys::listen(),
            theme: Theme::remembered(),
            range_slot: RangeSlot::new(),
            help: Help::default(),
            palette: Palette::default(),
            settings: Settings::default(),
            has_rest: rest::is_here(),
        };
        PAGE.set(Some(page));
        page
    }

    /// The page.
    pub fn get() -> Page {
        PAGE.get().expect("the page has started")
    }
}
