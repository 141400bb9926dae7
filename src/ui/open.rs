//! Opening files and folders, dropped or pasted bytes, pasted text, the demo recording. Each is read by the
//! engine; what goes wrong is said for each by its name.

use std::rc::Rc;

use leakscope_core::engine::protocol::{OpenedInfo, ProfileInfo, Trouble};
use leakscope_core::order;
use leakscope_core::telemetry::ServiceId;
use wasm_bindgen::JsCast;
use web_sys::{DataTransfer, DataTransferItem, File, FileList, HtmlInputElement};

use super::dom::{Content, el};
use super::folder::Folder;
use super::messages::{Messages, Offer};
use super::route::{Router, View};
use super::work::{TaskRef, Work};
use crate::engine::{Engine, Opening};
use crate::prelude::*;
use crate::ui::page::Page;

/// Where the demo recording is, beside the page.
pub const DEMO: &str = "demo.leakscope.zip";
/// How far a file may inflate after a person said so; before, the engine's own limit of 512 MiB holds.
const RAISED_LIMIT_BYTES: u64 = 2 << 30;

/// Opens things: a context.
#[derive(Clone, Copy)]
pub struct Opener {
    /// The engine.
    pub engine: Engine,
    /// Where to go.
    pub router: Router,
    /// What is in hand.
    pub work: Work,
    /// What to say.
    pub messages: Messages,
    /// Who is asked first what to do with what was dropped.
    pub drops: StoredValue<Option<DropTaker>>,
}

/// Takes what was dropped, or says that it is not its own.
pub type DropTaker = Rc<dyn Fn(&DataTransfer) -> bool>;

/// What can be opened.
#[derive(Clone)]
enum Input {
    File(File),
    Folder(Folder),
    Text(String),
    Demo,
}

impl Opener {
    /// Has what is dropped offered to `taker` first, until the caller's owner ends.
    pub fn take_drops(self, taker: impl Fn(&DataTransfer) -> bool + 'static) {
        let taker: DropTaker = Rc::new(taker);
        self.drops.set_value(Some(taker));
        on_cleanup(move || self.drops.set_value(None));
    }

    /// Lets the person choose files.
    pub fn choose(self) {
        self.choose_any(false);
    }

    /// Lets the person choose a folder.
    pub fn choose_folder(self) {
        self.choose_any(true);
    }

    fn choose_any(self, is_folder: bool) {
        let input = document()
            .create_element("input")
            .ok()
            .and_then(|e| e.dyn_into::<HtmlInputElement>().ok());
        let Some(input) = input else { return };
        input.set_type("file");
        input.set_multiple(true);
        if is_folder {
            // An attribute that is not there cannot be refused.
            let _ = input.set_attribute("webkitdirectory", "");
        }
        let chosen = input.clone();
        let on_change = wasm_bindgen::closure::Closure::once_into_js(move || {
            let files = list(chosen.files());
            let inputs = match is_folder {
                true => Folder::chosen(files)
                    .map(Input::Folder)
                    .into_iter()
                    .collect(),
                false => files.into_iter().map(Input::File).collect(),
            };
            self.open(inputs, None);
        });
        input.set_onchange(Some(on_change.unchecked_ref()));
        input.click();
    }

    /// Opens what was dropped or pasted; whether there was anything.
    pub fn transfer(self, data: &DataTransfer) -> bool {
        let items = data.items();
        let items = (0..items.length()).filter_map(|i| items.get(i));
        let files: Vec<Input> = items.filter_map(|item| file_or_folder(&item)).collect();
        let text = data.get_data("text/plain").unwrap_or_default();
        let inputs = match (files.is_empty(), text.is_empty()) {
            (false, _) => files,
            (true, false) => vec![Input::Text(text)],
            (true, true) => return false,
        };
        self.open(inputs, None);
        true
    }

    /// Opens text from the clipboard.
    pub fn text(self, text: String) {
        self.open(vec![Input::Text(text)], None);
    }

    /// Opens the demo recording.
    pub fn demo(self) {
        self.open(vec![Input::Demo], None);
    }

    fn open(self, inputs: Vec<Input>, limit_bytes: Option<u64>) {
        if inputs.is_empty() {
            return;
        }
        let what = match inputs.as_slice() {
            [one] => name(one),
            several => format!("{} files", several.len()),
        };
        self.work
            .run(what, move |task| open_all(self, task, inputs, limit_bytes));
    }

    fn failed(self, input: Input, mut trouble: Trouble) {
        let name = name(&input);
        if !trouble.title.contains(&name) {
            trouble.title = format!("{name}: {}", trouble.title);
        }
        let raise = matches!(input, Input::File(_) | Input::Folder(_)) && trouble.is_limit;
        // The offer is taken up when this work is long over.
        let offer = self.work.for_page(|| {
            let input = StoredValue::new(input);
            let open = move || self.open(vec![input.get_value()], Some(RAISED_LIMIT_BYTES));
            raise.then(|| Offer {
                words: "Raise the limit",
                run: Rc::new(open),
            })
        });
        self.messages.trouble(trouble, offer);
    }

    /// Goes to what was opened: a recording's overview, a profile, or the last of several profiles
    /// of one kind against the first.
    fn show(self, opened: Vec<OpenedInfo>) {
        for remark in opened.iter().flat_map(|info| &info.remarks) {
            self.messages.remark(remark.clone());
        }
        let mut profiles: Vec<ProfileInfo> = opened
            .iter()
            .flat_map(|info| info.profiles.iter().cloned())
            .collect();
        order::sort_by(&mut profiles, |a, b| {
            a.entry.at_ms.total_cmp(&b.entry.at_ms)
        });
        let service = opened.iter().find_map(|info| info.service);
        match (profiles.last(), service) {
            (Some(last), _) => {
                let first = profiles
                    .iter()
                    .find(|first| first.kind == last.kind && first.entry.id != last.entry.id);
                let (hash, base) = (
                    last.entry.hash.clone(),
                    first.map(|first| first.entry.hash.clone()),
                );
                self.router.go(|route| {
                    route.view = View::Profile;
                    route.profile = Some(hash);
                    route.base = base;
                    route.sample_type = None;
                    route.zoom.clear();
                });
            }
            (None, Some(service)) => self.router.go(|route| {
                route.view = View::Overview;
                route.service = Some(service.0);
            }),
            (None, None) => {}
        }
    }
}

/// Opens one after the other, and shows what was opened.
async fn open_all(opener: Opener, task: TaskRef, inputs: Vec<Input>, limit_bytes: Option<u64>) {
    let mut opened = Vec::new();
    let engine = opener.engine;
    let how = Opening {
        inflated_limit_bytes: limit_bytes,
        beside: untrack(|| service_in_view(opener)),
    };
    for input in inputs {
        let report = move |progress| task.report(progress);
        let result = match input.clone() {
            Input::Text(text) => engine.open_text(&text, how, report).await,
            Input::Demo => engine.open_url(DEMO, how, report).await,
            Input::File(file) => engine.open_file(file, how, report).await,
            Input::Folder(folder) => {
                let name = folder.name.clone();
                match folder.tar(limit_bytes).await {
                    Ok(tar) => engine.open_blob(name, None, &tar, how, report).await,
                    Err(trouble) => Err(trouble),
                }
            }
        };
        match result {
            Ok(info) => opened.push(info),
            Err(trouble) => opener.failed(input, trouble),
        }
    }
    opener.show(opened);
}

/// The service that the overview shows, or that a profile was opened from.
fn service_in_view(opener: Opener) -> Option<ServiceId> {
    let route = opener.router.route().get();
    let inventory = opener.engine.inventory().get();
    let mut services = inventory.services.iter().map(|service| service.id);
    let named = route.service.map(ServiceId);
    let named = named.filter(|id| inventory.services.iter().any(|service| service.id == *id));
    named.or_else(|| services.next().filter(|_| route.view == View::Overview))
}

fn name(input: &Input) -> String {
    match input {
        Input::File(file) => file.name(),
        Input::Folder(folder) => folder.name.clone(),
        Input::Text(_) => "pasted text".to_owned(),
        Input::Demo => "the demo recording".to_owned(),
    }
}

fn file_or_folder(item: &DataTransferItem) -> Option<Input> {
    match Folder::dropped(item) {
        Some(folder) => Some(Input::Folder(folder)),
        None => item.get_as_file().ok().flatten().map(Input::File),
    }
}

fn list(files: Option<FileList>) -> Vec<File> {
    files
        .map(|files| (0..files.length()).filter_map(|i| files.get(i)).collect())
        .unwrap_or_default()
}

/// Dropping files anywhere, and pasting anywhere but into a field.
pub fn drop_and_paste() -> impl Content {
    let opener = Page::get().opener;
    let is_dropping = RwSignal::new(false);
    let drag = window_event_listener(crate::leptos::ev::dragover, move |event| {
        event.prevent_default();
        is_dropping.set(true);
    });
    let leave = window_event_listener(crate::leptos::ev::dragleave, move |event| {
        // Leaving one part of the page for another is not leaving the page.
        if event.related_target().is_none() {
            is_dropping.set(false);
        }
    });
    let drop = window_event_listener(crate::leptos::ev::drop, move |event| {
        event.prevent_default();
        is_dropping.set(false);
        if let Some(data) = event.data_transfer() {
            let taker = opener.drops.get_value();
            if !taker.is_some_and(|taker| taker(&data)) {
                opener.transfer(&data);
            }
        }
    });
    let paste = window_event_listener(crate::leptos::ev::paste, move |event| {
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let is_field =
            target.is_some_and(|target| target.closest("input, textarea").ok().flatten().is_some());
        if let Some(data) = event.clipboard_data().filter(|_| !is_field)
            && opener.transfer(&data)
        {
            event.prevent_default();
        }
    });
    on_cleanup(move || {
        drag.remove();
        leave.remove();
        drop.remove();
        paste.remove();
    });
    move || {
        let words = || el("p").child("Drop to open");
        is_dropping
            .get()
            .then(|| el("div").class("dropping").child(words()))
    }
}
