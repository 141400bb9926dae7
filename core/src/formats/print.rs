//! A profile as text, for tests: a line per sample, root first.

use crate::profile::{FrameId, LabelValue, Profile};

/// Sample types, then `VALUES FRAME ; FRAME {labels}` per sample.
///
/// ```text
/// alloc_objects/count alloc_space/bytes
/// 1 512 main.main main.go:10 ; [inlined] main.f main.go:3 {bytes=512 bytes}
/// ```
pub fn profile(profile: &Profile) -> String {
    let types: Vec<_> = profile.sample_type_names();
    let types: Vec<_> = types.iter().map(|(k, u)| format!("{k}/{u}")).collect();
    let mut text = types.join(" ") + "\n";
    for sample in 0..profile.samples.len() {
        let stride = profile.sample_types.len();
        let values = &profile.samples.values[sample * stride..(sample + 1) * stride];
        let values: Vec<_> = values.iter().map(i64::to_string).collect();
        let stack = profile.samples.stack(sample).iter();
        let stack: Vec<_> = stack.map(|&f| frame(profile, f)).collect();
        text += &format!("{} {}", values.join(" "), stack.join(" ; "));
        let labels = profile.labels.get(profile.samples.labels[sample]);
        if !labels.is_empty() {
            let text_of = |id| profile.tables.strings.get(id).into_owned();
            let labels: Vec<_> = labels
                .iter()
                .map(|label| match label.value {
                    LabelValue::Str(value) => {
                        format!("{}={:?}", text_of(label.key), text_of(value))
                    }
                    LabelValue::Num(number, unit) => {
                        let value = format!("{number} {}", text_of(unit));
                        format!("{}={}", text_of(label.key), value.trim_end())
                    }
                })
                .collect();
            text += &format!(" {{{}}}", labels.join(", "));
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}

fn frame(profile: &Profile, frame: FrameId) -> String {
    let tables = &profile.tables;
    let function = tables.frames.function[frame.index()];
    if !function.is_some() {
        let location = tables.frames.location[frame.index()];
        return format!("{:#x}", tables.locations.address[location.index()]);
    }
    let name = tables.strings.get(tables.functions.name[function.index()]);
    let file = tables.strings.get(tables.functions.file[function.index()]);
    let line = tables.frames.line[frame.index()];
    let inlined = if tables.is_inlined(frame) {
        "[inlined] "
    } else {
        ""
    };
    match (file.is_empty(), line) {
        (true, 0) => format!("{inlined}{name}"),
        _ => format!("{inlined}{name} {file}:{line}"),
    }
}
