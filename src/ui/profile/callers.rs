//! One function between its callers and its callees, as pprof's `-peek` has it; a click walks on.

use crate::leptos::ev;
use leakscope_core::engine::protocol::{Answer, Request};
use leakscope_core::layout::{Call, Calls, CallsQuery, calls_sheet};
use leakscope_core::order;
use leakscope_core::units;

use super::frame_menu::of_function;
use super::functions::Functions;
use super::model::Model;
use super::parts::{arrival, change_class, code, relative, sort_head, span, strong};
use super::view::View;
use crate::prelude::*;
use crate::ui::dom::{Content, El, el, nodes};
use crate::ui::page::Page;
use crate::ui::parts::{Query, take_now, visible};

/// How many callers and how many callees are listed.
const LISTED: u32 = 2000;

/// In which order both sides stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    /// As the engine gives them: what passes, or how much it changed.
    Size,
    /// What passes now.
    Now,
    /// What grew first, what shrank last.
    Growth,
    Name,
}

#[derive(Clone, Copy)]
struct Table {
    model: Model,
    view: View,
    sort: RwSignal<Sort>,
    calls: Query<Calls>,
    /// Which row keys are at: the function is 0, callers are before it, callees behind it.
    cursor: RwSignal<i64>,
}

/// The list of functions, and the table of the one that was chosen.
pub fn callers(model: Model) -> impl Content {
    let ask = move || {
        let query = CallsQuery {
            name: model.of.get().unwrap_or_default(),
            limit: LISTED,
        };
        let subject = model.subject.get()?;
        Some(Request::Calls { subject, query })
    };
    let calls = Query::new(model.engine, ask, |answer| match answer {
        Answer::Calls(calls) => Some(calls),
        _ => None,
    });
    let table = Table {
        model,
        view: View::new(),
        sort: RwSignal::new(Sort::Size),
        calls,
        cursor: RwSignal::new(0),
    };
    let current = Memo::new(move || calls.get().map(|calls| calls.name.clone()));
    effect(move || {
        current.track();
        table.cursor.set(0);
    });
    let functions = Functions::new(model, current);
    Page::get().keys.on(move |key| match calls.get_untracked() {
        Some(calls) => table.hear(&calls, key),
        None => false,
    });
    let bar = el("div").class("bar view-bar").child((
        functions.count(),
        el("span").class("grow"),
        take_now("callers.csv", move || {
            calls.get().map(|calls| calls_sheet(&calls))
        }),
    ));
    let beside = move || match calls.trouble() {
        Some(trouble) => nodes(el("p").class("nothing").child(trouble.title)),
        None => nodes(frame(table)),
    };
    (
        bar,
        el("div")
            .class("two")
            .child((functions.list(), el("div").class("beside").child(beside))),
        "",
    )
}

fn frame(table: Table) -> El {
    let has_base = Memo::new(move || table.model.has_base());
    let heads = move || {
        let head = |words, by, title| table.head(words, by, title);
        let mut heads = match has_base.get() {
            true => vec![
                head("Δ", Some(Sort::Size), "Largest change first, up or down"),
                head(
                    "Δ %",
                    Some(Sort::Growth),
                    "What grew first, what shrank last",
                ),
                head("base", None, ""),
                head("now", Some(Sort::Now), "Largest now first"),
                head("% of cum", None, ""),
            ],
            false => vec![
                head("cum", Some(Sort::Size), "Largest first"),
                head("% of cum", None, ""),
            ],
        };
        heads.push(el("th").class("bar-head").attr("aria-hidden", "true"));
        heads.push(head("function", Some(Sort::Name), ""));
        heads
    };
    let body = move || Some(table.rows(&*table.calls.get()?));
    let label = "Callers and callees: arrow keys choose a function, Enter goes to it";
    let grid = el("table")
        .class("t top calls")
        .attr("role", "grid")
        .attr("tabindex", "0")
        .attr("aria-label", label)
        .attr("aria-activedescendant", move || {
            Some(id(table.cursor.get()))
        })
        .child((
            el("thead").child(el("tr").child(heads)),
            el("tbody").child(body),
        ));
    el("div")
        .class("top-frame")
        .held(table.view.frame)
        .on(ev::scroll, move |_| table.view.follow())
        .child(grid)
}

fn id(at: i64) -> String {
    format!("call{at}")
}

impl Table {
    fn head(self, words: &'static str, by: Option<Sort>, title: &'static str) -> El {
        let head = el("th").attr("scope", "col");
        let Some(by) = by else {
            return head.child(words);
        };
        let is_by = move || self.sort.get() == by;
        sort_head(head, words, title, by == Sort::Name, is_by, move || {
            self.sort.set(by)
        })
    }

    fn rows(self, calls: &Calls) -> Vec<El> {
        let (callers, callees) = self.sorted(calls);
        let mut rows = Vec::new();
        let none = "none: it starts its goroutine or thread";
        rows.push(self.side("callers", callers.len(), calls.more.0, none));
        let before = callers.len() as i64;
        for (at, call) in (0i64..).zip(&callers) {
            rows.push(self.call(calls, call, at - before));
        }
        rows.push(self.function(calls));
        let none = "none: it calls nothing here";
        rows.push(self.side("callees", callees.len(), calls.more.1, none));
        for (at, call) in (1i64..).zip(&callees) {
            rows.push(self.call(calls, call, at));
        }
        rows
    }

    fn sorted(self, calls: &Calls) -> (Vec<Call>, Vec<Call>) {
        let sorted = |side: &[Call]| {
            let mut side = side.to_vec();
            match self.sort.get() {
                Sort::Size => {}
                Sort::Now => order::sort_by(&mut side, |a, b| b.value.cmp(&a.value)),
                Sort::Growth => order::sort_by(&mut side, |a, b| b.weight().cmp(&a.weight())),
                Sort::Name => order::sort_by(&mut side, |a, b| a.name.cmp(&b.name)),
            }
            side
        };
        (sorted(&calls.callers), sorted(&calls.callees))
    }

    /// What the rows under it are, and how many are not there.
    fn side(self, words: &'static str, listed: usize, more: u32, none: &'static str) -> El {
        let count = match (listed, more) {
            (0, _) => none.to_owned(),
            (listed, 0) => units::count(listed as i64),
            (listed, more) => format!(
                "the largest {} of {}",
                units::count(listed as i64),
                units::count(listed as i64 + i64::from(more))
            ),
        };
        let columns = if self.model.has_base() { "6" } else { "3" };
        let name = el("td").class("l").child((strong(words), " ", span(count)));
        el("tr")
            .class("side")
            .child((el("td").attr("colspan", columns), name))
    }

    fn call(self, calls: &Calls, call: &Call, at: i64) -> El {
        let (node, name) = (call.node, call.name.clone());
        let go = {
            let name = name.clone();
            move |_| self.model.walk_to(&name, node)
        };
        let inlined = call.is_inlined.then(|| span(" (inline)"));
        let title = visible(&name).into_owned();
        let cells = numbers(calls, call.value, call.base, calls.cum);
        of_function(self.row(at), node, &call.name)
            .attr("title", title)
            .on(ev::click, go)
            .child(cells)
            .child((
                bar(call.value, calls.cum),
                el("td").class("l").child(code(&call.name)).child(inlined),
            ))
    }

    /// The function itself: with its own value in words.
    fn function(self, calls: &Calls) -> El {
        let cum = units::percent(calls.cum, calls.total);
        let own = format!(
            " flat {}, {} of cum; cum {cum} of all",
            units::short(calls.flat, &calls.unit),
            units::percent(calls.flat, calls.cum),
        );
        let base_cum = calls.base.map(|(_, cum)| cum);
        self.row(0)
            .class("it")
            .child(numbers(calls, calls.cum, base_cum, calls.cum))
            .child((
                bar(calls.flat, calls.cum),
                el("td").class("l").child((code(&calls.name), span(own))),
            ))
    }

    fn row(self, at: i64) -> El {
        el("tr")
            .attr("id", id(at))
            .attr("aria-selected", move || self.cursor.get() == at)
    }

    fn hear(self, calls: &Calls, key: &str) -> bool {
        let (callers, callees) = untrack(|| self.sorted(calls));
        let at = self.cursor.get_untracked();
        match key {
            "ArrowDown" | "ArrowUp" | "PageDown" | "PageUp" => {
                let (first, last) = (-(callers.len() as i64), callees.len() as i64);
                let next = (at + self.view.step(key)).clamp(first, last);
                self.cursor.set(next);
                // A title is above the callers, another above the callees.
                let row = next - first + 1 + i64::from(next > 0);
                self.view.reveal(row as f64);
            }
            "Enter" => {
                let call = match at {
                    0 => {
                        self.model.show_in_flame();
                        return true;
                    }
                    at if at < 0 => callers.get((at + callers.len() as i64) as usize),
                    at => callees.get(at as usize - 1),
                };
                if let Some(call) = call {
                    self.model.walk_to(&call.name, call.node);
                }
            }
            "Escape" if at != 0 => self.cursor.set(0),
            _ => return false,
        }
        true
    }
}

fn numbers(calls: &Calls, now: i64, base: Option<i64>, cum: i64) -> Vec<El> {
    let unit = &calls.unit;
    let cell = |words: String| el("td").child(words);
    let (value, share) = (units::short(now, unit), units::percent(now, cum));
    if calls.base.is_none() {
        return vec![cell(value), cell(share)];
    }
    let base = base.unwrap_or_default();
    let change = now.wrapping_sub(base);
    let in_colour = |words: String| cell(words).class(change_class(change));
    let part = arrival(base, now).map_or_else(|| relative(base, now), str::to_owned);
    vec![
        in_colour(units::delta(change, unit)),
        in_colour(part),
        cell(units::short(base, unit)),
        cell(value),
        cell(share),
    ]
}

fn bar(value: i64, of: i64) -> El {
    let share = value.unsigned_abs() as f64 / of.unsigned_abs().max(1) as f64 * 100.0;
    let bar = el("i").style("width", units::fixed(share.min(100.0), 1) + "%");
    el("td").class("bar-of").child(bar)
}
