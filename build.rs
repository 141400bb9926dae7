//! The page's wasm carries no function names in release: they are a third of its weight, and only a
//! profiler reads them. (`strip = true` would take the list of wasm features along, which
//! wasm-bindgen needs.) `LEAKSCOPE_NAMES=1` keeps them.

use std::env;

fn main() {
    println!("cargo::rerun-if-env-changed=LEAKSCOPE_NAMES");
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|found| found == value);
    if is("TARGET", "wasm32-unknown-unknown")
        && is("PROFILE", "release")
        && !is("LEAKSCOPE_NAMES", "1")
    {
        println!("cargo::rustc-link-arg-bins=--strip-all");
        println!("cargo::rustc-link-arg-bins=--keep-section=target_features");
    }
}
