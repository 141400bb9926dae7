//! From real profiles and made-up series to what Leakscope says of them.

mod a_service;
mod alibaba;
mod demo;
mod families;
mod grows_alike;
mod how_long;
mod memory;
mod one_profile;
mod patterns;
mod service;
mod support;
mod what_grows;
mod zoo;
