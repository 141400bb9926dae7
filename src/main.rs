//! Leakscope: the page.
fn main() {}
