//! Go's `runtime.MemStats` as a reading, from heap debug=1 or expvar.

use crate::telemetry::{Metric, Reading};

/// The fields that matter here, as Go names them; none where the answer has not got them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MemStats {
    sys: Option<u64>,
    heap_inuse: Option<u64>,
    heap_released: Option<u64>,
    heap_objects: Option<u64>,
    stack_inuse: Option<u64>,
    num_gc: Option<u64>,
}

impl MemStats {
    /// Takes one field; others than those that matter are left.
    pub fn set(&mut self, name: &str, value: u64) {
        let field = match name {
            "Sys" => &mut self.sys,
            "HeapInuse" => &mut self.heap_inuse,
            "HeapReleased" => &mut self.heap_released,
            "HeapObjects" => &mut self.heap_objects,
            "StackInuse" => &mut self.stack_inuse,
            "NumGC" => &mut self.num_gc,
            _ => return,
        };
        *field = Some(value);
    }

    /// What was measured. `MaxRSS` is not among it: it never falls, so it is no series.
    pub fn values(&self) -> Vec<(Metric, f64)> {
        let held = match (self.sys, self.heap_released) {
            (Some(sys), Some(released)) => Some(sys.saturating_sub(released)),
            _ => None,
        };
        [
            (Metric::HeapInUse, self.heap_inuse),
            (Metric::StackInUse, self.stack_inuse),
            (Metric::HeldFromSystem, held),
            (Metric::HeapObjects, self.heap_objects),
            (Metric::NumGc, self.num_gc),
        ]
        .into_iter()
        .filter_map(|(metric, value)| Some((metric, value? as f64)))
        .collect()
    }

    /// A reading of these values, its time still to be told; none if there are none.
    pub fn reading(&self) -> Option<Reading> {
        let values = self.values();
        (!values.is_empty()).then(|| Reading {
            values,
            ..Reading::default()
        })
    }
}
