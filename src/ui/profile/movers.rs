//! What grew and what shrank, stack by stack.

use leakscope_core::engine::protocol::Request;
use leakscope_core::layout::{Flame, FlameQuery, FlameWidth, PackageClass};
use leakscope_core::units;
use leptos::prelude::*;

use super::flame::FlameIndex;
use super::model::{Model, Selected, pick_flame};
use super::parts::change_class;
use crate::ui::parts::{FnName, Query};

/// How many lines each list has.
const SHOWN: usize = 7;

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

/// The two lists; nothing without a base.
#[component]
pub fn Movers(
    /// The profile view.
    model: Model,
) -> impl IntoView {
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
        model.base.get()?;
        let unit = flame.unit.clone();
        let (grew, shrank): (Vec<Mover>, Vec<Mover>) = movers(flame)
            .into_iter()
            .partition(|mover| mover.now > mover.base);
        Some(view! {
            <div class="movers">
                {list(model, "Grew", &grew, &unit)} {list(model, "Shrank", &shrank, &unit)}
            </div>
        })
    }
}

/// What changed, largest change first.
fn movers(flame: std::sync::Arc<Flame>) -> Vec<Mover> {
    let mut movers = stacks(flame);
    movers.retain(|mover| mover.base != mover.now);
    movers.sort_by_key(|mover| std::cmp::Reverse(mover.now.abs_diff(mover.base)));
    movers
}

/// The values of every stack, counted at the topmost of its functions that is not the runtime's.
pub fn stacks(flame: std::sync::Arc<Flame>) -> Vec<Mover> {
    let index = FlameIndex::new(flame);
    let boxes = index.boxes();
    let count = (0..index.row_count())
        .map(|row| index.row(row).len())
        .sum::<usize>();
    // What of a box is not in an opened child: its own, or in subtrees too narrow to be opened.
    let mut own: Vec<(i64, i64)> = (0..count)
        .map(|at| (base_of(&index, at), boxes.value[at]))
        .collect();
    for at in 1..count {
        let parent = boxes.parent[at] as usize;
        if let Some((base, now)) = own.get_mut(parent).filter(|_| parent < at) {
            *base = base.wrapping_sub(base_of(&index, at));
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
    totals
        .into_iter()
        .enumerate()
        .filter(|(_, (base, now))| (*base, *now) != (0, 0))
        .filter_map(|(at, (base, now))| {
            let name = index.name(at)?;
            Some(Mover {
                name: name.name.clone(),
                node: name.node,
                path: index.path(at),
                base,
                now,
            })
        })
        .collect()
}

fn base_of(index: &FlameIndex, at: usize) -> i64 {
    index.boxes().base.get(at).copied().unwrap_or_default()
}

fn list(model: Model, title: &'static str, movers: &[Mover], unit: &str) -> impl IntoView + use<> {
    let change = |mover: &Mover| mover.now.wrapping_sub(mover.base);
    let sum = movers
        .iter()
        .fold(0i64, |sum, mover| sum.wrapping_add(change(mover)));
    let most = movers
        .first()
        .map_or(1, |mover| change(mover).unsigned_abs().max(1));
    let words = match movers.len() {
        0 => "nothing".to_owned(),
        1 => "1 stack".to_owned(),
        count => format!(
            "{} stacks{}",
            units::count(count as i64),
            leaders(movers, sum)
        ),
    };
    let rows: Vec<_> = movers
        .iter()
        .take(SHOWN)
        .map(|mover| {
            let size = change(mover).unsigned_abs() as f64 / most as f64 * 100.0;
            let class = change_class(change(mover));
            let (node, path) = (mover.node, mover.path.clone());
            let select = move |_| {
                let path = Some(path.clone());
                model.selected.set(Some(Selected { node, path }));
            };
            view! {
                <button class="mover" on:click=select>
                    <b class=class>{units::delta(change(mover), unit)}</b>
                    <span class=format!("bar-of {class}")><i style:width=format!("{size:.1}%")></i></span>
                    <span class="name"><FnName name=mover.name.clone() /></span>
                    <span class="from">{units::short(mover.base, unit)} " → " {units::short(mover.now, unit)}</span>
                </button>
            }
        })
        .collect();
    view! {
        <section>
            <h2>{title} " " <b class=change_class(sum)>{units::delta(sum, unit)}</b> <span>{words}</span></h2>
            {rows}
        </section>
    }
}

/// `, 2 of them are 98%`: the fewest of the largest that make nine tenths, where they are few.
fn leaders(movers: &[Mover], sum: i64) -> String {
    let mut part = 0i64;
    for (count, mover) in movers.iter().enumerate() {
        part = part.wrapping_add(mover.now.wrapping_sub(mover.base));
        let share = part as f64 / sum as f64;
        if share >= 0.9 && count < 3 && count + 1 < movers.len() {
            let verb = if count == 0 { "is" } else { "are" };
            return format!(", {} of them {verb} {:.0}%", count + 1, share * 100.0);
        }
    }
    String::new()
}
