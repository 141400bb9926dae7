//! Medians, as lines of a table and as JSON.

use crate::{LEAKSCOPE, Run, SPEEDSCOPE, Tool};
use serde_json::{Value, json};

/// Measures each in turn, so that what else the machine does meets all.
pub fn row<const N: usize>(
    label: &str,
    runs: usize,
    tools: [(&Tool, &str); N],
    measure: impl Fn(&Tool, &str) -> Run,
) -> Value {
    let mut measured = [const { Vec::new() }; N];
    for _ in 0..runs {
        for (into, (tool, url)) in measured.iter_mut().zip(tools) {
            into.push(measure(tool, url));
        }
    }
    let summary = |runs: &[Run]| {
        json!({
            "median_ms": median(runs.iter().map(|run| run.took_ms)),
            "all_ms": runs.iter().map(|run| run.took_ms).collect::<Vec<_>>(),
            "longest_task_median_ms": median(runs.iter().map(|run| run.longest_task_ms)),
            "peak_median_mib": median(runs.iter().map(|run| run.peak_mib)),
        })
    };
    let mut row = json!({ "what": label });
    for (runs, (tool, _)) in measured.iter().zip(tools) {
        row[tool.name] = summary(runs);
    }
    let of = |tool: &Tool| number(&row[tool.name]["median_ms"]);
    row["ratio"] = json!(of(&LEAKSCOPE) / of(&SPEEDSCOPE));
    println!("{}", line(&row));
    row
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let upper = values.get(values.len() / 2).copied().unwrap_or(f64::NAN);
    let lower = values
        .get(values.len().saturating_sub(1) / 2)
        .copied()
        .unwrap_or(f64::NAN);
    (lower + upper) / 2.0
}

/// A number, or NaN.
pub fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

fn line(row: &Value) -> String {
    let of = |tool: &Tool, key: &str| number(&row[tool.name][key]);
    let whole = |value: f64, unit: &str| match value.is_nan() {
        true => "—".to_owned(),
        false => format!("{value:.0} {unit}"),
    };
    let ratio = number(&row["ratio"]);
    let cells = [
        row["what"].as_str().unwrap_or_default().to_owned(),
        whole(of(&LEAKSCOPE, "median_ms"), "ms"),
        whole(of(&SPEEDSCOPE, "median_ms"), "ms"),
        match ratio.is_nan() {
            true => "—".to_owned(),
            false => format!("{ratio:.2}"),
        },
        whole(of(&LEAKSCOPE, "longest_task_median_ms"), "ms"),
        whole(of(&SPEEDSCOPE, "longest_task_median_ms"), "ms"),
        whole(of(&LEAKSCOPE, "peak_median_mib"), "MiB"),
        whole(of(&SPEEDSCOPE, "peak_median_mib"), "MiB"),
    ];
    format!("| {} |", cells.join(" | "))
}

/// Prints the tables and writes them.
///
/// # Errors
/// Where they cannot be written.
pub fn report(rows: &[Value], frames: &[String], runs: usize) -> Result<(), String> {
    let mut table = format!(
        "Medians of {runs} runs, each in a new browser. A longest task of 0 ms: none reached 50 ms.\n\n\
         Memory is the most that the page's process held.\n\n\
         | | leakscope | speedscope | ratio | longest task | of speedscope | memory | of speedscope |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n"
    );
    for row in rows {
        table.push_str(&line(row));
        table.push('\n');
    }
    table.push_str(
        "\nUnder the pointer, one event in each frame: what the page's thread spends in a frame at the 95th \
         percentile, and frames that come after more than 25 ms.\n\n\
         | | leakscope | speedscope | late | of speedscope |\n| --- | ---: | ---: | ---: | ---: |\n",
    );
    for line in frames {
        table.push_str(line);
        table.push('\n');
    }
    println!("\n{table}");
    let folder = xtask::paths::target().join("bench");
    let json = serde_json::to_string_pretty(rows).map_err(|error| error.to_string())?;
    std::fs::create_dir_all(&folder)
        .and_then(|()| std::fs::write(folder.join("browser.json"), json))
        .and_then(|()| std::fs::write(folder.join("browser.md"), table))
        .map_err(|error| format!("cannot write to {}: {error}", folder.display()))?;
    println!("written to {}", folder.display());
    Ok(())
}
