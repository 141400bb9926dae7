//! Leakscope: end-to-end tests.
