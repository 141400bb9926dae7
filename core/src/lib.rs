//! Leakscope: everything that knows no browser.
