//! Folders, dropped or chosen. The engine opens archives; so a folder goes to it as a tar, put together
//! by the browser from the files where they lie.

use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use leakscope_core::engine::protocol::{Trouble, TroubleKind};
use leakscope_core::formats::Limits;
use leakscope_core::formats::archive::{MAX_FILES, header, is_hidden, padding};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, DataTransferItem, File, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry,
};

/// A folder.
#[derive(Clone)]
pub struct Folder {
    /// Its name.
    pub name: String,
    files: Files,
}

#[derive(Clone)]
enum Files {
    /// Still to be listed.
    Dropped(FileSystemEntry),
    /// As a person chose them: all that lie in it.
    Chosen(Vec<File>),
}

impl Folder {
    /// The folder that was dropped as this item, if it is one. It is gone with the event.
    pub fn dropped(item: &DataTransferItem) -> Option<Folder> {
        let entry = item.webkit_get_as_entry().ok().flatten()?;
        entry.is_directory().then(|| Folder {
            name: entry.name(),
            files: Files::Dropped(entry),
        })
    }

    /// The folder in which these files were chosen; none if there are none.
    pub fn chosen(files: Vec<File>) -> Option<Folder> {
        let path = path_of(files.first()?);
        Some(Folder {
            name: path.split('/').next().unwrap_or_default().to_owned(),
            files: Files::Chosen(files),
        })
    }

    /// Its files as one tar of at most `limit_bytes`, none for what the engine takes.
    pub async fn tar(self, limit_bytes: Option<u64>) -> Result<Blob, Trouble> {
        let files = match self.files {
            Files::Chosen(files) => Ok(files.into_iter().map(|f| (path_of(&f), f)).collect()),
            Files::Dropped(entry) => listed(entry).await,
        };
        let trouble = |title: String, raw: String| Trouble {
            kind: TroubleKind::BadFile,
            title,
            raw,
            ..Trouble::default()
        };
        let unreadable = |error: JsValue| {
            let title = format!("{} could not be read from the disk", self.name);
            trouble(title, format!("{error:?}"))
        };
        let mut files: Vec<(String, File)> = files.map_err(unreadable)?;
        files.retain(|(path, _)| !is_hidden(path));
        if files.is_empty() {
            let title = format!("There is no file in {}", self.name);
            return Err(trouble(title, String::new()));
        }
        let bytes: f64 = files.iter().map(|(_, file)| file.size()).sum();
        let limit_bytes = limit_bytes.unwrap_or(Limits::default().inflated_bytes);
        if bytes > limit_bytes as f64 {
            let mib = limit_bytes >> 20;
            let title = format!("The files in {} are more than {mib} MiB", self.name);
            return Err(Trouble {
                is_limit: true,
                ..trouble(title, String::new())
            });
        }
        let parts = Array::new();
        for (path, file) in files {
            let bytes = file.size() as u64;
            let header = header(&path, bytes, file.last_modified());
            parts.push(&Uint8Array::from(header.as_slice()));
            parts.push(&file);
            parts.push(&Uint8Array::new_with_length(padding(bytes) as u32));
        }
        Blob::new_with_u8_array_sequence(&parts).map_err(unreadable)
    }
}

/// Where in the folder a chosen file lies.
fn path_of(file: &File) -> String {
    let path = Reflect::get(file, &"webkitRelativePath".into()).ok();
    let path = path.and_then(|path| path.as_string());
    path.filter(|path| !path.is_empty())
        .unwrap_or_else(|| file.name())
}

/// Everything in a folder with its path, up to one file more than is opened at once.
async fn listed(folder: FileSystemEntry) -> Result<Vec<(String, File)>, JsValue> {
    let mut files = Vec::new();
    let mut ahead = vec![folder];
    while let Some(entry) = ahead.pop()
        && files.len() <= MAX_FILES
    {
        let path = entry.full_path().trim_start_matches('/').to_owned();
        if is_hidden(&path) {
            continue;
        }
        if !entry.is_directory() {
            let entry: FileSystemFileEntry = entry.unchecked_into();
            let file = called_back(&mut |yes, no| {
                entry.file_with_callback_and_callback(&yes, &no);
            });
            files.push((path, file.await?.unchecked_into()));
            continue;
        }
        let reader = entry
            .unchecked_into::<FileSystemDirectoryEntry>()
            .create_reader();
        // It gives some at a time, and none when that was all.
        loop {
            let some = called_back(&mut |yes, no| {
                _ = reader.read_entries_with_callback_and_callback(&yes, &no);
            });
            let some: Array = some.await?.unchecked_into();
            if some.length() == 0 {
                break;
            }
            ahead.extend(some.iter().map(JsCast::unchecked_into::<FileSystemEntry>));
        }
    }
    Ok(files)
}

/// What a call gives to one of its two callbacks.
fn called_back(call: &mut dyn FnMut(Function, Function)) -> JsFuture {
    JsFuture::from(Promise::new(&mut |yes, no| call(yes, no)))
}
