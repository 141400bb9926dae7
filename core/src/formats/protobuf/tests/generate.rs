//! Valid profiles of every shape: ids of any size, inlined lines, labels of both kinds, samples
//! without locations, locations without lines, names that are not UTF-8. Only string 0 is empty: a
//! label of another empty string reads as one, and pprof's format cannot write that again.

use proptest::collection::{hash_set, vec};
use proptest::prelude::*;
use proptest::sample::select;

use crate::formats::protobuf::messages::*;

/// An id as files have them: small and dense, or anything.
fn id() -> impl Strategy<Value = u64> {
    prop_oneof![1..20u64, 1..=u64::MAX]
}

/// Any valid profile.
pub fn profile() -> impl Strategy<Value = ProfileMessage> {
    let strings = vec(
        prop_oneof![
            "[a-z.*()]{1,8}".prop_map(String::into_bytes),
            vec(any::<u8>(), 1..4)
        ],
        1..8,
    );
    let ids = (
        hash_set(id(), 0..3),
        hash_set(id(), 1..6),
        hash_set(id(), 1..6),
    );
    (strings, ids, 1..4usize)
        .prop_flat_map(|(mut strings, (mappings, functions, locations), types)| {
            strings[0] = Vec::new();
            let count = strings.len() as i64;
            let (mappings, functions): (Vec<_>, Vec<_>) = (
                mappings.into_iter().collect(),
                functions.into_iter().collect(),
            );
            let locations: Vec<_> = locations.into_iter().collect();
            (
                Just(strings),
                vec(value_type(count), types),
                mappings
                    .iter()
                    .map(|&id| mapping(id, count))
                    .collect::<Vec<_>>(),
                functions
                    .iter()
                    .map(|&id| function(id, count))
                    .collect::<Vec<_>>(),
                locations
                    .iter()
                    .map(|&id| location(id, mappings.clone(), functions.clone()))
                    .collect::<Vec<_>>(),
                vec(sample(locations.clone(), types, count), 0..8),
                about(count),
            )
        })
        .prop_map(
            |(string_table, sample_type, mapping, function, location, sample, about)| {
                ProfileMessage {
                    sample_type,
                    sample,
                    mapping,
                    location,
                    function,
                    string_table,
                    ..about
                }
            },
        )
}

fn about(count: i64) -> impl Strategy<Value = ProfileMessage> {
    let index = 0..count;
    (
        (index.clone(), index.clone(), index.clone(), index.clone()),
        (any::<i64>(), any::<i64>(), any::<i64>()),
        proptest::option::of(value_type(count)),
        vec(index, 0..3),
    )
        .prop_map(
            |(
                (drop_frames, keep_frames, default_sample_type, doc_url),
                times,
                period_type,
                comment,
            )| {
                ProfileMessage {
                    drop_frames,
                    keep_frames,
                    default_sample_type,
                    doc_url,
                    time_nanos: times.0,
                    duration_nanos: times.1,
                    period: times.2,
                    period_type,
                    comment,
                    ..Default::default()
                }
            },
        )
}

fn value_type(count: i64) -> impl Strategy<Value = ValueTypeMessage> {
    (0..count, 0..count).prop_map(|(kind, unit)| ValueTypeMessage { kind, unit })
}

fn mapping(id: u64, count: i64) -> impl Strategy<Value = MappingMessage> {
    (any::<[u64; 3]>(), 0..count, 0..count, any::<[bool; 4]>()).prop_map(
        move |(numbers, filename, build_id, has)| MappingMessage {
            id,
            memory_start: numbers[0],
            memory_limit: numbers[1],
            file_offset: numbers[2],
            filename,
            build_id,
            has_functions: has[0],
            has_filenames: has[1],
            has_line_numbers: has[2],
            has_inline_frames: has[3],
        },
    )
}

fn function(id: u64, count: i64) -> impl Strategy<Value = FunctionMessage> {
    (0..count, 0..count, 0..count, any::<i64>()).prop_map(
        move |(name, system_name, filename, start_line)| FunctionMessage {
            id,
            name,
            system_name,
            filename,
            start_line,
        },
    )
}

/// A mapping that is missing is legal, and the last of these.
fn location(
    id: u64,
    mut mappings: Vec<u64>,
    functions: Vec<u64>,
) -> impl Strategy<Value = LocationMessage> {
    mappings.push(0);
    let line =
        (select(functions), any::<i64>(), any::<i64>()).prop_map(|(function_id, line, column)| {
            LineMessage {
                function_id,
                line,
                column,
            }
        });
    (
        select(mappings),
        any::<u64>(),
        vec(line, 0..3),
        any::<bool>(),
    )
        .prop_map(
            move |(mapping_id, address, line, is_folded)| LocationMessage {
                id,
                mapping_id,
                address,
                line,
                is_folded,
            },
        )
}

fn sample(locations: Vec<u64>, types: usize, count: i64) -> impl Strategy<Value = SampleMessage> {
    let label =
        (0..count, 0..count, any::<i64>(), 0..count).prop_map(|(key, str, num, num_unit)| {
            LabelMessage {
                key,
                str,
                num,
                num_unit,
            }
        });
    (
        vec(select(locations), 0..6),
        vec(any::<i64>(), types),
        vec(label, 0..3),
    )
        .prop_map(|(location_id, value, label)| SampleMessage {
            location_id,
            value,
            label,
        })
}
