//! Flame boxes, made only where they are wide enough to be seen: what a query asks and what comes
//! of it. How they are made is in [`super::partition`].

use super::package::package_class;
use super::partition::Partition;
use super::stacks::{Stacks, row_named};
use crate::codec::coded;
use crate::job::Pace;
use crate::profile::{NodeId, Selection};

/// Which part of a profile to lay out. The profile, its base and its sample type are the caller's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FlameQuery {
    /// Path of node ids from below the root to the zoomed box; empty shows everything. Where it
    /// leads nowhere the deepest box on it that exists is zoomed. A path to a caller of a sandwich
    /// begins with [`CALLERS`].
    pub zoom: Vec<u32>,
    /// Whether leaves are at the root (their callers follow). Nothing in a sandwich.
    pub is_inverted: bool,
    /// Whether stacks stand in the order of time rather than merged, the largest first. Nothing where the
    /// samples have no such order, and in a sandwich; then leaves are never at the root. A path to a
    /// zoomed box consists of [`Boxes::places`] then.
    pub is_in_time: bool,
    /// A function by the name tables give it: a sandwich of the stacks through it, from its outermost
    /// occurrence in each. The root is the function, on one side are what it calls, on the other its
    /// callers ([`Flame::callers`]). Empty for whole stacks.
    pub around: String,
    /// Whether calls of a function straight to itself are one box ([`Boxes::repeats`]).
    pub is_collapsed: bool,
    /// Whether to tell what of each box grows ([`Boxes::growing`]).
    pub marks_growth: bool,
    /// Boxes narrower than this share of the zoomed box are counted, not made: 1 / (2 × pixels).
    pub min_share: f64,
    /// What makes a box wide.
    pub width: FlameWidth,
}

coded! { struct FlameQuery { zoom, is_inverted, is_in_time, around, is_collapsed, marks_growth, min_share, width } }

/// The first step of a path to a caller.
pub const CALLERS: u32 = NodeId::NONE.0;

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
    /// What was too narrow for boxes of its own, gathered below each box.
    pub narrow: Narrow,
    /// Names of the nodes that the boxes show: `boxes.name` indexes it.
    pub names: Vec<NameInfo>,
    /// Which of `boxes` are callers of the function in a sandwich, from and to: their depth counts from
    /// the function too, away from it. In all else none.
    pub callers: (u32, u32),
    /// How many of `boxes` from the start are ancestors of the zoomed box (drawn full width).
    pub ancestors: u32,
    /// Whether the samples have an order of time ([`FlameQuery::is_in_time`]).
    pub has_time: bool,
    /// Σ|value| of the whole profile, what percents refer to.
    pub total: i64,
    /// The same of the base, if there is one.
    pub base_total: Option<i64>,
    /// The sample type's unit, `bytes`, `count`, …
    pub unit: String,
    /// Subtrees not opened because they are too narrow, or below row 65,535; in a sandwich on both
    /// sides.
    pub hidden_boxes: u32,
    /// What those are worth together, Σ|value|.
    pub hidden_value: i64,
    /// Deepest row; in a sandwich those of both sides together.
    pub rows: u32,
    /// Σ of base values in the zoomed box whose stacks have no value now: what vanished and has no
    /// width.
    pub vanished: i64,
}

coded! {
    struct Flame {
        boxes, narrow, names, callers, ancestors, has_time, total, base_total, unit, hidden_boxes, hidden_value, rows,
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
    /// What of it ends here (flat); of a caller, and where leaves are at the root, what begins here.
    pub flat: Vec<i64>,
    /// Value in the base, 0 without one.
    pub base: Vec<i64>,
    /// [`IS_INLINED`] and [`HAS_HIDDEN`].
    pub flags: Vec<u8>,
    /// How many calls in a row, of the function to itself, the box stands for at most, 1 where there
    /// is no recursion. Without boxes unless recursion is collapsed.
    pub repeats: Vec<u32>,
    /// What of it is in stacks that the detector marks as growing, Σ|value| now. Without boxes unless
    /// asked for.
    pub growing: Vec<i64>,
    /// Which sample in the order of time the box begins with: with its row what tells it from others of
    /// its name. Without boxes unless they stand in that order.
    pub places: Vec<u32>,
}

coded! {
    struct Boxes {
        depth, x, width, name, parent, value, flat, base, flags, repeats, growing, places,
    }
}

/// What was not opened below a box, as columns, equally long: each row stands for all of it together, or
/// in the order of time for what lies between two boxes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Narrow {
    /// Index of the box above.
    pub parent: Vec<u32>,
    /// Left edge, 0 to 1 of the zoomed box: right of the box's children, or where it begins in time.
    pub x: Vec<f64>,
    /// Width, 0 to 1 of the zoomed box.
    pub width: Vec<f64>,
    /// How many subtrees.
    pub count: Vec<u32>,
    /// What they are worth together, Σ|value| as widths are.
    pub value: Vec<i64>,
    /// Whether they are callers in a sandwich.
    pub is_caller: Vec<bool>,
}

coded! { struct Narrow { parent, x, width, count, value, is_caller } }

/// Bit of [`Boxes::flags`]: inlined into its caller, as far as the first of its samples says.
pub const IS_INLINED: u8 = 1;
/// Bit of [`Boxes::flags`]: has unopened subtrees below.
pub const HAS_HIDDEN: u8 = 2;

/// Lays out the part of `selection` that `query` asks for.
///
/// Siblings stand largest first, ties by name, from the left edge of the box above; what of a box
/// is left over at its right ends there, is hidden, or vanished. In the order of time they stand where
/// they began, a call that began anew is another box, and between them is what ends in the box above.
pub async fn flame(selection: &Selection, query: &FlameQuery, pace: &Pace) -> Flame {
    flame_marked(selection, query, &[], pace).await
}

/// As [`flame`], with the samples told whose stacks grow; none where that is not asked for.
pub async fn flame_marked(
    selection: &Selection,
    query: &FlameQuery,
    growing: &[bool],
    pace: &Pace,
) -> Flame {
    let mut flame = Flame {
        has_time: selection.is_in_time(),
        total: selection.total,
        base_total: selection.base_total,
        unit: selection.unit.clone(),
        ..Flame::default()
    };
    let is_sandwich = !query.around.is_empty();
    let is_in_time = query.is_in_time && !is_sandwich && selection.is_in_time();
    let is_inverted = query.is_inverted && !is_sandwich && !is_in_time;
    let mut stacks = Stacks::of(selection, is_inverted, query.is_collapsed, pace).await;
    stacks.are_in_time = is_in_time;
    let mut root = root_name(selection);
    if is_sandwich {
        let row = row_named(selection, &query.around);
        root = function_name(selection, row, &query.around);
        stacks.go_through(row.unwrap_or(NodeId::NONE), pace).await;
    }
    let mut partition = Partition::new(stacks, query.width, growing, pace).await;
    let root_flat = *partition.root_flat();
    let is_to_callers = is_sandwich && query.zoom.first() == Some(&CALLERS);
    if is_to_callers {
        let all = partition.samples().to_vec();
        partition.turn(&all, pace).await;
    }
    partition.zoom(&query.zoom, pace).await;
    flame.ancestors = partition.depth();
    flame.vanished = partition.vanished();
    let samples = if is_sandwich {
        partition.samples().to_vec()
    } else {
        Vec::new()
    };
    partition.open_rows(query.min_share, pace).await;
    flame.rows = partition.depth();
    if is_sandwich {
        let side = partition.box_count();
        partition.turn(&samples, pace).await;
        partition.open_rows(query.min_share, pace).await;
        flame.rows += partition.depth();
        flame.callers = match is_to_callers {
            true => (1, side),
            false => (side, partition.box_count()),
        };
        *partition.root_flat() = root_flat;
    }
    (flame.hidden_boxes, flame.hidden_value) = partition.hidden();
    (flame.boxes, flame.narrow, flame.names) = partition.into_boxes(root);
    flame
}

/// The function in the middle of a sandwich. Where there is none of that name, its name alone.
fn function_name(selection: &Selection, row: Option<NodeId>, name: &str) -> NameInfo {
    let (tables, nodes) = (selection.tables(), &selection.nodes);
    let Some(row) = row else {
        return NameInfo {
            node: NodeId::NONE.0,
            name: name.to_owned(),
            ..NameInfo::default()
        };
    };
    let (name, file) = (nodes.row_name(tables, row), nodes.file(tables, row));
    NameInfo {
        node: row.0,
        package: package_class(&name, &file),
        name,
        file,
    }
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
