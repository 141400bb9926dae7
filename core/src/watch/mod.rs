//! When to poll, back-off, what a failure means: decisions, no I/O.
