//! Tests that use Leakscope as a person does: the release build, in a real browser, beside the
//! real Go service. `cargo xtask test` builds the page and brings the browsers first; then
//! `cargo test -p leakscope-e2e` runs these alone.
//!
//! A test opens a [`Page`] and says what a person does and sees. Every verb waits (with a
//! deadline) for what it needs and panics with what it saw instead; a test that fails leaves a
//! screenshot and the console in `target/e2e/`. Browsers, services and temporary files go as
//! their values are dropped, also in a test that fails.
//!
//! ```no_run
//! use leakscope_e2e::{Page, demo, serve};
//!
//! let site = serve();                       // dist/ on a free port of 127.0.0.1
//! let service = demo(&["-fixed"]);          // the Go service and its registry
//! let page = Page::open(&format!("{}#v=1&watch={}", site.url, service.url));
//! page.click("Watch");
//! page.see("goroutines");                   // visible text, wherever it stands
//! page.press("Escape");
//! page.click("Open");
//! page.choose_files(&["profile.pb.gz".into()]);
//! page.wait_for_mark("leakscope:flame-painted");
//! page.cut_network();
//! assert_eq!(page.console_errors(), Vec::<String>::new());
//! ```

mod access;
mod bidi;
mod chromium;
mod downloads;
mod driver;
mod firefox;
mod hands;
mod input;
pub mod large;
mod page;
mod scripts;
mod stored;
mod story;
mod timing;
mod wait;
mod watching;
mod world;

pub use downloads::Downloads;
pub use firefox::Firefox;
pub use page::{Page, Request};
pub use scripts::PREPARE;
pub use stored::Stored;
pub use story::{CALLS, opened, story};
pub use timing::Timing;
pub use wait::{LONG, until};
pub use watching::ask;
pub use world::{Changed, demo, go_tool, serve, serve_changed, serve_changed_folder, serve_under};
