//! A folder of sources on the person's own disk: picked, dropped or chosen. Files are read when a view
//! shows them, here in the page, and go nowhere else.

use std::rc::Rc;

use js_sys::{Array, Function, Object, Promise, Reflect};
use leakscope_core::layout::source::candidates;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DataTransfer, File, FileSystemDirectoryEntry, FileSystemDirectoryHandle, FileSystemFileHandle,
    HtmlInputElement,
};

use crate::prelude::*;

/// The longest file that is shown, in bytes: no person wrote a longer one.
const LONGEST_BYTES: f64 = 16e6;

/// The folder.
#[derive(Clone)]
pub struct SourceFolder {
    /// Its name.
    pub name: String,
    files: Files,
}

#[derive(Clone)]
enum Files {
    Picked(FileSystemDirectoryHandle),
    Dropped(FileSystemDirectoryEntry),
    /// All that lie in it, each with its path below it.
    Chosen(Rc<Vec<(String, File)>>),
}

/// A file's text.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// Where it was found, below the folder.
    pub path: String,
    /// Whether only the file's name was found, not the folder it is in.
    pub is_by_name_alone: bool,
    /// Its lines.
    pub lines: Rc<Vec<String>>,
}

impl SourceFolder {
    /// Lets the person pick a folder, and gives it to `picked`.
    pub fn pick(picked: impl Fn(SourceFolder) + 'static) {
        let picker = Reflect::get(&window(), &"showDirectoryPicker".into()).ok();
        let picker = picker.and_then(|picker| picker.dyn_into::<Function>().ok());
        let promise = picker.and_then(|picker| picker.call0(&window()).ok());
        let Some(promise) = promise.and_then(|it| it.dyn_into::<Promise>().ok()) else {
            return choose(picked);
        };
        wasm_bindgen_futures::spawn_local(async move {
            // A person who picks none after all wants nothing.
            if let Ok(handle) = JsFuture::from(promise).await {
                let handle: FileSystemDirectoryHandle = handle.unchecked_into();
                picked(SourceFolder {
                    name: handle.name(),
                    files: Files::Picked(handle),
                });
            }
        });
    }

    /// The one folder that was dropped; none if something else was.
    pub fn dropped(data: &DataTransfer) -> Option<SourceFolder> {
        let items = data.items();
        let item = items.get(0).filter(|_| items.length() == 1)?;
        let entry = item.webkit_get_as_entry().ok().flatten()?;
        entry.is_directory().then(|| SourceFolder {
            name: entry.name(),
            files: Files::Dropped(entry.unchecked_into()),
        })
    }

    /// The text of a file that a profile names.
    ///
    /// # Errors
    ///
    /// In words, where it is not there or cannot be read.
    pub async fn read(&self, path: &str) -> Result<Text, String> {
        for candidate in candidates(path, &self.name) {
            let Some(file) = self.file(&candidate.path).await else {
                continue;
            };
            if file.size() > LONGEST_BYTES {
                return Err(format!("{} is too long to be shown", candidate.path));
            }
            let text = JsFuture::from(file.text()).await.ok();
            let Some(text) = text.and_then(|text| text.as_string()) else {
                return Err(format!("{} cannot be read any more", candidate.path));
            };
            return Ok(Text {
                path: candidate.path,
                is_by_name_alone: candidate.parts == 1 && path.contains(['/', '\\']),
                lines: Rc::new(text.lines().map(str::to_owned).collect()),
            });
        }
        Err(format!("{path} is not in the folder {}", self.name))
    }

    async fn file(&self, path: &str) -> Option<File> {
        match &self.files {
            Files::Picked(folder) => {
                let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
                let mut folder = folder.clone();
                for part in folders.split('/').filter(|part| !part.is_empty()) {
                    let below = JsFuture::from(folder.get_directory_handle(part)).await;
                    folder = below.ok()?.unchecked_into();
                }
                let handle = JsFuture::from(folder.get_file_handle(name)).await.ok()?;
                let handle: FileSystemFileHandle = handle.unchecked_into();
                let file = JsFuture::from(handle.get_file()).await.ok()?;
                Some(file.unchecked_into())
            }
            Files::Dropped(folder) => {
                let entry = called_back(folder, "getFile", path).await?;
                let file = called_back(&entry, "file", "").await?;
                Some(file.unchecked_into())
            }
            Files::Chosen(files) => {
                let found = files.iter().find(|(other, _)| other == path);
                found.map(|(_, file)| file.clone())
            }
        }
    }
}

/// Asks by a field for folders, which lists all files in it: where there is no picker.
fn choose(chosen: impl Fn(SourceFolder) + 'static) {
    let input = document().create_element("input").ok();
    let Some(input) = input.and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) else {
        return;
    };
    input.set_type("file");
    let _ = input.set_attribute("webkitdirectory", "");
    let field = input.clone();
    let on_change = wasm_bindgen::closure::Closure::once_into_js(move || {
        let files = field.files();
        let files = files
            .iter()
            .flat_map(|all| (0..all.length()).filter_map(|at| all.get(at)));
        let mut name = String::new();
        let below = files.filter_map(|file| {
            let path = Reflect::get(&file, &"webkitRelativePath".into()).ok()?;
            let path = path.as_string()?;
            let (folder, below) = path.split_once('/')?;
            folder.clone_into(&mut name);
            Some((below.to_owned(), file))
        });
        let files: Vec<(String, File)> = below.collect();
        if !files.is_empty() {
            chosen(SourceFolder {
                name,
                files: Files::Chosen(Rc::new(files)),
            });
        }
    });
    input.set_onchange(Some(on_change.unchecked_ref()));
    input.click();
}

/// What a method that takes two callbacks gives to the first: of `getFile` what lies at a path.
async fn called_back(of: &JsValue, method: &str, path: &str) -> Option<JsValue> {
    let function = Reflect::get(of, &method.into()).ok()?;
    let function: Function = function.dyn_into().ok()?;
    let call = |yes: Function, no: Function| {
        let arguments = match method {
            "getFile" => Array::of4(&path.into(), &Object::new(), &yes, &no),
            _ => Array::of2(&yes, &no),
        };
        if function.apply(of, &arguments).is_err() {
            let _ = no.call0(&JsValue::UNDEFINED);
        }
    };
    let promise = Promise::new(&mut |yes, no| call(yes, no));
    JsFuture::from(promise).await.ok()
}
