//! Flame boxes, made only where they are wide enough to be seen.

use serde::{Deserialize, Serialize};

/// Which part of a profile to lay out. The profile, its base and its sample type are the caller's.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FlameQuery {
    /// Path of node ids from the root to the zoomed box; empty shows everything.
    pub zoom: Vec<u32>,
    /// Whether leaves are at the top (callers grow downwards).
    pub is_inverted: bool,
    /// Boxes narrower than this share of the zoomed box are counted, not made: 1 / (2 × pixels).
    pub min_share: f64,
}

/// A laid out flame view.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Flame {
    /// The boxes, row by row, left to right.
    pub boxes: Boxes,
    /// Names of the nodes that the boxes show: `boxes.name` indexes it.
    pub names: Vec<NameInfo>,
    /// How many of `boxes` from the start are ancestors of the zoomed box (drawn full width).
    pub ancestors: u32,
    /// Σ|value| of the whole profile, what percents refer to.
    pub total: i64,
    /// The same of the base, if there is one.
    pub base_total: Option<i64>,
    /// The sample type's unit, `bytes`, `count`, …
    pub unit: String,
    /// Subtrees not opened because they are too narrow.
    pub hidden_boxes: u32,
    /// What those are worth together.
    pub hidden_value: i64,
    /// Deepest row.
    pub rows: u32,
    /// Σ of base values whose stacks have no value now: what vanished and has no width.
    pub vanished: i64,
}

/// Boxes as columns, equally long.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Boxes {
    /// Row, 0 is the root.
    pub depth: Vec<u16>,
    /// Left edge, 0 to 1 of the zoomed box.
    pub x: Vec<f64>,
    /// Width, 0 to 1 of the zoomed box.
    pub width: Vec<f64>,
    /// Index into [`Flame::names`].
    pub name: Vec<u32>,
    /// Index of the box above; its own index for the root.
    pub parent: Vec<u32>,
    /// Value now (cum).
    pub value: Vec<i64>,
    /// What of it ends here (flat).
    pub flat: Vec<i64>,
    /// Value in the base, 0 without one.
    pub base: Vec<i64>,
    /// Bit 0: inlined into the frame above. Bit 1: has unopened subtrees below.
    pub flags: Vec<u8>,
}

/// What a box is called.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NameInfo {
    /// Node id, stable while the profile is open: what a zoom path is made of.
    pub node: u32,
    /// Full name: function, or address and binary where there is none.
    pub name: String,
    /// Source file, may be empty.
    pub file: String,
    /// Class for colouring by package.
    pub package: PackageClass,
}

/// What kind of code a function belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PackageClass {
    /// The program's own module.
    App,
    /// net/http and other servers and clients of it.
    Http,
    /// Data stores.
    Sql,
    /// Messaging.
    Kafka,
    /// RPC.
    Grpc,
    /// Other modules.
    Other,
    /// The standard library.
    Std,
    /// The runtime.
    #[default]
    Runtime,
}
