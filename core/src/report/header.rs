//! The lines above a report, and its values in words.

use super::time::date;
use super::trim::Trimmed;
use super::{Input, Options, Values};
use crate::profile::StrId;
use crate::units;

/// Prints values: all of a table in one unit, or each in its own.
pub(super) struct Printer<'a> {
    values: &'a Values,
    unit: String,
}

impl<'a> Printer<'a> {
    /// Each value in its own best unit, unless the options set one.
    pub fn each(input: &'a Input) -> Printer<'a> {
        Printer {
            values: &input.values,
            unit: input.options.unit.clone(),
        }
    }

    /// All values in the unit that fits the nodes of a graph, unless the options set one.
    pub fn table(input: &'a Input, trimmed: &Trimmed) -> Printer<'a> {
        let graph = &trimmed.graph;
        let mut printer = Printer::each(input);
        if graph.nodes.is_empty() || printer.unit != Options::FITTING_UNIT {
            return printer;
        }
        let size = |&node| match graph.flat(node).value().wrapping_abs() {
            0 => graph.cum(node).value().wrapping_abs(),
            flat => flat,
        };
        let smallest = graph.nodes.iter().map(size).filter(|&size| size > 0).min();
        let values = printer.values;
        printer.unit = units::table_unit(smallest.unwrap_or(0), values.total, &values.unit);
        printer
    }

    /// `37.94MB`.
    pub fn value(&self, value: i64) -> String {
        units::scaled_label(value, &self.values.unit, &self.unit)
    }

    /// `12.50%` of the total, six columns wide.
    pub fn percent(&self, value: i64) -> String {
        percent(value, self.values.total)
    }
}

/// A percentage as pprof writes it: at least six columns wide.
pub(super) fn percent(value: i64, total: i64) -> String {
    format!("{:>6}", units::percent(value, total))
}

/// `File: etcd`, `Type: inuse_space` and so on: what the profile says of itself.
pub(super) fn profile_lines(input: &Input, printer: &Printer) -> Vec<String> {
    let (profile, about) = (input.profile, &input.profile.about);
    let mut lines = Vec::new();
    let mappings = &profile.tables.mappings;
    if let (Some(&file), Some(&build_id)) = (mappings.file.first(), mappings.build_id.first()) {
        if file != StrId(0) {
            let path = profile.tables.strings.get(file);
            lines.push(format!("File: {}", base_name(&path)));
        }
        if build_id != StrId(0) {
            let build_id = profile.tables.strings.get(build_id);
            lines.push(format!("Build ID: {build_id}"));
        }
    }
    let comments = about.comments.iter().filter(|c| !c.starts_with('#'));
    lines.extend(comments.cloned());
    if !input.values.kind.is_empty() {
        lines.push(format!("Type: {}", input.values.kind));
    }
    if !about.doc_url.is_empty() {
        lines.push(format!("Doc: {}", about.doc_url));
    }
    if about.time_nanos != 0 {
        let zone = &input.options.zone;
        let date = date(about.time_nanos, zone.offset_secs);
        lines.push(format!("Time: {date} {}", zone.name));
    }
    if about.duration_nanos != 0 {
        let total = input.values.total;
        let (nanos, unit) = units::scale(total, &input.values.unit, "nanoseconds");
        let share = match unit == "ns" && nanos != 0.0 {
            true => format!("({})", percent(nanos as i64, about.duration_nanos)),
            false => String::new(),
        };
        lines.push(format!(
            "Duration: {}, Total samples = {} {share}",
            units::label(about.duration_nanos, "nanoseconds"),
            printer.value(total),
        ));
    }
    lines
}

/// [`profile_lines`], the filters that are set, and how much of the profile the nodes account for;
/// with edges also how many of these are left out.
pub(super) fn report_lines(
    input: &Input,
    printer: &Printer,
    trimmed: &Trimmed,
    has_edges: bool,
) -> Vec<String> {
    let mut lines = profile_lines(input, printer);
    let filters = input.options.filters.active();
    if !filters.is_empty() {
        lines.push("Active filters:".to_owned());
        lines.extend(
            filters
                .iter()
                .map(|filter| format!("   {}", shortened(filter))),
        );
    }
    let total = input.values.total;
    let shown = trimmed.graph.shown();
    lines.push(format!(
        "Showing nodes accounting for {}, {} of {} total",
        printer.value(shown),
        units::percent(shown, total),
        printer.value(total)
    ));
    if total == 0 {
        return lines;
    }
    if trimmed.dropped > 0 {
        lines.push(dropped_line(
            input,
            printer,
            (trimmed.dropped, "node", "cum"),
            trimmed.trim.node_fraction,
        ));
    }
    if has_edges && trimmed.dropped_edges > 0 {
        lines.push(dropped_line(
            input,
            printer,
            (trimmed.dropped_edges, "edge", "freq"),
            trimmed.trim.edge_fraction,
        ));
    }
    let nodes = trimmed.graph.nodes.len();
    if nodes > 0 && nodes < trimmed.before_limit {
        let before = trimmed.before_limit;
        lines.push(format!("Showing top {nodes} nodes out of {before}"));
    }
    lines
}

/// `Dropped 2 nodes (cum <= 27.10kB)`, of how many, of what, by what.
fn dropped_line(
    input: &Input,
    printer: &Printer,
    (count, what, by): (usize, &str, &str),
    fraction: f64,
) -> String {
    let cutoff = ((input.values.total as f64 * fraction) as i64).wrapping_abs();
    let plural = if count > 1 { "s" } else { "" };
    let cutoff = printer.value(cutoff);
    format!("Dropped {count} {what}{plural} ({by} <= {cutoff})")
}

/// A filter's first 80 bytes, as pprof shortens it, but never within a letter.
fn shortened(filter: &str) -> String {
    match filter.len() > 80 {
        true => format!("{}…", &filter[..filter.floor_char_boundary(80)]),
        false => filter.to_owned(),
    }
}

/// The last part of a path, as Go's `filepath.Base`.
pub(super) fn base_name(path: &str) -> &str {
    match path.trim_end_matches('/') {
        "" if path.is_empty() => ".",
        "" => "/",
        trimmed => trimmed.rsplit('/').next().unwrap_or(trimmed),
    }
}
