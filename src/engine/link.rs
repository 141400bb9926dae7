//! Short words between page and worker beside the messages of the protocol.

/// The worker listens from now on.
pub const UP: &str = "up";
/// The worker's heartbeat, between two slices of work.
pub const ALIVE: &str = "alive";
/// The page asks whether the worker still turns.
pub const PING: &str = "ping";
/// The worker had to have the rest of its wasm at once: the script that loads it says so.
pub const REST_FORCED: &str = "rest forced";
/// What a panic's words start with.
pub const PANIC: &str = "panic: ";
