//! Which metric of which client library is which series here.

use super::line::Sample;
use crate::telemetry::Metric;

/// What a sample counts towards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// A series.
    Metric(Metric),
    /// Go's `MemStats.Sys`, which `GoReleased` is part of.
    GoSys,
    /// Go's `MemStats.HeapReleased`.
    GoReleased,
}

/// A metric's name, what it is, and the label it must have; with several such samples, whether their
/// sum is it (pools of a heap) or each is a process of its own.
///
/// `process_virtual_memory_bytes` is what is reserved and says nothing of what is held. The start of
/// the process stands in no series: a restart is seen by collections that fall.
const NAMES: [(&str, Value, (&str, &str), bool); 25] = {
    use Metric::*;
    const ANY: (&str, &str) = ("", "");
    const HEAP: (&str, &str) = ("area", "heap");
    [
        ("go_goroutines", Value::Metric(Goroutines), ANY, false),
        ("go_threads", Value::Metric(Threads), ANY, false),
        (
            "go_memstats_heap_inuse_bytes",
            Value::Metric(HeapInUse),
            ANY,
            false,
        ),
        (
            "go_memstats_stack_inuse_bytes",
            Value::Metric(StackInUse),
            ANY,
            false,
        ),
        (
            "go_memstats_heap_objects",
            Value::Metric(HeapObjects),
            ANY,
            false,
        ),
        ("go_memstats_sys_bytes", Value::GoSys, ANY, false),
        (
            "go_memstats_heap_released_bytes",
            Value::GoReleased,
            ANY,
            false,
        ),
        (
            "go_gc_duration_seconds_count",
            Value::Metric(NumGc),
            ANY,
            false,
        ),
        (
            "process_resident_memory_bytes",
            Value::Metric(Rss),
            ANY,
            false,
        ),
        ("process_num_threads", Value::Metric(Threads), ANY, false),
        ("process_threads", Value::Metric(Threads), ANY, false),
        // prom-client of Node.js.
        (
            "nodejs_heap_size_used_bytes",
            Value::Metric(HeapInUse),
            ANY,
            false,
        ),
        (
            "nodejs_heap_size_total_bytes",
            Value::Metric(HeldFromSystem),
            ANY,
            false,
        ),
        (
            "nodejs_gc_duration_seconds_count",
            Value::Metric(NumGc),
            ANY,
            true,
        ),
        // client_java before 1.0, from 1.0, and Micrometer.
        (
            "jvm_memory_bytes_used",
            Value::Metric(HeapInUse),
            HEAP,
            true,
        ),
        (
            "jvm_memory_used_bytes",
            Value::Metric(HeapInUse),
            HEAP,
            true,
        ),
        (
            "jvm_memory_bytes_committed",
            Value::Metric(HeldFromSystem),
            ANY,
            true,
        ),
        (
            "jvm_memory_committed_bytes",
            Value::Metric(HeldFromSystem),
            ANY,
            true,
        ),
        ("jvm_threads_current", Value::Metric(Threads), ANY, false),
        (
            "jvm_threads_live_threads",
            Value::Metric(Threads),
            ANY,
            false,
        ),
        (
            "jvm_gc_collection_seconds_count",
            Value::Metric(NumGc),
            ANY,
            true,
        ),
        (
            "jvm_gc_pause_seconds_count",
            Value::Metric(NumGc),
            ANY,
            true,
        ),
        // Python, .NET, Ruby.
        (
            "python_gc_collections_total",
            Value::Metric(NumGc),
            ANY,
            true,
        ),
        (
            "dotnet_total_memory_bytes",
            Value::Metric(HeapInUse),
            ANY,
            false,
        ),
        (
            "ruby_heap_live_slots",
            Value::Metric(HeapObjects),
            ANY,
            false,
        ),
    ]
};

/// What a sample counts towards, and whether several are summed; none for what is not charted.
pub fn value_of(sample: &Sample<'_>) -> Option<(Value, bool)> {
    if sample.number.is_nan() || sample.number < 0.0 {
        return None;
    }
    let mut known = NAMES.iter();
    let (_, value, (key, wanted), is_sum) =
        known.find(|(name, ..)| name.as_bytes() == sample.name)?;
    (key.is_empty() || sample.has(key, wanted)).then_some((*value, *is_sum))
}
