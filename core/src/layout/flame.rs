//! Flame boxes, made only where they are wide enough to be seen: what a query asks and what comes
//! of it. How they are made is in [`super::partition`].

use super::partition::Partition;
use crate::codec::coded;
use crate::job::Pace;
use crate::profile::{NodeId, Selection};

/// Which part of a profile to lay out. The profile, its base and its sample type are the caller's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FlameQuery {
    /// Path of node ids from below the root to the zoomed box; empty shows everything. Where it
    /// leads nowhere the deepest box on it that exists is zoomed.
    pub zoom: Vec<u32>,
    /// Whether leaves are at the top (callers grow downwards).
    pub is_inverted: bool,
    /// Boxes narrower than this share of the zoomed box are counted, not made: 1 / (2 × pixels).
    pub min_share: f64,
    /// What makes a box wide.
    pub width: FlameWidth,
}

coded! { struct FlameQuery { zoom, is_inverted, min_share, width } }

/// What makes a box wide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FlameWidth {
    /// Σ|value| now; what vanished since the base has no width and is counted.
    #[default]
    Now,
    /// Σ|value| now and in the base together, as pprof draws a difference.
    Both,
}

coded! { enum FlameWidth { Now, Both } }

/// A laid out flame view.
#[derive(Clone, Debug, Default, PartialEq)]
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
    /// Subtrees not opened because they are too narrow, or below row 65,535.
    pub hidden_boxes: u32,
    /// What those are worth together, Σ|value|.
    pub hidden_value: i64,
    /// Deepest row.
    pub rows: u32,
    /// Σ of base values in the zoomed box whose stacks have no value now: what vanished and has no
    /// width.
    pub vanished: i64,
}

coded! {
    struct Flame {
        boxes, names, ancestors, total, base_total, unit, hidden_boxes, hidden_value, rows,
        vanished,
    }
}

/// Boxes as columns, equally long.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Boxes {
    /// Row, 0 is the root.
    pub depth: Vec<u16>,
    /// Left edge, 0 to 1 of the zoomed box.
    pub x: Vec<f64>,
    /// Width, 0 to 1 of the zoomed box.
    pub width: Vec<f64>,
    /// Index into [`Flame::names`]; the root's is 0.
    pub name: Vec<u32>,
    /// Index of the box above; its own index for the root.
    pub parent: Vec<u32>,
    /// Value now (cum).
    pub value: Vec<i64>,
    /// What of it ends here (flat).
    pub flat: Vec<i64>,
    /// Value in the base, 0 without one.
    pub base: Vec<i64>,
    /// [`IS_INLINED`] and [`HAS_HIDDEN`].
    pub flags: Vec<u8>,
}

coded! { struct Boxes { depth, x, width, name, parent, value, flat, base, flags } }

/// Bit of [`Boxes::flags`]: inlined into its caller, as far as the first of its samples says.
pub const IS_INLINED: u8 = 1;
/// Bit of [`Boxes::flags`]: has unopened subtrees below.
pub const HAS_HIDDEN: u8 = 2;

/// Lays out the part of `selection` that `query` asks for.
///
/// Siblings stand largest first, ties by name, from the left edge of the box above; what of a box
/// is left over at its right ends there, is hidden, or vanished.
pub async fn flame(selection: &Selection, query: &FlameQuery, pace: &Pace) -> Flame {
    let mut partition = Partition::new(selection, query.is_inverted, query.width);
    let mut flame = Flame {
        total: selection.total,
        base_total: selection.base_total,
        unit: selection.unit.clone(),
        ..Flame::default()
    };
    partition.zoom(&query.zoom, pace).await;
    flame.ancestors = partition.depth();
    flame.vanished = partition.vanished();
    partition.open_rows(query.min_share, pace).await;
    flame.rows = partition.depth();
    (flame.hidden_boxes, flame.hidden_value) = partition.hidden();
    (flame.boxes, flame.names) = partition.into_boxes(root_name(selection));
    flame
}

fn root_name(selection: &Selection) -> NameInfo {
    let is_goroutines = selection.kind.starts_with("goroutine") && selection.unit == "count";
    NameInfo {
        node: NodeId::NONE.0,
        name: if is_goroutines {
            "all goroutines"
        } else {
            "root"
        }
        .to_owned(),
        ..NameInfo::default()
    }
}

/// What a box is called.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NameInfo {
    /// Node id, stable while the profile is open: what a zoom path is made of. The root's is
    /// `u32::MAX`.
    pub node: u32,
    /// Full name: function, or address and binary where there is none.
    pub name: String,
    /// Source file, may be empty.
    pub file: String,
    /// Class for colouring by package.
    pub package: PackageClass,
}

coded! { struct NameInfo { node, name, file, package } }

/// What kind of code a function belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
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

coded! { enum PackageClass { App, Http, Sql, Kafka, Grpc, Other, Std, Runtime } }
