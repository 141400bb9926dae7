//! A profile back to pprof protobuf, as `go tool pprof` opens it.

use leakscope_inflate::Crc;
use miniz_oxide::deflate::compress_to_vec;
use prost::Message;

use super::messages::{
    FunctionMessage, LabelMessage, LineMessage, LocationMessage, MappingMessage, ProfileMessage,
    SampleMessage, ValueTypeMessage,
};
use crate::profile::{
    FrameId, LabelValue, LocationId, MappingId, Profile, StrId, Tables, ValueType,
};

/// Writes `profile`, gzipped if `is_gzip`, as pprof expects files to be.
pub fn write(profile: &Profile, is_gzip: bool) -> Vec<u8> {
    let bytes = message(profile).encode_to_vec();
    if is_gzip { gzip(&bytes) } else { bytes }
}

/// zlib's usual level.
const LEVEL: u8 = 6;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    // Deflated, without a flag, of no known time, by no known system.
    let mut gzip = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    gzip.extend(compress_to_vec(bytes, LEVEL));
    let mut crc = Crc::new();
    crc.update(bytes);
    gzip.extend(crc.sum().to_le_bytes());
    gzip.extend((bytes.len() as u32).to_le_bytes());
    gzip
}

/// Ids are positions plus one: 0 is nothing.
fn message(profile: &Profile) -> ProfileMessage {
    let tables = &profile.tables;
    let mut texts = Texts::new(tables);
    let about = &profile.about;
    let default_sample_type = profile.default_sample_type.unwrap_or(StrId(0));
    ProfileMessage {
        sample_type: profile.sample_types.iter().map(value_type).collect(),
        sample: (0..profile.samples.len())
            .map(|sample| sample_message(profile, sample))
            .collect(),
        mapping: mappings(tables),
        location: locations(tables),
        function: functions(tables),
        drop_frames: texts.index(&about.drop_frames),
        keep_frames: texts.index(&about.keep_frames),
        time_nanos: about.time_nanos,
        duration_nanos: about.duration_nanos,
        period_type: about.period_type.as_ref().map(|named| ValueTypeMessage {
            kind: texts.index(&named.kind),
            unit: texts.index(&named.unit),
        }),
        period: about.period,
        comment: about.comments.iter().map(|c| texts.index(c)).collect(),
        default_sample_type: i64::from(default_sample_type.0),
        doc_url: texts.index(&about.doc_url),
        string_table: texts.table,
    }
}

/// The string table: our own ids are its indices, and what is no string of the tables follows.
struct Texts<'a> {
    tables: &'a Tables,
    table: Vec<Vec<u8>>,
}

impl Texts<'_> {
    fn new(tables: &Tables) -> Texts<'_> {
        let ids = 0..tables.strings.len() as u32;
        Texts {
            tables,
            table: ids
                .map(|id| tables.strings.bytes(StrId(id)).to_vec())
                .collect(),
        }
    }

    fn index(&mut self, text: &str) -> i64 {
        if let Some(id) = self.tables.strings.find(text.as_bytes()) {
            return i64::from(id.0);
        }
        self.table.push(text.as_bytes().to_vec());
        self.table.len() as i64 - 1
    }
}

fn value_type(value_type: &ValueType) -> ValueTypeMessage {
    ValueTypeMessage {
        kind: i64::from(value_type.kind.0),
        unit: i64::from(value_type.unit.0),
    }
}

fn sample_message(profile: &Profile, sample: usize) -> SampleMessage {
    let types = profile.sample_types.len();
    let labels = profile.labels.get(profile.samples.labels[sample]);
    SampleMessage {
        location_id: location_ids(&profile.tables, profile.samples.stack(sample)),
        value: profile.samples.values[sample * types..(sample + 1) * types].to_vec(),
        label: labels
            .iter()
            .map(|label| {
                let (str, num, unit) = match label.value {
                    LabelValue::Str(str) => (str, 0, StrId(0)),
                    LabelValue::Num(num, unit) => (StrId(0), num, unit),
                };
                LabelMessage {
                    key: i64::from(label.key.0),
                    str: i64::from(str.0),
                    num,
                    num_unit: i64::from(unit.0),
                }
            })
            .collect(),
    }
}

/// From frames, root first, to the locations they are lines of, leaf first: a location begins at
/// its outermost line.
fn location_ids(tables: &Tables, stack: &[FrameId]) -> Vec<u64> {
    let outermost = stack
        .iter()
        .rev()
        .filter(|&&frame| !tables.is_inlined(frame));
    let locations = outermost.map(|frame| tables.frames.location[frame.index()]);
    locations
        .map(|location| u64::from(location.0) + 1)
        .collect()
}

fn mappings(tables: &Tables) -> Vec<MappingMessage> {
    let m = &tables.mappings;
    let rows = 0..m.start.len();
    rows.map(|row| MappingMessage {
        id: row as u64 + 1,
        memory_start: m.start[row],
        memory_limit: m.limit[row],
        file_offset: m.offset[row],
        filename: i64::from(m.file[row].0),
        build_id: i64::from(m.build_id[row].0),
        has_functions: m.has[row] & 1 != 0,
        has_filenames: m.has[row] & 2 != 0,
        has_line_numbers: m.has[row] & 4 != 0,
        has_inline_frames: m.has[row] & 8 != 0,
    })
    .collect()
}

fn functions(tables: &Tables) -> Vec<FunctionMessage> {
    let f = &tables.functions;
    let rows = 0..f.name.len();
    rows.map(|row| FunctionMessage {
        id: row as u64 + 1,
        name: i64::from(f.name[row].0),
        system_name: i64::from(f.system_name[row].0),
        filename: i64::from(f.file[row].0),
        start_line: f.start_line[row],
    })
    .collect()
}

fn locations(tables: &Tables) -> Vec<LocationMessage> {
    let l = &tables.locations;
    let rows = 0..l.address.len();
    rows.map(|row| LocationMessage {
        id: row as u64 + 1,
        mapping_id: match l.mapping[row] {
            MappingId::NONE => 0,
            mapping => u64::from(mapping.0) + 1,
        },
        address: l.address[row],
        line: lines(tables, LocationId(row as u32)),
        is_folded: l.is_folded[row],
    })
    .collect()
}

/// Innermost first, as the format has them.
fn lines(tables: &Tables, location: LocationId) -> Vec<LineMessage> {
    let frames = tables.locations.frames(location).rev();
    frames
        .map(|frame| frame as usize)
        .filter(|&frame| tables.frames.function[frame].is_some())
        .map(|frame| LineMessage {
            function_id: u64::from(tables.frames.function[frame].0) + 1,
            line: tables.frames.line[frame],
            column: tables.frames.column[frame],
        })
        .collect()
}
