//! One function between its callers and its callees, as pprof's `-peek` has it.
//!
//! ```text
//!            3   60%  main.serve       callers
//!            2   40%  main.run
//!   1  5   cum 5      main.work        the function: flat, cum
//!            4   80%  runtime.malloc   callees
//! ```

use super::sheet::{Cell, Sheet};
use super::source::named;
use super::totals::{Edge, Kept, Totals, edges};
use crate::codec::coded;
use crate::job::Pace;
use crate::order;
use crate::profile::{NodeId, Selection};
use crate::units;

/// Which function, and how many of each side to list at most.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CallsQuery {
    /// Its name; empty for the one that has most of its own.
    pub name: String,
    /// How many callers are listed, and how many callees.
    pub limit: u32,
}

coded! { struct CallsQuery { name, limit } }

/// A function, and what passes into it and out of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calls {
    /// Node id, as tables know it.
    pub node: u32,
    /// Name.
    pub name: String,
    /// What ends in it.
    pub flat: i64,
    /// With what it calls; recursion counts once.
    pub cum: i64,
    /// The same in the base, where there is one.
    pub base: Option<(i64, i64)>,
    /// What percents of flat and cum refer to: Σ|value|, of the base where there is one.
    pub total: i64,
    /// Unit.
    pub unit: String,
    /// Who calls it, largest first.
    pub callers: Vec<Call>,
    /// What it calls, largest first.
    pub callees: Vec<Call>,
    /// How many more callers and callees there are.
    pub more: (u32, u32),
}

coded! {
    struct Calls { node, name, flat, cum, base, total, unit, callers, callees, more }
}

/// A caller or a callee.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Call {
    /// Node id.
    pub node: u32,
    /// Name.
    pub name: String,
    /// What passes between the two now, each sample once.
    pub value: i64,
    /// And in the base, where there is one.
    pub base: Option<i64>,
    /// Whether the callee is inlined wherever this passes.
    pub is_inlined: bool,
}

coded! { struct Call { node, name, value, base, is_inlined } }

impl Call {
    /// Now − base, or the value where there is no base: what pprof prints.
    pub fn weight(&self) -> i64 {
        self.value.wrapping_sub(self.base.unwrap_or(0))
    }
}

/// Callers and callees of the function asked for; none where nothing has that name.
pub async fn calls(
    selection: &Selection,
    totals: &Totals,
    query: &CallsQuery,
    pace: &Pace,
) -> Option<Calls> {
    let node = named(selection, totals, &query.name)?;
    let is_wanted = |caller, callee| caller == node || callee == node;
    let edges = edges(selection, Kept(None), is_wanted, pace).await;
    let side = |is_caller: bool| {
        let (mut one_side, mut more) = (Vec::new(), 0);
        for &((caller, callee), edge) in &edges {
            let (other, it) = match is_caller {
                true => (caller, callee),
                false => (callee, caller),
            };
            if it == node {
                one_side.push((other, edge));
            }
        }
        sort(selection, &mut one_side);
        let limit = query.limit as usize;
        if one_side.len() > limit {
            more = (one_side.len() - limit) as u32;
            one_side.truncate(limit);
        }
        (named_calls(selection, &one_side), more)
    };
    let ((callers, more_callers), (callees, more_callees)) = (side(true), side(false));
    let base_total = selection.base_total.filter(|&total| total > 0);
    Some(Calls {
        node: node.0,
        name: selection.nodes.row_name(selection.tables(), node),
        flat: totals.flat[node.index()],
        cum: totals.cum[node.index()],
        base: totals.base_of(node),
        total: base_total.unwrap_or(selection.total),
        unit: selection.unit.clone(),
        callers,
        callees,
        more: (more_callers, more_callees),
    })
}

/// By what pprof prints, largest first, up or down; then by what passes now, and by name.
fn sort(selection: &Selection, calls: &mut [(NodeId, Edge)]) {
    let weight = |edge: &Edge| edge.now.wrapping_sub(edge.base).unsigned_abs();
    let name = |node| selection.nodes.sort_name(selection.tables(), node);
    order::sort_by(calls, |a, b| {
        let by_weight = weight(&b.1).cmp(&weight(&a.1));
        let by_now = || b.1.now.unsigned_abs().cmp(&a.1.now.unsigned_abs());
        by_weight
            .then_with(by_now)
            .then_with(|| name(a.0).cmp(name(b.0)))
    });
}

fn named_calls(selection: &Selection, calls: &[(NodeId, Edge)]) -> Vec<Call> {
    let one = |&(node, edge): &(NodeId, Edge)| Call {
        node: node.0,
        name: selection.nodes.row_name(selection.tables(), node),
        value: edge.now,
        base: selection.base.as_ref().map(|_| edge.base),
        is_inlined: edge.is_inlined,
    };
    calls.iter().map(one).collect()
}

/// Callers, the function and callees as a table.
pub fn calls_sheet(calls: &Calls) -> Sheet {
    let mut sheet = Sheet::new(&["side", "name", "flat", "cum", "share of cum"]);
    if calls.base.is_some() {
        for head in ["base flat", "base cum", "cum change"] {
            sheet.heads.push(head.to_owned());
        }
    }
    let unit = &calls.unit;
    let mut row = |side: &str, name: &str, flat: Option<(i64, i64)>, cum, base: Option<i64>| {
        let value = |value| Cell::value(value, unit);
        let share = units::percent(cum, calls.cum);
        let mut cells = vec![Cell::words(side), Cell::words(name)];
        cells.push(flat.map_or(Cell::None, |(flat, _)| value(flat)));
        cells.extend([value(cum), Cell::Words(share)]);
        if let Some(base) = base {
            cells.push(flat.map_or(Cell::None, |(_, base_flat)| value(base_flat)));
            cells.extend([value(base), Cell::change(cum, base, unit)]);
        }
        sheet.rows.push(cells);
    };
    for call in &calls.callers {
        row("caller", &call.name, None, call.value, call.base);
    }
    let (base_flat, base_cum) = calls.base.unzip();
    let flat = Some((calls.flat, base_flat.unwrap_or(0)));
    row("function", &calls.name, flat, calls.cum, base_cum);
    for call in &calls.callees {
        row("callee", &call.name, None, call.value, call.base);
    }
    sheet
}
