//! `cargo xtask bench`: the page beside speedscope, in one browser.
