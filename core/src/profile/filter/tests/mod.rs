//! Filters on folded stacks, and against an oracle that knows only lists of names.

use expect_test::Expect;
use regex::Regex;

use super::*;
use crate::profile::FrameId;

mod labels;
mod names;
mod oracle;
mod terms;

fn matcher(text: &str) -> Matcher {
    let regex = Regex::new(text).unwrap();
    Box::new(move |text| regex.is_match(text))
}

fn pattern(text: &str) -> Option<Pattern> {
    let matches = matcher(text);
    let text = text.to_owned();
    Some(Pattern { text, matches })
}

/// Folded stacks again, `~` before what is inlined, with the keys of the labels.
fn print(profile: &Profile) -> String {
    let (tables, mut text) = (&profile.tables, String::new());
    for sample in 0..profile.samples.len() {
        let name = |&frame: &FrameId| {
            let mark = if tables.is_inlined(frame) { "~" } else { "" };
            let function = tables.frames.function[frame.index()];
            let location = tables.frames.location[frame.index()].index();
            match function.is_some() {
                true => {
                    let name = tables.functions.name[function.index()];
                    format!("{mark}{}", tables.strings.get(name))
                }
                false => format!("{:#x}", tables.locations.address[location]),
            }
        };
        let stack: Vec<String> = profile.samples.stack(sample).iter().map(name).collect();
        let value = profile.samples.values[sample];
        text += &format!("{} {value}", stack.join(";"));
        for label in profile.labels.get(profile.samples.labels[sample]) {
            text += &format!(" {}", tables.strings.get(label.key));
        }
        text += "\n";
    }
    text
}

fn check(profile: &Profile, filters: Filters, expected: Expect) {
    let units = LabelUnits::new(profile);
    let left = filters.apply(profile, &units);
    expected.assert_eq(&print(&left));
    if let Some(stays) = filters.left(profile, &units) {
        expected.assert_eq(&print(&kept(profile, &stays)));
    }
}
