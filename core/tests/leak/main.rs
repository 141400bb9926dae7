//! From real profiles and made-up series to what Leakscope says of them.

mod one_profile;
mod support;
mod what_grows;
