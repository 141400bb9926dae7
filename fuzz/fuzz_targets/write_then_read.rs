//! What is read, written and read again is the same profile.
#![no_main]

use leakscope_core::formats::{Opened, write_protobuf};
use leakscope_core::profile::{Label, LabelValue, Profile, StrId};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some(profile) = profile_of(bytes) else {
        return;
    };
    // A profile that nothing is in is an empty file, of which no reader can say what it is.
    if profile.sample_types.is_empty() {
        return;
    }
    let is_gzip = bytes.len().is_multiple_of(2);
    let written = write_protobuf(&profile, is_gzip);
    let again = match leakscope_fuzz::open(&written) {
        Ok(Opened::Profile { profile, .. }) => profile,
        Ok(_) => panic!("what is written is taken for something else"),
        Err(error) => panic!("what is written is not read: {error}"),
    };
    assert_same(&profile, &again);
});

fn profile_of(bytes: &[u8]) -> Option<Profile> {
    match leakscope_fuzz::open(bytes) {
        Ok(Opened::Profile { profile, .. } | Opened::Dump { profile, .. }) => Some(profile),
        _ => None,
    }
}

fn assert_same(profile: &Profile, again: &Profile) {
    assert_eq!(again.sample_type_names(), profile.sample_type_names());
    assert_eq!(again.default_sample_type(), profile.default_sample_type());
    assert_eq!(again.about, profile.about);
    assert_eq!(again.samples.values, profile.samples.values);
    assert_eq!(again.samples.stack_ends, profile.samples.stack_ends);
    assert_eq!(again.samples.frames, profile.samples.frames);
    let (tables, tables_again) = (&profile.tables, &again.tables);
    assert_eq!(tables_again.mappings.start, tables.mappings.start);
    assert_eq!(tables_again.mappings.limit, tables.mappings.limit);
    assert_eq!(tables_again.mappings.offset, tables.mappings.offset);
    assert_eq!(tables_again.mappings.has, tables.mappings.has);
    assert_eq!(tables_again.locations, tables.locations);
    assert_eq!(tables_again.frames, tables.frames);
    assert_eq!(
        tables_again.functions.start_line,
        tables.functions.start_line
    );
    let (functions, functions_again) = (&tables.functions, &tables_again.functions);
    let columns = [
        (&functions.name, &functions_again.name),
        (&functions.system_name, &functions_again.system_name),
        (&functions.file, &functions_again.file),
        (&tables.mappings.file, &tables_again.mappings.file),
        (&tables.mappings.build_id, &tables_again.mappings.build_id),
    ];
    for (ids, ids_again) in columns {
        assert_eq!(texts(again, ids_again), texts(profile, ids));
    }
    for sample in 0..profile.samples.len() {
        assert_eq!(labels(again, sample), labels(profile, sample));
    }
}

fn texts<'a>(profile: &'a Profile, ids: &[StrId]) -> Vec<&'a [u8]> {
    let strings = &profile.tables.strings;
    ids.iter().map(|&id| strings.bytes(id)).collect()
}

/// Key, text, number and unit of each label but those that pprof's format cannot hold: one with
/// neither text nor number nor unit is none there.
fn labels(profile: &Profile, sample: usize) -> Vec<(&[u8], &[u8], i64, &[u8])> {
    let text = |id| profile.tables.strings.bytes(id);
    let labels = profile.labels.get(profile.samples.labels[sample]).iter();
    labels
        .map(|&Label { key, ref value }| match *value {
            LabelValue::Str(value) => (text(key), text(value), 0, &b""[..]),
            LabelValue::Num(number, unit) => (text(key), &b""[..], number, text(unit)),
        })
        .filter(|&(_, text, number, unit)| !text.is_empty() || number != 0 || !unit.is_empty())
        .collect()
}
