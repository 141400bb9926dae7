//! What a person does to the page with keys, pointer, wheel and files.

use crate::page::Page;
use crate::wait::{LONG, until};
use crate::{input, scripts};
use serde_json::{Value, json};
use std::path::PathBuf;

impl Page {
    /// Presses a key where the focus is: `Escape`, `Tab`, `Shift+ArrowRight`, `n`, `Control+v`.
    #[track_caller]
    pub fn press(&self, keys: &str) {
        self.perform(input::press(keys).unwrap_or_else(|error| panic!("{error}")));
    }

    /// Moves the pointer into an element, to a fraction of its width and height.
    #[track_caller]
    pub fn hover(&self, selector: &str, across: f64, down: f64) {
        let at = self.point_in(selector, across, down);
        self.perform(input::hover(at));
    }

    /// Clicks into an element, such as a canvas, at a fraction of its width and height.
    #[track_caller]
    pub fn click_at(&self, selector: &str, across: f64, down: f64) {
        let at = self.point_in(selector, across, down);
        self.perform(input::drag(at, at));
    }

    /// Clicks into an element with the right button, at a fraction of its width and height.
    #[track_caller]
    pub fn right_click_at(&self, selector: &str, across: f64, down: f64) {
        let at = self.point_in(selector, across, down);
        self.perform(input::right_click(at));
    }

    /// Presses the keys of a text, one after the other.
    #[track_caller]
    pub fn type_text(&self, text: &str) {
        for letter in text.chars() {
            match letter {
                ' ' => self.press("Space"),
                letter => self.press(&letter.to_string()),
            }
        }
    }

    /// Drags across an element, halfway down, between two fractions of its width.
    #[track_caller]
    pub fn drag(&self, selector: &str, from: f64, to: f64) {
        let ends = (
            self.point_in(selector, from, 0.5),
            self.point_in(selector, to, 0.5),
        );
        self.perform(input::drag(ends.0, ends.1));
    }

    /// Turns the wheel over the middle of an element; positive is down, in CSS pixels.
    #[track_caller]
    pub fn wheel(&self, selector: &str, down_px: i32) {
        let at = self.point_in(selector, 0.5, 0.5);
        self.perform(input::wheel(at, down_px));
    }

    /// Chooses files as in the browser's dialogue, after the click that opens it.
    #[track_caller]
    pub fn choose_files(&self, files: &[PathBuf]) {
        let paths = absolute(files).join("\n");
        let chosen = until(LONG, || {
            let field = self.element(scripts::FILE_FIELD, json!(null))?;
            let field = field.ok_or("the page has no file field")?;
            self.browser
                .wait(|_| field.send_keys(&paths))
                .map_err(|error| error.to_string())
        });
        chosen.unwrap_or_else(|why| panic!("cannot choose {paths}: {why}"));
    }

    /// Drops files onto the middle of the page.
    #[track_caller]
    pub fn drop_files(&self, files: &[PathBuf]) {
        let data = json!({ "items": [], "files": absolute(files), "dragOperationsMask": 1 });
        for step in ["dragEnter", "dragOver", "drop"] {
            let event = json!({ "type": step, "x": 720, "y": 450, "data": data });
            self.devtools("Input.dispatchDragEvent", event);
        }
    }

    /// Pastes text where the focus is.
    #[track_caller]
    pub fn paste(&self, text: &str) {
        self.run_with(
            "const data = new DataTransfer(); data.setData('text/plain', arguments[0]);
             const target = document.activeElement ?? document.body;
             target.dispatchEvent(new ClipboardEvent('paste',
                 { clipboardData: data, bubbles: true, cancelable: true }));",
            vec![json!(text)],
        );
    }

    /// In CSS pixels of the view.
    #[track_caller]
    fn point_in(&self, selector: &str, across: f64, down: f64) -> (i64, i64) {
        let rect = until(LONG, || {
            let script = "const box = document.querySelector(arguments[0])?.getBoundingClientRect();
                          return box && box.width > 0 ? [box.left, box.top, box.width, box.height] : null";
            let rect = self.run_with(script, vec![json!(selector)]);
            rect.as_array()
                .cloned()
                .ok_or_else(|| format!("{selector} is not on the page"))
        });
        let rect = rect.unwrap_or_else(|error| panic!("{error}"));
        let side = |index: usize| rect.get(index).and_then(Value::as_f64).unwrap_or_default();
        let x = side(0) + (side(2) - 1.0) * across;
        let y = side(1) + (side(3) - 1.0) * down;
        (x.round() as i64, y.round() as i64)
    }

    #[track_caller]
    fn perform(&self, actions: Value) {
        self.browser
            .call("actions", actions)
            .unwrap_or_else(|error| panic!("{error}"));
    }
}

#[track_caller]
fn absolute(files: &[PathBuf]) -> Vec<String> {
    let path = |file: &PathBuf| match file.canonicalize() {
        Ok(path) => path.display().to_string(),
        Err(error) => panic!("{}: {error}", file.display()),
    };
    files.iter().map(path).collect()
}
