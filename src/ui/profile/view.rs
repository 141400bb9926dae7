//! The part of a long table in view: any number of rows, of which only those are asked for and made.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::prelude::*;
use crate::ui::dom::{El, Held, el, px};
use crate::ui::theme::token;

/// Rows asked for beyond each edge of what is in view.
const SPARE_ROWS: u32 = 40;

/// The part of the table in view.
#[derive(Clone, Copy)]
pub struct View {
    /// The element that scrolls.
    pub frame: Held<HtmlElement>,
    /// How far it is scrolled, and its height.
    scroll: RwSignal<(f64, f64)>,
    row_px: f64,
}

impl View {
    /// Scrolled to its first row.
    pub fn new() -> View {
        View {
            frame: Held::new(),
            scroll: RwSignal::new((0.0, 600.0)),
            row_px: Some(js_sys::parse_float(&token("--h-row")))
                .filter(|px| *px > 0.0)
                .unwrap_or(24.0),
        }
    }

    /// Takes over where the frame is scrolled to.
    pub fn follow(self) {
        if let Some(frame) = self.frame.get_untracked() {
            let (top, height) = (frame.scroll_top(), frame.client_height());
            self.scroll.set((f64::from(top), f64::from(height)));
        }
    }

    /// The first rows to ask for and their number, in steps, so that scrolling a row asks nothing.
    pub fn rows(self) -> (u32, u32) {
        let (top, height) = self.scroll.get();
        let first = (top / self.row_px) as u32;
        let count = (height / self.row_px) as u32 + 2 * SPARE_ROWS + 20;
        (
            first.saturating_sub(SPARE_ROWS) / 20 * 20,
            count.div_ceil(20) * 20,
        )
    }

    /// Scrolls so that a row is in view.
    pub fn reveal(self, row: f64) {
        if let Some(frame) = self.frame.get_untracked() {
            let (y, height) = (row * self.row_px, f64::from(frame.client_height()));
            let top = f64::from(frame.scroll_top());
            // The head of the table, as high as a row, covers the first row's place.
            let wanted = match y < top {
                true => y,
                false => top.max(y + 2.0 * self.row_px - height),
            };
            frame.set_scroll_top(wanted as i32);
        }
    }

    /// Scrolls to the first row.
    pub fn rewind(self) {
        if let Some(frame) = self.frame.get_untracked() {
            frame.set_scroll_top(0);
            self.follow();
        }
    }

    /// Gives the focus to the table, so that arrows to the side are its own and no longer the tabs'.
    pub fn focus(self) {
        let table = self.frame.get_untracked();
        let table = table.and_then(|frame| frame.first_element_child());
        if let Some(table) =
            table.filter(|table| document().active_element().as_ref() != Some(table))
        {
            let _ = table.unchecked_into::<HtmlElement>().focus();
        }
    }

    /// How many rows a key goes on: an arrow one, a page those in view.
    pub fn step(self, key: &str) -> i64 {
        let page = (self.scroll.get_untracked().1 / self.row_px) as i64 - 2;
        match key {
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            "PageDown" => page,
            _ => -page,
        }
    }

    /// The first row that is wholly in view.
    pub fn first(self) -> i64 {
        (self.scroll.get_untracked().0 / self.row_px).ceil() as i64
    }

    /// A row as high as `rows`, in place of rows that are not made.
    pub fn spacer(self, rows: u32) -> El {
        let height = px(f64::from(rows) * self.row_px);
        el("tr")
            .class("spacer")
            .attr("aria-hidden", "true")
            .child(el("td").style("height", height))
    }
}
