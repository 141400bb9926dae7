//! `-raw`: all that a profile holds, as pprof writes it for a debugger's eye.

use super::Input;
use super::time::{date, duration, fraction, offset};
use crate::order;
use crate::profile::filter::has_no_lines;
use crate::profile::{FunctionId, LabelSetId, LabelValue, LocationId, MappingId, Profile, StrId};

/// Samples, locations and mappings, each numbered from 1 on in the order in which we keep them.
pub(super) fn raw(input: &Input) -> String {
    let profile = input.profile;
    let mut text = header(input);
    text += "Samples:\n";
    text += &sample_types(profile);
    for sample in 0..profile.samples.len() {
        text += &sample_lines(profile, sample);
    }
    text += "Locations\n";
    let locations = profile.tables.locations.address.len() as u32;
    for location in (0..locations).map(LocationId) {
        text += &location_lines(profile, location);
    }
    text += "Mappings\n";
    text + &mapping_lines(profile)
}

fn header(input: &Input) -> String {
    let about = &input.profile.about;
    let comments = about.comments.iter();
    let mut text: String = comments.map(|c| format!("Comment: {c}\n")).collect();
    if !about.doc_url.is_empty() {
        text += &format!("Doc: {}\n", about.doc_url);
    }
    text += &match &about.period_type {
        Some(of) => format!("PeriodType: {} {}\n", of.kind, of.unit),
        None => "PeriodType:  \n".to_owned(),
    };
    text += &format!("Period: {}\n", about.period);
    if about.time_nanos != 0 {
        let zone = &input.options.zone;
        text += &format!(
            "Time: {}{} {} {}\n",
            date(about.time_nanos, zone.offset_secs),
            fraction(about.time_nanos),
            offset(zone.offset_secs),
            zone.name
        );
    }
    if about.duration_nanos != 0 {
        // pprof asks for four digits and gets the text's first four letters.
        let letters: String = duration(about.duration_nanos).chars().take(4).collect();
        text += &format!("Duration: {letters}\n");
    }
    text
}

fn sample_types(profile: &Profile) -> String {
    let default = profile.default_sample_type.unwrap_or(StrId(0));
    let names = profile.sample_type_names().into_iter();
    let words = names.zip(&profile.sample_types).map(|((kind, unit), of)| {
        let mark = if of.kind == default { "[dflt]" } else { "" };
        format!("{kind}/{unit}{mark}")
    });
    let words: Vec<String> = words.collect();
    words.join(" ").trim().to_owned() + "\n"
}

/// Values, locations leaf first, and below them the labels: strings, then numbers.
fn sample_lines(profile: &Profile, sample: usize) -> String {
    let types = profile.sample_types.len();
    let values = &profile.samples.values[sample * types..][..types];
    let values: String = values.iter().map(|value| format!(" {value:>10}")).collect();
    let mut text = format!("{values}: ");
    let tables = &profile.tables;
    for frame in profile.samples.stack(sample).iter().rev() {
        if !tables.is_inlined(*frame) {
            text += &format!("{} ", tables.frames.location[frame.index()].0 + 1);
        }
    }
    text += "\n";
    for labels in labels(profile, profile.samples.labels[sample]) {
        if !labels.is_empty() {
            text += &format!("                {}\n", labels.join(" "));
        }
    }
    text
}

/// `key:[a b]` for each key, sorted: of string labels, and of numeric ones. A number's unit prints
/// where any of its key has one.
fn labels(profile: &Profile, set: LabelSetId) -> [Vec<String>; 2] {
    let strings = &profile.tables.strings;
    let (mut words, mut numbers) = (Vec::new(), Vec::new());
    for label in profile.labels.get(set) {
        match label.value {
            LabelValue::Str(value) => {
                let values = entry(&mut words, label.key);
                values.push((strings.get(value).into_owned(), StrId(0)));
            }
            LabelValue::Num(value, unit) => {
                entry(&mut numbers, label.key).push((value.to_string(), unit));
            }
        }
    }
    [words, numbers].map(|labels| {
        let lines = labels.into_iter().map(|(key, values)| {
            let has_units = values.iter().any(|(_, unit)| *unit != StrId(0));
            let values = values.into_iter().map(|(value, unit)| match has_units {
                true => format!("{value} {}", strings.get(unit)),
                false => value,
            });
            let values: Vec<String> = values.collect();
            format!("{}:[{}]", strings.get(key), values.join(" "))
        });
        let mut lines: Vec<String> = lines.collect();
        order::sort(&mut lines);
        lines
    })
}

type Values = Vec<(String, StrId)>;

fn entry(labels: &mut Vec<(StrId, Values)>, key: StrId) -> &mut Values {
    let at = labels.iter().position(|(known, _)| *known == key);
    let at = at.unwrap_or_else(|| {
        labels.push((key, Vec::new()));
        labels.len() - 1
    });
    &mut labels[at].1
}

/// One line per line of the location, innermost first; only the first names the location.
fn location_lines(profile: &Profile, location: LocationId) -> String {
    let tables = &profile.tables;
    let (l, row) = (&tables.locations, location.index());
    let mut lead = format!("{:>6}: {:#x} ", row + 1, l.address[row]);
    match l.mapping[row] {
        // pprof puts everything into one mapping where a profile has none.
        MappingId::NONE if tables.mappings.start.is_empty() => lead += "M=1 ",
        MappingId::NONE => {}
        some => lead += &format!("M={} ", some.index() + 1),
    }
    if l.is_folded[row] {
        lead += "[F] ";
    }
    if has_no_lines(tables, location) {
        return lead + "\n";
    }
    let mut text = String::new();
    for frame in l.frames(location).rev().map(|frame| frame as usize) {
        text += &std::mem::replace(&mut lead, " ".repeat(13));
        text += &match tables.frames.function[frame] {
            FunctionId::NONE => "??\n".to_owned(),
            some => {
                let (f, row) = (&tables.functions, some.index());
                let name = |id| tables.strings.get(id);
                let system_name = match f.name[row] == f.system_name[row] {
                    true => String::new(),
                    false => format!("({})", name(f.system_name[row])),
                };
                format!(
                    "{} {}:{}:{} s={}{system_name}\n",
                    name(f.name[row]),
                    name(f.file[row]),
                    tables.frames.line[frame],
                    tables.frames.column[frame],
                    f.start_line[row]
                )
            }
        };
    }
    text
}

fn mapping_lines(profile: &Profile) -> String {
    let (m, strings) = (&profile.tables.mappings, &profile.tables.strings);
    if m.start.is_empty() {
        return "1: 0x0/0x0/0x0   \n".to_owned();
    }
    let mut text = String::new();
    for row in 0..m.start.len() {
        let has: String = ["[FN]", "[FL]", "[LN]", "[IN]"]
            .into_iter()
            .enumerate()
            .filter(|(bit, _)| m.has[row] >> bit & 1 == 1)
            .map(|(_, name)| name)
            .collect();
        text += &format!(
            "{}: {:#x}/{:#x}/{:#x} {} {} {has}\n",
            row + 1,
            m.start[row],
            m.limit[row],
            m.offset[row],
            strings.get(m.file[row]),
            strings.get(m.build_id[row]),
        );
    }
    text
}
