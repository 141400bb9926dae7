//! The obvious way from prost's messages to a profile, to hold the streaming reader against.

use std::collections::HashMap;
use std::sync::Arc;

use crate::formats::protobuf::messages::{ProfileMessage, ValueTypeMessage};
use crate::profile::{
    About, FrameId, FunctionId, Label, LabelSets, LabelValue, LocationId, MappingId, NamedType,
    Profile, Samples, StrId, Tables, ValueType,
};

/// Converts a valid message.
pub fn profile_of(message: &ProfileMessage) -> Profile {
    let mut tables = Tables::default();
    let names: Vec<StrId> = message
        .string_table
        .iter()
        .map(|text| tables.strings.intern(text))
        .collect();
    let name = |index: i64| names[index as usize];
    let text =
        |index: i64| String::from_utf8_lossy(&message.string_table[index as usize]).into_owned();
    let value_type = |t: &ValueTypeMessage| ValueType {
        kind: name(t.kind),
        unit: name(t.unit),
    };
    let mut mappings = HashMap::new();
    for m in &message.mapping {
        let flags = [
            m.has_functions,
            m.has_filenames,
            m.has_line_numbers,
            m.has_inline_frames,
        ];
        let bits = flags.iter().enumerate();
        let has = bits.map(|(bit, &is_set)| u8::from(is_set) << bit).sum();
        let (start, limit, offset) = (m.memory_start, m.memory_limit, m.file_offset);
        let id = tables.add_mapping(
            start,
            limit,
            offset,
            name(m.filename),
            name(m.build_id),
            has,
        );
        mappings.insert(m.id, id);
    }
    let mut functions: HashMap<u64, FunctionId> = HashMap::new();
    for f in &message.function {
        let (system_name, file) = (name(f.system_name), name(f.filename));
        let id = tables.add_function(name(f.name), system_name, file, f.start_line);
        functions.insert(f.id, id);
    }
    let mut locations: HashMap<u64, LocationId> = HashMap::new();
    for l in &message.location {
        let mapping = mappings
            .get(&l.mapping_id)
            .copied()
            .unwrap_or(MappingId::NONE);
        let lines = l.line.iter().rev();
        let lines = lines.map(|line| (functions[&line.function_id], line.line, line.column));
        let id = tables.add_location(mapping, l.address, l.is_folded, lines);
        locations.insert(l.id, id);
    }
    let mut samples = Samples::default();
    let mut label_sets = LabelSets::default();
    for s in &message.sample {
        let leaf_first = s.location_id.iter().map(|id| locations[id]);
        let stack: Vec<FrameId> = leaf_first
            .rev()
            .flat_map(|location| tables.locations.frames(location).map(FrameId))
            .collect();
        let labels: Vec<Label> = s
            .label
            .iter()
            .filter_map(|l| {
                let value = if l.str != 0 {
                    LabelValue::Str(name(l.str))
                } else if l.num != 0 || l.num_unit != 0 {
                    LabelValue::Num(l.num, name(l.num_unit))
                } else {
                    return None;
                };
                Some(Label {
                    key: name(l.key),
                    value,
                })
            })
            .collect();
        samples.push(&stack, &s.value, label_sets.intern(&labels));
    }
    let default_sample_type = name(message.default_sample_type);
    Profile {
        sample_types: message.sample_type.iter().map(value_type).collect(),
        default_sample_type: (default_sample_type != StrId(0)).then_some(default_sample_type),
        samples,
        labels: Arc::new(label_sets),
        about: About {
            time_nanos: message.time_nanos,
            duration_nanos: message.duration_nanos,
            period_type: message.period_type.as_ref().map(|t| NamedType {
                kind: text(t.kind),
                unit: text(t.unit),
            }),
            period: message.period,
            comments: message.comment.iter().map(|&index| text(index)).collect(),
            doc_url: text(message.doc_url),
            drop_frames: text(message.drop_frames),
            keep_frames: text(message.keep_frames),
        },
        tables: Arc::new(tables),
    }
}

/// Every column of both is the same.
pub fn assert_same(a: &Profile, b: &Profile) {
    assert_eq!(a.sample_types, b.sample_types);
    assert_eq!(a.default_sample_type, b.default_sample_type);
    assert_eq!(a.about, b.about);
    assert_eq!(a.tables.mappings, b.tables.mappings);
    assert_eq!(a.tables.functions, b.tables.functions);
    assert_eq!(a.tables.locations, b.tables.locations);
    assert_eq!(a.tables.frames, b.tables.frames);
    assert_eq!(a.tables.strings.len(), b.tables.strings.len());
    for id in (0..a.tables.strings.len() as u32).map(StrId) {
        assert_eq!(a.tables.strings.bytes(id), b.tables.strings.bytes(id));
    }
    assert!(a.samples == b.samples, "the samples differ");
    assert_eq!(a.labels.len(), b.labels.len());
    for &set in &a.samples.labels {
        assert_eq!(a.labels.get(set), b.labels.get(set));
    }
}
