//! `cargo xtask serve | test | bench | record`
fn main() {}
