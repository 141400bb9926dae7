//! What a table is taken along as: text or CSV on the clipboard, or a file.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use crate::leptos::ev;
use crate::leptos::task::spawn_local;
use js_sys::Uint8Array;
use leakscope_core::engine::protocol::{Trouble, TroubleKind};
use leakscope_core::layout::Sheet;
use wasm_bindgen_futures::JsFuture;

use super::icon::paths;
use super::{clipboard, menu, save_bytes, small_icon};
use crate::prelude::*;
use crate::ui::dom::{El, button, el, nodes};
use crate::ui::page::Page;

/// A table once it is asked for: all its rows, which may be more than are on the screen.
pub type Taken = Pin<Box<dyn Future<Output = Option<Sheet>>>>;

#[derive(Clone, Copy, PartialEq, Eq)]
enum As {
    Text,
    Csv,
    File,
}

/// A button with the ways to take a table along; `name` is the file's: `callers.csv`.
pub fn take(name: &'static str, sheet: impl Fn() -> Taken + 'static) -> El {
    let sheet: Rc<dyn Fn() -> Taken> = Rc::new(sheet);
    let items = move || {
        let pick = |how: As, words: &'static str, use_of_it: &'static str| {
            let sheet = sheet.clone();
            button("pick")
                .attr("role", "menuitem")
                .on(ev::click, move |_| carry(how, name, sheet()))
                .child((el("b").child(words), el("small").child(use_of_it)))
        };
        nodes([
            pick(As::Text, "Copy as text", "in columns, with units"),
            pick(As::Csv, "Copy as CSV", "for a spreadsheet, whole numbers"),
            pick(As::File, "Save CSV", name),
        ])
    };
    menu(
        "btn quiet",
        || "Take this table along".to_owned(),
        ("Copy", small_icon(paths::DOWN)),
        items,
    )
}

/// As [`take`], of what is at hand.
pub fn take_now(name: &'static str, sheet: impl Fn() -> Option<Sheet> + 'static) -> El {
    take(name, move || {
        let sheet = untrack(&sheet);
        Box::pin(async move { sheet })
    })
}

fn carry(how: As, name: &'static str, sheet: Taken) {
    let messages = Page::get().messages;
    spawn_local(async move {
        let Some(sheet) = sheet.await else { return };
        let text = match how {
            As::Text => sheet.text(),
            As::Csv | As::File => sheet.csv(),
        };
        if how == As::File {
            return save_bytes(name, &Uint8Array::from(text.as_bytes()).buffer());
        }
        let is_copied = match clipboard() {
            Some(clipboard) => JsFuture::from(clipboard.write_text(&text)).await.is_ok(),
            None => false,
        };
        match is_copied {
            true => {
                let rows = leakscope_core::units::count(sheet.rows.len() as i64);
                messages.remark(format!("Copied {rows} rows"));
            }
            false => messages.trouble(refused(), None),
        }
    });
}

fn refused() -> Trouble {
    Trouble {
        kind: TroubleKind::Engine,
        title: "The browser did not let it be copied".into(),
        detail: "It lets pages copy over https or on this machine, and asks first. ‘Save CSV’ needs no leave.".into(),
        ..Trouble::default()
    }
}
