//! The Top table: flat and cum of every function, printed as `go tool pprof -top` prints them.

use std::borrow::Cow;

use super::printed::Printer;
use super::sheet::{Cell, Sheet};
use super::totals::{Kept, Totals, edges, totals, totals_of_kept};
use crate::codec::coded;
use crate::job::Pace;
use crate::letters::lower;
use crate::order;
use crate::profile::{FrameId, NodeId, Selection};

/// Which rows of the table to make.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TopQuery {
    /// Order.
    pub sort: TopSort,
    /// Only names containing this, any letter case; empty keeps all.
    pub matching: String,
    /// First row wanted.
    pub offset: u32,
    /// How many rows are wanted.
    pub limit: u32,
    /// Leaves out nodes with |cum| below this share of Σ flat, and edges below a fifth of it, as
    /// pprof does with 0.005; 0 keeps all.
    pub node_fraction: f64,
    /// Indices of further sample types whose flat and cum are wanted beside this one's.
    pub types: Vec<u32>,
}

coded! { struct TopQuery { sort, matching, offset, limit, node_fraction, types } }

/// Order of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TopSort {
    /// |flat| down, then name.
    #[default]
    Flat,
    /// |cum| down, then name.
    Cum,
    /// Name.
    Name,
    /// Growth of cum against the base, down.
    Growth,
    /// |flat| of the further sample type at this place of the query's, down.
    FlatOf(u32),
    /// Its |cum|, down.
    CumOf(u32),
}

coded! { enum TopSort { Flat, Cum, Name, Growth, FlatOf(a), CumOf(a) } }

/// A further sample type: its name, its unit and what its values add up to.
#[derive(Clone, Copy)]
pub struct Beside<'a> {
    /// `alloc_space`.
    pub kind: &'a str,
    /// `bytes`.
    pub unit: &'a str,
    /// Of the same nodes.
    pub totals: &'a Totals,
}

/// A page of the Top table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TopPage {
    /// The rows asked for.
    pub rows: Vec<TopRow>,
    /// The first one's position.
    pub offset: u32,
    /// How many rows there are in all, after `matching`.
    pub total_rows: u32,
    /// What percents refer to, printed: `37.94MB`. Σ|value|; of the base where there is one.
    pub total: String,
    /// "Showing nodes accounting for …" as pprof says it, and "Dropped …" on a line of its own.
    pub accounting: String,
    /// The further sample types: name and unit.
    pub types: Vec<(String, String)>,
    /// How many functions have a value now and had none in the base, and the other way round.
    pub new_and_gone: (u32, u32),
}

coded! { struct TopPage { rows, offset, total_rows, total, accounting, types, new_and_gone } }

/// One function. Printed columns are exactly as `go tool pprof -top` prints them; with a base, as
/// with `-diff_base`: now − base in percent of the base.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TopRow {
    /// Node id.
    pub node: u32,
    /// Name.
    pub name: String,
    /// Source file.
    pub file: String,
    /// Value of its own, now.
    pub flat: i64,
    /// With what it calls, now.
    pub cum: i64,
    /// Base's flat, where there is a base.
    pub base_flat: Option<i64>,
    /// Base's cum, where there is a base.
    pub base_cum: Option<i64>,
    /// `12.50MB`, `33.33%`, … printed and trimmed: flat, flat %, sum %, cum, cum %. `sum %` adds up
    /// in the table's order, whether or not the rows above match.
    pub printed: [String; 5],
    /// Whether its callers have it inlined.
    pub inlined: Inlined,
    /// flat and cum in the further sample types; of a difference now − base.
    pub beside: Vec<(i64, i64)>,
}

coded! {
    struct TopRow { node, name, file, flat, cum, base_flat, base_cum, printed, inlined, beside }
}

/// Whether a function was inlined into its callers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Inlined {
    /// By none.
    #[default]
    No,
    /// By all.
    Always,
    /// By some.
    Partly,
}

coded! { enum Inlined { No, Always, Partly } }

/// One page of the table.
pub async fn top(selection: &Selection, query: &TopQuery, pace: &Pace) -> TopPage {
    let all = totals(selection, pace).await;
    top_page(selection, &all, &[], TopKnown::default(), query, pace).await
}

/// What pages of one table have in common, where it is at hand: of the nodes of an untrimmed graph.
#[derive(Clone, Copy, Default)]
pub struct TopKnown<'a> {
    /// The rows in the query's order: [`top_order`].
    pub order: Option<&'a [NodeId]>,
    /// What is inlined, by node id: [`inlined_nodes`].
    pub inlined: Option<&'a [Inlined]>,
}

/// The rows of a table in their order.
pub fn top_order(
    selection: &Selection,
    totals: &Totals,
    beside: &[Beside<'_>],
    by: TopSort,
) -> Vec<NodeId> {
    let mut nodes = match beside.is_empty() {
        true => shown_nodes(totals),
        false => shown_in_any(totals, beside),
    };
    sort(selection, totals, beside, by, &mut nodes);
    nodes
}

/// As [`top`], with the totals of all nodes at hand: sorting, matching and paging need no new pass. A
/// row has a value in this sample type or in one of those `beside` it.
pub async fn top_page(
    selection: &Selection,
    all: &Totals,
    beside: &[Beside<'_>],
    known: TopKnown<'_>,
    query: &TopQuery,
    pace: &Pace,
) -> TopPage {
    let total = selection.base_total.filter(|&total| total > 0);
    let total = total.unwrap_or(selection.total);
    let trimmed = trim(selection, all, query.node_fraction, pace).await;
    let (totals, kept) = match &trimmed {
        Some(trimmed) => (&trimmed.totals, Kept(Some(&trimmed.kept))),
        None => (all, Kept(None)),
    };
    let nodes = match known.order.filter(|_| trimmed.is_none()) {
        Some(order) => Cow::Borrowed(order),
        None => Cow::Owned(top_order(selection, totals, beside, query.sort)),
    };
    pace.breathe().await;

    let printer = Printer::new(selection, totals, &nodes, total);
    let (mut rows, total_rows) = rows(selection, totals, query, &nodes, &printer);
    for row in &mut rows {
        let of = |one: &Beside| one.totals.difference(NodeId(row.node));
        row.beside = beside.iter().map(of).collect();
    }
    let named = |one: &Beside| (one.kind.to_owned(), one.unit.to_owned());
    let mut page = TopPage {
        rows,
        offset: query.offset,
        total_rows,
        total: printer.value(total),
        accounting: printer.accounting(flat_sum(totals, &nodes)),
        types: beside.iter().map(named).collect(),
        new_and_gone: new_and_gone(totals, &nodes),
    };
    let dropped = trimmed.as_ref().map_or(0, |trimmed| trimmed.dropped);
    if let Some(dropped) = printer.dropped(dropped, query.node_fraction) {
        page.accounting = format!("{}\n{dropped}", page.accounting);
    }
    match known.inlined.filter(|_| trimmed.is_none()) {
        Some(inlined) => {
            for row in &mut page.rows {
                row.inlined = inlined.get(row.node as usize).copied().unwrap_or_default();
            }
        }
        None => mark_inlined(selection, kept, trimmed.as_ref(), &mut page.rows, pace).await,
    }
    page
}

/// The graph without its small nodes.
struct Trimmed {
    kept: Vec<bool>,
    totals: Totals,
    dropped: usize,
    /// Edges below this are left out as well.
    edge_cutoff: u64,
}

async fn trim(
    selection: &Selection,
    all: &Totals,
    node_fraction: f64,
    pace: &Pace,
) -> Option<Trimmed> {
    let nodes = shown_nodes(all);
    let sum = flat_sum(all, &nodes);
    let cutoff = |fraction: f64| ((sum as f64 * fraction) as i64).unsigned_abs();
    let node_cutoff = cutoff(node_fraction);
    if node_cutoff == 0 {
        return None;
    }
    let mut kept = vec![false; selection.nodes.len()];
    let mut dropped = 0;
    for node in nodes {
        let is_kept = all.difference(node).1.unsigned_abs() >= node_cutoff;
        kept[node.index()] = is_kept;
        dropped += usize::from(!is_kept);
    }
    let totals = totals_of_kept(selection, Kept(Some(&kept)), pace).await;
    let edge_cutoff = cutoff(node_fraction / 5.0);
    Some(Trimmed {
        kept,
        totals,
        dropped,
        edge_cutoff,
    })
}

/// Nodes with anything to show. Of a row's nodes only the first carries values.
fn shown_nodes(totals: &Totals) -> Vec<NodeId> {
    (0..totals.flat.len() as u32)
        .map(NodeId)
        .filter(|&node| totals.difference(node) != (0, 0))
        .collect()
}

fn shown_in_any(totals: &Totals, beside: &[Beside]) -> Vec<NodeId> {
    let all = || {
        [totals]
            .into_iter()
            .chain(beside.iter().map(|one| one.totals))
    };
    let nodes = (0..totals.flat.len() as u32).map(NodeId);
    nodes
        .filter(|&node| all().any(|totals| totals.difference(node) != (0, 0)))
        .collect()
}

fn new_and_gone(totals: &Totals, nodes: &[NodeId]) -> (u32, u32) {
    let mut count = (0, 0);
    for &node in nodes {
        let base = totals.base_of(node).map(|(_, cum)| cum);
        match (base, totals.cum[node.index()]) {
            (None, _) | (Some(0), 0) => {}
            (Some(0), _) => count.0 += 1,
            (Some(_), 0) => count.1 += 1,
            _ => {}
        }
    }
    count
}

fn flat_sum(totals: &Totals, nodes: &[NodeId]) -> i64 {
    let flats = nodes.iter().map(|&node| totals.difference(node).0);
    flats.fold(0, i64::wrapping_add)
}

fn sort(
    selection: &Selection,
    totals: &Totals,
    beside: &[Beside],
    by: TopSort,
    nodes: &mut [NodeId],
) {
    let mut ids: Vec<u32> = nodes.iter().map(|node| node.0).collect();
    let tables = selection.tables();
    let totals = match by {
        TopSort::FlatOf(at) | TopSort::CumOf(at) => {
            beside.get(at as usize).map_or(totals, |one| one.totals)
        }
        _ => totals,
    };
    let magnitude = |node: NodeId| {
        let (flat, cum) = totals.difference(node);
        match by {
            TopSort::Flat | TopSort::FlatOf(_) => flat.unsigned_abs(),
            TopSort::Cum | TopSort::CumOf(_) => cum.unsigned_abs(),
            // Largest growth first: the order of the signed values, as an unsigned key.
            TopSort::Growth => (cum as u64) ^ (1 << 63),
            TopSort::Name => 0,
        }
    };
    let bytes = |node| selection.nodes.sort_name(tables, node);
    order::sort_ids(&mut ids, &mut |a, b| {
        let (a, b) = (NodeId(a), NodeId(b));
        let by_value = magnitude(b).cmp(&magnitude(a));
        by_value.then_with(|| match (bytes(a), bytes(b)) {
            // Nameless ones sort by what is printed for them.
            (b"", _) | (_, b"") => {
                let name = |node| selection.nodes.row_name(tables, node);
                name(a).cmp(&name(b)).then(a.cmp(&b))
            }
            (a_name, b_name) => a_name.cmp(b_name).then(a.cmp(&b)),
        })
    });
    for (node, id) in nodes.iter_mut().zip(ids) {
        *node = NodeId(id);
    }
}

/// The rows asked for, and how many match.
fn rows(
    selection: &Selection,
    totals: &Totals,
    query: &TopQuery,
    nodes: &[NodeId],
    printer: &Printer,
) -> (Vec<TopRow>, u32) {
    let tables = selection.tables();
    let matching = lower(&query.matching);
    let (mut rows, mut matched, mut sum) = (Vec::new(), 0u32, 0i64);
    let wanted = query.offset..query.offset.saturating_add(query.limit);
    for &node in nodes {
        let (flat, cum) = totals.difference(node);
        sum = sum.wrapping_add(flat);
        if matching.is_empty() && !wanted.contains(&matched) {
            matched += 1;
            continue;
        }
        let name = selection.nodes.row_name(tables, node);
        if !matching.is_empty() && !lower(&name).contains(&matching) {
            continue;
        }
        if wanted.contains(&matched) {
            let base = totals.base_of(node);
            rows.push(TopRow {
                node: node.0,
                name,
                file: selection.nodes.file(tables, node),
                flat: totals.flat[node.index()],
                cum: totals.cum[node.index()],
                base_flat: base.map(|(flat, _)| flat),
                base_cum: base.map(|(_, cum)| cum),
                printed: printer.columns(flat, sum, cum),
                inlined: Inlined::No,
                beside: Vec::new(),
            });
        }
        matched += 1;
    }
    (rows, matched)
}

/// Which rows their callers have inlined, by node id.
pub async fn inlined_nodes(selection: &Selection, pace: &Pace) -> Vec<Inlined> {
    let row = |node| TopRow {
        node,
        ..TopRow::default()
    };
    let mut rows: Vec<TopRow> = (0..selection.nodes.len() as u32).map(row).collect();
    mark_inlined(selection, Kept(None), None, &mut rows, pace).await;
    rows.iter().map(|row| row.inlined).collect()
}

/// Looks which callers have the rows' functions inlined: one more pass, over their edges alone.
async fn mark_inlined(
    selection: &Selection,
    kept: Kept<'_>,
    trimmed: Option<&Trimmed>,
    rows: &mut [TopRow],
    pace: &Pace,
) {
    let tables = selection.tables();
    let mut can_be_inlined = vec![false; selection.nodes.len()];
    for (frame, node) in selection.nodes.row_of_frame().iter().enumerate() {
        can_be_inlined[node.index()] |= tables.is_inlined(FrameId(frame as u32));
    }
    let mut row_of = vec![u32::MAX; selection.nodes.len()];
    for (index, row) in rows.iter().enumerate() {
        if can_be_inlined[row.node as usize] {
            row_of[row.node as usize] = index as u32;
        }
    }
    if row_of.iter().all(|&row| row == u32::MAX) {
        return;
    }
    let is_wanted = |_, callee: NodeId| row_of[callee.index()] != u32::MAX;
    let edge_cutoff = trimmed.map_or(0, |trimmed| trimmed.edge_cutoff);
    let (mut is_inlined, mut is_called) = (vec![false; rows.len()], vec![false; rows.len()]);
    for ((_, callee), edge) in edges(selection, kept, is_wanted, pace).await {
        if edge.now.wrapping_sub(edge.base).unsigned_abs() < edge_cutoff {
            continue;
        }
        let row = row_of[callee.index()] as usize;
        is_inlined[row] |= edge.is_inlined;
        is_called[row] |= !edge.is_inlined;
    }
    for (row, inlined) in rows.iter_mut().zip(is_inlined.iter().zip(&is_called)) {
        row.inlined = match inlined {
            (false, _) => Inlined::No,
            (true, false) => Inlined::Always,
            (true, true) => Inlined::Partly,
        };
    }
}

/// All rows of a page, whose values are of `unit`; with a base its columns and the differences.
pub fn top_sheet(page: &TopPage, unit: &str) -> Sheet {
    let has_base = page.rows.iter().any(|row| row.base_flat.is_some());
    let mut sheet = Sheet::new(&["name", "file", "flat", "cum"]);
    let mut head = |head: String| sheet.heads.push(head);
    if has_base {
        for words in ["base flat", "base cum", "flat change", "cum change"] {
            head(words.to_owned());
        }
    }
    for (kind, _) in &page.types {
        head(format!("{kind} flat"));
        head(format!("{kind} cum"));
    }
    for row in &page.rows {
        let value = |value| Cell::value(value, unit);
        let mut cells = vec![Cell::words(&row.name), Cell::words(&row.file)];
        cells.extend([row.flat, row.cum].map(value));
        if has_base {
            let base = [row.base_flat, row.base_cum].map(Option::unwrap_or_default);
            cells.extend(base.map(value));
            let changes = [(row.flat, base[0]), (row.cum, base[1])];
            cells.extend(changes.map(|(now, base)| Cell::change(now, base, unit)));
        }
        for (&(flat, cum), (_, unit)) in row.beside.iter().zip(&page.types) {
            cells.extend([flat, cum].map(|value| Cell::value(value, unit)));
        }
        sheet.rows.push(cells);
    }
    sheet
}
