//! A full goroutine dump (`debug=2`, or a panic's traceback).

/// All goroutines of a dump, in its order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GoroutineDump {
    /// The goroutines read.
    pub goroutines: Vec<Goroutine>,
    /// Whether the text broke off before its end.
    pub is_cut: bool,
}

/// One goroutine.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Goroutine {
    /// Its number.
    pub id: u64,
    /// `IO wait`, `chan receive (nil chan)`, …
    pub state: String,
    /// How long it has waited, in minutes: a lower bound, from 1, where the dump says.
    pub wait_minutes: Option<u64>,
    /// Whether the collector found it leaked.
    pub is_leaked: bool,
    /// Whether it is locked to its thread.
    pub is_locked_to_thread: bool,
    /// Its pprof labels.
    pub labels: Vec<(String, String)>,
    /// Its frames, **leaf first** as the dump has them.
    pub frames: Vec<DumpFrame>,
    /// Who started it.
    pub created_by: Option<DumpFrame>,
    /// The goroutine that started it, from Go 1.21 on.
    pub creator_id: Option<u64>,
    /// How many frames the dump left out; `u64::MAX` where it does not say.
    pub elided_frames: u64,
}

/// One frame of a dump.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct DumpFrame {
    /// `net/http.(*persistConn).readLoop`, without arguments.
    pub function: String,
    /// The arguments as printed, without the parentheses.
    pub arguments: String,
    /// Source file.
    pub file: String,
    /// Source line, 0 where missing.
    pub line: u64,
}
