//! What a filter that is being typed may mean: functions, packages and labels of the profile, and how much
//! of it would match.

use super::package::package_path;
use super::totals::Totals;
use super::{LabelQuery, LabelTables, labels};
use crate::codec::coded;
use crate::fuzzy;
use crate::job::Pace;
use crate::letters::lower;
use crate::map::Map;
use crate::profile::filter::{Filter, FilterKind, left};
use crate::profile::{NodeId, Selection};
use crate::{expression, order};

/// Names looked at between two breaths.
const STRIDE: usize = 2048;
/// How many packages stand above the functions.
const PACKAGES: usize = 4;

/// What is typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SuggestQuery {
    /// Of which filter; none for functions by any letters of their names.
    pub kind: Option<FilterKind>,
    /// What is typed of it, as the filter would have it.
    pub text: String,
    /// How many rows are wanted.
    pub limit: u32,
}

coded! { struct SuggestQuery { kind, text, limit } }

/// What it may mean.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Suggestions {
    /// The best.
    pub rows: Vec<Suggestion>,
    /// How many functions or labels match what is typed.
    pub matched: u32,
    /// Σ|value| now of the samples with a match, each once.
    pub value: i64,
    /// Σ|value| of all.
    pub total: i64,
    /// Unit of values.
    pub unit: String,
    /// What is wrong with what is typed; empty if nothing is.
    pub wrong: String,
}

coded! { struct Suggestions { rows, matched, value, total, unit, wrong } }

/// One of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Suggestion {
    /// What it is.
    pub what: Suggested,
    /// Its name as it is.
    pub name: String,
    /// The filter that means it and nothing else.
    pub text: String,
    /// Of a function its node, else `u32::MAX`.
    pub node: u32,
    /// Of a package how many functions it has, else 1.
    pub count: u32,
    /// Σ now of the samples with it.
    pub value: i64,
}

coded! { struct Suggestion { what, name, text, node, count, value } }

/// What is suggested.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Suggested {
    /// A function.
    #[default]
    Function,
    /// All functions of a package.
    Package,
    /// A label with its value.
    Label,
    /// All labels of a key.
    Key,
}

coded! { enum Suggested { Function, Package, Label, Key } }

/// What of a selection fits what is typed.
pub async fn suggest(
    selection: &Selection,
    totals: &Totals,
    query: &SuggestQuery,
    pace: &Pace,
) -> Suggestions {
    let mut said = Suggestions {
        total: selection.total,
        unit: selection.unit.clone(),
        ..Suggestions::default()
    };
    let limit = query.limit as usize;
    match query.kind {
        None => like(selection, totals, &query.text, &mut said, pace).await,
        Some(FilterKind::TagFocus | FilterKind::TagIgnore) => {
            matched_by(selection, FilterKind::TagFocus, &query.text, &mut said);
            let tables = all_labels(selection, pace).await;
            values_like(&tables, &query.text, &mut said);
        }
        Some(
            kind @ (FilterKind::TagShow
            | FilterKind::TagHide
            | FilterKind::TagRoot
            | FilterKind::TagLeaf),
        ) => {
            let tables = all_labels(selection, pace).await;
            keys_like(&tables, kind, &query.text, &mut said);
        }
        Some(_) => {
            matched_by(selection, FilterKind::Focus, &query.text, &mut said);
            if said.wrong.is_empty() {
                by_name(selection, totals, query, &mut said, pace).await;
            }
        }
    }
    said.rows.truncate(limit);
    said
}

/// What the samples with a match are worth: those that a filter of this kind would keep.
fn matched_by(selection: &Selection, kind: FilterKind, text: &str, said: &mut Suggestions) {
    if text.is_empty() {
        said.value = said.total;
        return;
    }
    let text = text.to_owned();
    let filters = [Filter { kind, text }];
    let stays = match left(&selection.profile, &filters, &mut expression::compile) {
        Ok(stays) => stays.unwrap_or_default(),
        Err(why) => return said.wrong = why,
    };
    for (value, _) in selection.now.iter().zip(stays).filter(|(_, stays)| *stays) {
        said.value = said.value.wrapping_add(value.wrapping_abs());
    }
}

/// Functions and packages that match an expression, those of most value first.
async fn by_name(
    selection: &Selection,
    totals: &Totals,
    query: &SuggestQuery,
    said: &mut Suggestions,
    pace: &Pace,
) {
    // It was compiled before, to look what matches.
    let Ok(matches) = expression::compile(&query.text) else {
        return;
    };
    let tables = selection.tables();
    let mut functions = Vec::new();
    let mut packages: Map<String, (u32, u32)> = Map::default();
    // Of each row the package that is suggested.
    let mut package_of = vec![u32::MAX; selection.nodes.len()];
    for (at, node) in shown(totals).enumerate() {
        let name = selection.nodes.row_name(tables, node);
        let package = package_path(&name);
        if !package.is_empty() && matches(package) {
            let next = packages.len() as u32;
            let its = packages.or_insert_with(package.to_owned(), || (next, 0));
            its.1 += 1;
            package_of[node.index()] = its.0;
        }
        if matches(&name) || matches(&selection.nodes.file(tables, node)) {
            said.matched += 1;
            let text = format!("^{}$", expression::literally(&name));
            functions.push(Suggestion {
                text,
                name,
                node: node.0,
                count: 1,
                value: totals.cum[node.index()],
                ..Suggestion::default()
            });
        }
        if at % STRIDE == 0 {
            pace.breathe().await;
        }
    }
    let sums = sums_of(selection, &package_of, packages.len(), pace).await;
    let mut rows = Vec::new();
    for (name, (at, count)) in packages.into_rows() {
        rows.push(Suggestion {
            what: Suggested::Package,
            text: format!("^{}\\.", expression::literally(&name)),
            name,
            node: u32::MAX,
            count,
            value: sums[at as usize],
        });
    }
    largest_first(&mut rows);
    largest_first(&mut functions);
    let room = (query.limit as usize).saturating_sub(functions.len());
    rows.truncate(PACKAGES.max(room));
    rows.extend(functions);
    said.rows = rows;
}

/// What passes through each of the groups that rows belong to, recursion counted once.
async fn sums_of(selection: &Selection, group_of: &[u32], groups: usize, pace: &Pace) -> Vec<i64> {
    let mut sums = vec![0i64; groups];
    if groups == 0 {
        return sums;
    }
    let mut counted_by = vec![u32::MAX; groups];
    let row_of = selection.nodes.row_of_frame();
    for (at, sample) in selection.live_samples().enumerate() {
        for frame in selection.profile.samples.stack(sample as usize) {
            let group = group_of[row_of[frame.index()].index()] as usize;
            let Some(counted) = counted_by.get_mut(group) else {
                continue;
            };
            if std::mem::replace(counted, sample) != sample {
                sums[group] = sums[group].wrapping_add(selection.now[sample as usize]);
            }
        }
        if at % STRIDE == 0 {
            pace.breathe().await;
        }
    }
    sums
}

/// Functions whose names have the letters of `text`, the best fit first.
async fn like(
    selection: &Selection,
    totals: &Totals,
    text: &str,
    said: &mut Suggestions,
    pace: &Pace,
) {
    let mut scored: Vec<(u32, Suggestion)> = Vec::new();
    for (at, node) in shown(totals).enumerate() {
        let name = selection.nodes.row_name(selection.tables(), node);
        if let Some(score) = fuzzy::score(text, &name) {
            let row = Suggestion {
                name,
                node: node.0,
                count: 1,
                value: totals.cum[node.index()],
                ..Suggestion::default()
            };
            scored.push((score, row));
        }
        if at % STRIDE == 0 {
            pace.breathe().await;
        }
    }
    said.matched = scored.len() as u32;
    order::sort_by(&mut scored, |(a_score, a), (b_score, b)| {
        let by_value = || b.value.unsigned_abs().cmp(&a.value.unsigned_abs());
        b_score.cmp(a_score).then_with(by_value)
    });
    said.rows = scored.into_iter().map(|(_, row)| row).collect();
}

/// Rows with anything to show.
fn shown(totals: &Totals) -> impl Iterator<Item = NodeId> {
    let nodes = (0..totals.cum.len() as u32).map(NodeId);
    nodes.filter(|&node| {
        let base = totals.base_of(node).map_or(0, |(_, cum)| cum);
        totals.cum[node.index()] != 0 || base != 0
    })
}

async fn all_labels(selection: &Selection, pace: &Pace) -> LabelTables {
    let mut query = LabelQuery::default();
    let some = labels(selection, &query, pace).await;
    let is_cut = |key: &&super::LabelTable| key.more > 0;
    query.open = (some.keys.iter().filter(is_cut))
        .map(|key| key.key.clone())
        .collect();
    match query.open.is_empty() {
        true => some,
        false => labels(selection, &query, pace).await,
    }
}

/// Values of labels that hold what is typed: `handler=/he` holds `he`, as it was typed and without case.
fn values_like(tables: &LabelTables, typed: &str, said: &mut Suggestions) {
    let typed = lower(typed);
    for key in &tables.keys {
        for row in &key.rows {
            let name = format!("{}={}", key.key, row.name);
            if lower(&name).contains(&typed) {
                said.rows.push(Suggestion {
                    what: Suggested::Label,
                    name,
                    text: row.filter.clone(),
                    node: u32::MAX,
                    count: 1,
                    value: row.now,
                });
            }
        }
    }
    said.matched = said.rows.len() as u32;
    largest_first(&mut said.rows);
}

/// Keys of labels that hold what is typed; of a list with commas its last key.
fn keys_like(tables: &LabelTables, kind: FilterKind, typed: &str, said: &mut Suggestions) {
    let is_list = matches!(kind, FilterKind::TagRoot | FilterKind::TagLeaf);
    let (before, last) = match typed.rsplit_once(',') {
        Some((before, last)) if is_list => (format!("{before},"), last.trim()),
        _ => (String::new(), typed),
    };
    let matches = expression::compile(last);
    let matches = match (is_list, matches) {
        (false, Err(why)) => return said.wrong = why,
        (false, Ok(matches)) => matches,
        (true, _) => {
            let last = lower(last);
            Box::new(move |key: &str| lower(key).contains(&last))
        }
    };
    for key in tables.keys.iter().filter(|key| matches(&key.key)) {
        said.matched += 1;
        said.rows.push(Suggestion {
            what: Suggested::Key,
            name: key.key.clone(),
            text: match is_list {
                true => format!("{before}{}", key.key),
                false => format!("^{}$", expression::literally(&key.key)),
            },
            node: u32::MAX,
            count: key.rows.len() as u32 + key.more,
            value: key.sum.now,
        });
    }
    largest_first(&mut said.rows);
    // A sample may have several of the keys: of one alone it is known what is worth.
    said.value = match &said.rows[..] {
        [one] => one.value.wrapping_abs(),
        _ => 0,
    };
}

fn largest_first(rows: &mut [Suggestion]) {
    order::sort_by(rows, |a, b| {
        let by_value = b.value.unsigned_abs().cmp(&a.value.unsigned_abs());
        by_value.then_with(|| a.name.cmp(&b.name))
    });
}
