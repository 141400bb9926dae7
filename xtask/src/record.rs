//! `cargo xtask record`: the demo recording, made from the real service.
