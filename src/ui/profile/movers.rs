//! What grew and what shrank, stack by stack.

use std::cmp::Reverse;

use crate::leptos::ev;
use leakscope_core::engine::protocol::Request;
use leakscope_core::layout::{FlameQuery, FlameWidth, PackageClass};
use leakscope_core::map::Map;
use leakscope_core::{order, units};

use super::flame::FlameIndex;
use super::frame_menu::of_function;
use super::model::{Model, Selected, pick_flame};
use super::parts::{change_class, coloured, span};
use crate::ui::dom::{Content, El, button, el};
use crate::ui::parts::{Query, fn_name};

/// How many lines each list has.
const SHOWN: usize = 7;

/// What a stack is worth, at the box of the function it is known by.
#[derive(Clone, Copy)]
pub struct Stack {
    /// The box.
    pub at: usize,
    /// Value before.
    pub base: i64,
    /// Value now.
    pub now: i64,
}

impl Stack {
    fn change(&self) -> i64 {
        self.now.wrapping_sub(self.base)
    }

    /// With its name: of the few that are shown.
    pub fn named(&self, index: &FlameIndex) -> Option<Mover> {
        let name = index.name(self.at)?;
        Some(Mover {
            name: name.name.clone(),
            node: name.node,
            path: index.path(self.at),
            base: self.base,
            now: self.now,
        })
    }
}

/// A stack's function with its change.
pub struct Mover {
    /// Of the function it is known by.
    pub name: String,
    /// Its node id.
    pub node: u32,
    /// Path to its box.
    pub path: Vec<u32>,
    /// Value before.
    pub base: i64,
    /// Value now.
    pub now: i64,
}

impl Mover {
    /// Selects its box.
    pub fn select(&self, model: Model) {
        if !model.is_plain() {
            return model.select_node(self.node);
        }
        let (node, path) = (self.node, Some(self.path.clone()));
        model.select(Selected { node, path });
    }
}

/// The two lists; nothing without a base.
pub fn movers(model: Model) -> impl Content {
    // Widths of both together, so that what vanished is found too.
    let flame = Query::new(
        model.engine,
        move || {
            let subject = model
                .subject
                .get()
                .filter(|subject| subject.base.is_some())?;
            let query = FlameQuery {
                min_share: 1e-4,
                width: FlameWidth::Both,
                ..FlameQuery::default()
            };
            Some(Request::Flame { subject, query })
        },
        pick_flame,
    );
    move || {
        let flame = flame.get()?;
        let unit = flame.unit.clone();
        let index = FlameIndex::new(flame, false);
        let mut changed = stacks(&index);
        changed.retain(|stack| stack.base != stack.now);
        let (grew, shrank) = changed
            .into_iter()
            .partition(|stack| stack.now > stack.base);
        let lists = [
            list(model, "Grew", &index, grew, &unit),
            list(model, "Shrank", &index, shrank, &unit),
        ];
        Some(el("div").class("movers").child(lists))
    }
}

/// Puts the largest first.
pub fn sort_by_size(stacks: &mut [Stack], size: impl Fn(&Stack) -> i64) {
    order::sort_by_key(stacks, |stack| Reverse(size(stack).unsigned_abs()));
}

/// The functions next to the root: where leaves are there, those whose own value is largest.
pub fn next_to_root(index: &FlameIndex) -> Vec<Stack> {
    let one = |at: usize| Stack {
        at,
        base: base_of(index, at),
        now: index.boxes().value[at],
    };
    index.children(0).map(one).collect()
}

/// The values of every stack, counted at the topmost of its functions that is not the runtime's.
pub fn stacks(index: &FlameIndex) -> Vec<Stack> {
    let boxes = index.boxes();
    let count = (0..index.row_count())
        .map(|row| index.row(row).len())
        .sum::<usize>();
    // What of a box is not in an opened child: its own, or in subtrees too narrow to be opened.
    let mut own: Vec<(i64, i64)> = (0..count)
        .map(|at| (base_of(index, at), boxes.value[at]))
        .collect();
    for at in 1..count {
        let parent = boxes.parent[at] as usize;
        if let Some((base, now)) = own.get_mut(parent).filter(|_| parent < at) {
            *base = base.wrapping_sub(base_of(index, at));
            *now = now.wrapping_sub(boxes.value[at]);
        }
    }
    let mut totals = vec![(0i64, 0i64); count];
    for (at, &(base, now)) in own.iter().enumerate() {
        let is_runtime = |&at: &usize| {
            index.name(at).is_some_and(|name| {
                name.package == PackageClass::Runtime || name.name.starts_with("internal/")
            })
        };
        let known_by = index.chain(at).find(|at| !is_runtime(at)).unwrap_or(at);
        let total = &mut totals[known_by];
        *total = (total.0.wrapping_add(base), total.1.wrapping_add(now));
    }
    if !boxes.places.is_empty() {
        by_function(index, &mut totals);
    }
    totals
        .into_iter()
        .enumerate()
        .filter(|(_, (base, now))| (*base, *now) != (0, 0))
        .map(|(at, (base, now))| Stack { at, base, now })
        .collect()
}

/// Adds what functions are worth in the order of time, call by call, up at the first call of each.
fn by_function(index: &FlameIndex, totals: &mut [(i64, i64)]) {
    let mut first_call = Map::default();
    for at in 0..totals.len() {
        let Some(name) = index.name(at) else {
            continue;
        };
        let first = *first_call.or_insert_with(name.node, || at);
        if first != at {
            let (base, now) = std::mem::take(&mut totals[at]);
            let total = &mut totals[first];
            *total = (total.0.wrapping_add(base), total.1.wrapping_add(now));
        }
    }
}

fn base_of(index: &FlameIndex, at: usize) -> i64 {
    index.boxes().base.get(at).copied().unwrap_or_default()
}

fn list(
    model: Model,
    title: &'static str,
    index: &FlameIndex,
    mut movers: Vec<Stack>,
    unit: &str,
) -> El {
    let sum = movers
        .iter()
        .fold(0i64, |sum, mover| sum.wrapping_add(mover.change()));
    sort_by_size(&mut movers, Stack::change);
    let most = movers
        .first()
        .map_or(1, |mover| mover.change().unsigned_abs().max(1));
    let words = match movers.len() {
        0 => "nothing".to_owned(),
        1 => "1 stack".to_owned(),
        count => format!(
            "{} stacks{}",
            units::count(count as i64),
            leaders(&movers, sum)
        ),
    };
    let head = el("h2").child((
        title,
        " ",
        coloured("b", sum).child(units::delta(sum, unit)),
        " ",
        span(words),
    ));
    let rows: Vec<El> = movers
        .into_iter()
        .take(SHOWN)
        .filter_map(|mover| Some(row(model, mover.named(index)?, most, unit)))
        .collect();
    el("section").child((head, rows))
}

fn row(model: Model, mover: Mover, most: u64, unit: &str) -> El {
    let change = mover.now.wrapping_sub(mover.base);
    let share = change.unsigned_abs() as f64 / most as f64 * 100.0;
    let bar = el("i").style("width", units::fixed(share, 1) + "%");
    let (base, now) = (
        units::short(mover.base, unit),
        units::short(mover.now, unit),
    );
    of_function(button("mover"), mover.node, &mover.name)
        .child((
            coloured("b", change).child(units::delta(change, unit)),
            el("span")
                .class(format!("bar-of {}", change_class(change)))
                .child(bar),
            el("span").class("name").child(fn_name(&mover.name)),
            el("span").class("from").child(format!("{base} → {now}")),
        ))
        .on(ev::click, move |_| mover.select(model))
}

/// `, 2 of them are 98%`: the fewest of the largest that make nine tenths, where they are few.
fn leaders(movers: &[Stack], sum: i64) -> String {
    let mut part = 0i64;
    for (count, mover) in (1..).zip(movers.iter().take(3)) {
        part = part.wrapping_add(mover.change());
        let share = part as f64 / sum as f64;
        if share >= 0.9 && count < movers.len() {
            let verb = if count == 1 { "is" } else { "are" };
            return format!(
                ", {count} of them {verb} {}%",
                units::fixed(share * 100.0, 0)
            );
        }
    }
    String::new()
}
