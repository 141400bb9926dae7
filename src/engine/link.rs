//! Short words between page and worker beside the messages of the protocol.

/// The worker listens from now on.
pub const UP: &str = "up";
/// The worker's heartbeat, between two slices of work.
pub const ALIVE: &str = "alive";
/// The page asks whether the worker still turns.
pub const PING: &str = "ping";
/// What a panic's words start with.
pub const PANIC: &str = "panic: ";
