//! What `cargo xtask` is made of. The end-to-end tests use its parts too: they serve the
//! page and start the demo service exactly as `cargo xtask serve` does.
//!
//! - [`tools`]: finds every program the project needs, or brings it
//! - [`page`]: the release build of the page, and how many bytes it weighs
//! - [`site`], [`files`], [`proxy`], [`guard`]: the page served on the loopback, a service through its own origin
//! - [`demo`]: the leaking Go service
//! - [`report`]: what became of the steps of a run
//! - [`serve`], [`test`], [`bench`], [`record`], [`validate`]: one command each

pub mod bench;
pub mod demo;
pub mod files;
pub mod guard;
pub mod pack;
pub mod page;
pub mod paths;
pub mod proxy;
pub mod record;
pub mod report;
pub mod run;
pub mod serve;
pub mod site;
pub mod test;
pub mod tools;
pub mod validate;

/// What went wrong, in words for the person at the terminal: what happened and what to do.
pub type Result<T> = std::result::Result<T, String>;
