//! Whether everyone can use the page: its accessibility tree, and where the focus is.

use crate::page::Page;
use serde_json::Value;

/// axe-core, then this: what it finds of serious or critical impact, a line each.
const CHECK: &str = r"
const done = arguments[arguments.length - 1];
const lines = (found) => found.violations
  .filter((one) => ['serious', 'critical'].includes(one.impact))
  .flatMap((one) => one.nodes.map((node) =>
    `${one.impact} ${one.id}: ${node.html.slice(0, 200)} ${node.failureSummary.replace(/\s+/g, ' ')}`));
axe.run(document, { resultTypes: ['violations'] }).then(
  (found) => done(lines(found)), (error) => done([String(error)]));
";

/// What has the focus, as a person would name it.
const FOCUSED: &str = r"
const element = document.activeElement;
if (!element || element === document.body) return '';
return (element.getAttribute('aria-label') ?? element.labels?.[0]?.innerText ?? element.innerText ?? '')
  .replace(/\s+/g, ' ').trim();
";

impl Page {
    /// What a screen reader is told of the item that arrow keys have come to, in the widget that a CSS
    /// selector names (`[role=tree]`); empty if none.
    #[track_caller]
    pub fn active(&self, widget: &str) -> String {
        let script = "const widget = document.querySelector(arguments[0]);
            return document.getElementById(widget?.getAttribute('aria-activedescendant'))?.innerText ?? ''";
        let told = self.run_with(script, vec![widget.into()]);
        told.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until what [`Page::active`] tells starts so.
    #[track_caller]
    pub fn expect_active(&self, widget: &str, start: &str) {
        self.expect(&format!("{widget} to be at {start}"), |_| {
            self.active(widget).starts_with(start)
        });
    }

    /// What axe-core finds wrong with the page as it is now, serious and critical; `script` is
    /// axe-core itself.
    #[track_caller]
    pub fn access_faults(&self, script: &str) -> Vec<String> {
        let whole = format!("{script}\n{CHECK}");
        let found = self
            .browser
            .wait(|client| async move { client.execute_async(&whole, Vec::new()).await });
        let found = found.unwrap_or_else(|error| panic!("axe-core does not run: {error}"));
        let line = |line: &Value| line.as_str().unwrap_or_default().to_owned();
        found.as_array().into_iter().flatten().map(line).collect()
    }

    /// The name of what has the focus; empty if nothing has.
    #[track_caller]
    pub fn focused(&self) -> String {
        self.run(FOCUSED).as_str().unwrap_or_default().to_owned()
    }

    /// Presses Tab until what has the focus is named so, or begins with it.
    #[track_caller]
    pub fn tab_to(&self, label: &str) {
        let mut passed = Vec::new();
        for _ in 0..80 {
            self.press("Tab");
            let focused = self.focused();
            if focused.to_lowercase().starts_with(&label.to_lowercase()) {
                return;
            }
            passed.push(focused);
        }
        panic!("Tab does not come to {label:?}; it passed {passed:?}");
    }
}
