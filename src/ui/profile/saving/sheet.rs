//! What is in view as one HTML file: the engine is asked for its tables, the flame is painted once more.

use crate::leptos::task::spawn_local;
use leakscope_core::engine::protocol::{Answer, ExportWhat, Request, Subject, Trouble, ViewFormat};
use leakscope_core::layout::{
    GoroutinePage, GoroutineQuery, LabelQuery, LabelTables, TopPage, TopQuery, TopSort,
};
use leakscope_core::picture::{Sheet, SheetTable, html};
use leakscope_core::units;

use super::super::goroutines;
use super::super::model::Model;
use super::{file_name, filters, flame_svg, title, totals};
use crate::prelude::*;
use crate::ui::clock;
use crate::ui::page::Page;
use crate::ui::parts::{save_text, visible};
use crate::ui::theme::token;

/// How many rows a table has in the file.
const ROWS: u32 = 500;

/// Makes the file and saves it.
pub fn save_sheet(model: Model, subject: Subject) {
    let tab = model.router.route().read_untracked().tab.clone();
    // All that is on the screen is read now: it may be another one when the engine has answered.
    let mut sheet = untrack(|| begun(model));
    if tab.is_none() {
        sheet.picture = untrack(|| flame_svg(model));
    }
    let name = untrack(|| file_name(model, "html"));
    let is_of_goroutines =
        tab.as_deref() == Some("goroutines") && untrack(|| goroutines::has(model));
    let by = untrack(|| goroutines::by(model));
    let matching = model.search.get_untracked();
    spawn_local(async move {
        let done = async {
            if subject.base.is_none() {
                sheet.lead = verdict(model, &subject).await?;
            }
            match tab.as_deref() {
                Some("graph") => sheet.picture = graph(model, &subject).await?,
                Some("goroutines") if is_of_goroutines => {
                    let query = GoroutineQuery {
                        by: by.0,
                        label: by.1,
                        matching,
                        limit: ROWS,
                        ..GoroutineQuery::default()
                    };
                    sheet.tables.push(groups(model, &subject, query).await?);
                    return Ok(());
                }
                Some("labels") => {
                    sheet.tables = labels(model, &subject).await?;
                    return Ok(());
                }
                _ => {}
            }
            sheet.tables.push(top(model, &subject, matching).await?);
            Ok::<(), Trouble>(())
        };
        match done.await {
            Ok(()) => save_text(&name, &html(&sheet), "text/html"),
            Err(trouble) => Page::get().messages.trouble(trouble, None),
        }
    });
}

/// What the page knows itself.
fn begun(model: Model) -> Sheet {
    let profile = model.profile.get();
    let profile = profile.as_ref();
    let mut facts = Vec::new();
    let mut fact = |name: &str, value: String| facts.push((name.to_owned(), value));
    if let Some(totals) = totals(model) {
        fact("shown", totals);
    }
    for filter in filters(model) {
        fact("filter", filter);
    }
    if let Some(name) = model.around.get() {
        fact("sandwich of", visible(&name).into_owned());
    }
    let search = model.search.get();
    if !search.is_empty() {
        fact("search", visible(&search).into_owned());
    }
    let hash = |what: Option<&leakscope_core::engine::protocol::ProfileInfo>| {
        what.map(|it| {
            format!(
                "{} (content hash {})",
                visible(&it.entry.name),
                it.entry.hash
            )
        })
    };
    if let Some(of) = hash(profile) {
        fact("profile", of);
    }
    if let Some(base) = hash(model.base.get().as_ref()) {
        fact("base", base);
    }
    let now_ms = js_sys::Date::now();
    let link = model.router.route().get().print();
    Sheet {
        title: title(model),
        facts,
        colours: (token("--surface"), token("--ink")),
        made: vec![
            format!(
                "Made by Leakscope {} on {} at {}. Values are as go tool pprof counts them.",
                env!("CARGO_PKG_VERSION"),
                clock::day(now_ms),
                clock::clock(now_ms)
            ),
            format!("The same view, where the profile is open in Leakscope: {link}"),
        ],
        ..Sheet::default()
    }
}

async fn verdict(model: Model, subject: &Subject) -> Result<Vec<String>, Trouble> {
    let profile = subject.profile;
    let answer = model.engine.ask(Request::Judge { profile }).await?;
    Ok(match answer {
        Answer::Judged(verdict) if verdict.cause.is_some() => {
            let text = verdict.as_text();
            text.lines().map(str::to_owned).collect()
        }
        _ => Vec::new(),
    })
}

async fn graph(model: Model, subject: &Subject) -> Result<Option<String>, Trouble> {
    let what = ExportWhat::View {
        subject: subject.clone(),
        format: ViewFormat::Svg,
    };
    let reply = model
        .engine
        .ask_with(Request::Export(what), None, |_| {})
        .await?;
    let bytes = reply
        .body
        .map(|body| js_sys::Uint8Array::new(&body).to_vec());
    Ok(bytes.and_then(|bytes| String::from_utf8(bytes).ok()))
}

async fn top(model: Model, subject: &Subject, matching: String) -> Result<SheetTable, Trouble> {
    let query = TopQuery {
        sort: TopSort::Flat,
        matching,
        limit: ROWS,
        ..TopQuery::default()
    };
    let request = Request::Top {
        subject: subject.clone(),
        query,
    };
    Ok(match model.engine.ask(request).await? {
        Answer::Top(page) => top_table(&page),
        _ => SheetTable::default(),
    })
}

fn top_table(page: &TopPage) -> SheetTable {
    let rows = page.rows.iter().map(|row| {
        let mut cells = row.printed.to_vec();
        cells.push(visible(&row.name).into_owned());
        cells
    });
    let is_difference = page.rows.iter().any(|row| row.base_cum.is_some());
    let heads = match is_difference {
        true => [
            "Δ flat",
            "Δ flat %",
            "sum %",
            "Δ cum",
            "Δ cum %",
            "function",
        ],
        false => ["flat", "flat %", "sum %", "cum", "cum %", "function"],
    };
    SheetTable {
        caption: "Top".to_owned(),
        heads: heads.map(str::to_owned).to_vec(),
        rows: rows.collect(),
        more: format!(
            "{}{}",
            page.accounting,
            more(page.rows.len(), page.total_rows)
        ),
    }
}

async fn groups(
    model: Model,
    subject: &Subject,
    query: GoroutineQuery,
) -> Result<SheetTable, Trouble> {
    let request = Request::Goroutines {
        subject: subject.clone(),
        query,
    };
    Ok(match model.engine.ask(request).await? {
        Answer::Goroutines(page) => groups_table(&page),
        _ => SheetTable::default(),
    })
}

fn groups_table(page: &GoroutinePage) -> SheetTable {
    let rows = page.rows.iter().map(|row| {
        let leaked = match row.leaked {
            0 => String::new(),
            leaked => units::count(leaked),
        };
        vec![
            units::count(row.count),
            units::percent(row.count, page.total),
            visible(&row.state).into_owned(),
            row.longest_minutes.map_or(String::new(), goroutines::wait),
            leaked,
            visible(&row.creator).into_owned(),
            visible(&row.name).into_owned(),
        ]
    });
    let heads = [
        "count",
        "%",
        "state",
        "longest",
        "leaked",
        "created by",
        "group",
    ];
    SheetTable {
        caption: format!("{} goroutines", units::count(page.count)),
        heads: heads.map(str::to_owned).to_vec(),
        rows: rows.collect(),
        more: more(page.rows.len(), page.total_rows),
    }
}

async fn labels(model: Model, subject: &Subject) -> Result<Vec<SheetTable>, Trouble> {
    let request = Request::Labels {
        subject: subject.clone(),
        query: LabelQuery::default(),
    };
    Ok(match model.engine.ask(request).await? {
        Answer::Labels(tables) => label_tables(&tables),
        _ => Vec::new(),
    })
}

fn label_tables(tables: &LabelTables) -> Vec<SheetTable> {
    let one = |key: &leakscope_core::layout::LabelTable| {
        let rows = key.rows.iter().map(|row| {
            vec![
                units::short(row.now, &tables.unit),
                units::percent(row.now, tables.total),
                visible(&row.name).into_owned(),
            ]
        });
        SheetTable {
            caption: visible(&key.key).into_owned(),
            heads: ["value", "%", "label"].map(str::to_owned).to_vec(),
            rows: rows.collect(),
            more: more(
                key.rows.len(),
                key.more.saturating_add(key.rows.len() as u32),
            ),
        }
    };
    tables.keys.iter().map(one).collect()
}

/// What is not in a table.
fn more(shown: usize, all: u32) -> String {
    match i64::from(all) - shown as i64 {
        ..=0 => String::new(),
        more => format!(" And {} more rows.", units::count(more)),
    }
}
