//! One function in full: values, callers, callees, labels.

use serde::{Deserialize, Serialize};

/// Which function.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FrameQuery {
    /// Node id.
    pub node: u32,
}

/// One function in full.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FrameDetails {
    /// Node id.
    pub node: u32,
    /// Name.
    pub name: String,
    /// `net/http/transport.go:2402`, may be empty.
    pub place: String,
    /// Value of its own.
    pub flat: i64,
    /// With what it calls; recursion counts once.
    pub cum: i64,
    /// The same in the base, where there is one.
    pub base: Option<(i64, i64)>,
    /// Σ|value|.
    pub total: i64,
    /// Unit.
    pub unit: String,
    /// Who calls it, largest first.
    pub callers: Vec<Neighbour>,
    /// What it calls, largest first.
    pub callees: Vec<Neighbour>,
    /// `(key, value, amount)` of its samples' labels, largest first.
    pub labels: Vec<(String, String, i64)>,
}

/// A caller or callee.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Neighbour {
    /// Node id.
    pub node: u32,
    /// Name.
    pub name: String,
    /// What passes between the two now.
    pub value: i64,
    /// And in the base, where there is one.
    pub base: Option<i64>,
}
