//! The first pass: where each message of a profile lies, and its plain numbers.

use super::super::wire::{Cursor, Failure, Field, Span, WireError, malformed};
use crate::job::Pace;

/// How many fields are walked between two looks at the clock.
const FIELDS_PER_BREATH: usize = 4096;

/// A string that the profile itself refers to, and the byte of the field that does.
#[derive(Clone, Copy, Default)]
pub struct Reference {
    pub index: u64,
    pub at: usize,
}

/// The fields of `message Profile`, messages and strings as stretches of the file.
#[derive(Default)]
pub struct Outline {
    pub sample_types: Vec<Span>,
    pub samples: Vec<Span>,
    pub mappings: Vec<Span>,
    pub locations: Vec<Span>,
    pub functions: Vec<Span>,
    pub strings: Vec<Span>,
    pub drop_frames: Reference,
    pub keep_frames: Reference,
    pub time_nanos: i64,
    pub duration_nanos: i64,
    pub period_type: Option<Span>,
    pub period: i64,
    pub comments: Vec<Reference>,
    pub default_sample_type: Reference,
    pub doc_url: Reference,
}

/// Walks the top-level fields of `file`.
///
/// # Errors
/// For bytes that are no fields, for values of the wrong wire type, and for two profiles one after
/// the other, which protobuf would silently mix into one.
pub async fn outline(file: &[u8], pace: &Pace) -> Result<Outline, Failure> {
    let mut outline = Outline::default();
    let mut cursor = Cursor::new(file, whole(file));
    while outline.note_some(file, &mut cursor)? {
        pace.breathe().await;
    }
    if outline.strings.is_empty() {
        return Err(malformed("there is no string table")
            .at_byte(file.len())
            .into());
    }
    Ok(outline)
}

/// Whether these bytes begin with a field that a profile has: what tells a damaged profile from
/// bytes of another kind.
pub fn starts_like_profile(file: &[u8]) -> bool {
    let mut outline = Outline::default();
    let mut cursor = Cursor::new(file, whole(file));
    match cursor.next_field() {
        Ok(Some(field)) => (1..=15).contains(&field.number) && outline.note(file, &field).is_ok(),
        _ => false,
    }
}

/// All of a file; files of 4 GiB and more are refused before.
fn whole(file: &[u8]) -> Span {
    Span {
        start: 0,
        end: file.len().min(u32::MAX as usize) as u32,
    }
}

impl Outline {
    /// Notes the next fields; whether there may be more.
    // A function of its own: browsers compile the whole of a function for speed before any of it
    // is fast, and what awaits is large.
    #[inline(never)]
    fn note_some(&mut self, file: &[u8], cursor: &mut Cursor) -> Result<bool, Failure> {
        for _ in 0..FIELDS_PER_BREATH {
            let Some(field) = cursor.next_field()? else {
                return Ok(false);
            };
            if field.number == 9 && self.time_nanos != 0 {
                return Err(concatenated(field.at));
            }
            self.note(file, &field)?;
        }
        Ok(true)
    }

    fn note(&mut self, file: &[u8], field: &Field) -> Result<(), WireError> {
        match field.number {
            1 => self.sample_types.push(field.span_of("sample_type")?),
            2 => self.samples.push(field.span_of("sample")?),
            3 => self.mappings.push(field.span_of("mapping")?),
            4 => self.locations.push(field.span_of("location")?),
            5 => self.functions.push(field.span_of("function")?),
            6 => self.strings.push(field.span_of("string_table")?),
            7 => self.drop_frames = reference(field, "drop_frames")?,
            8 => self.keep_frames = reference(field, "keep_frames")?,
            9 => self.time_nanos = field.number_of("time_nanos")? as i64,
            10 => self.duration_nanos = field.number_of("duration_nanos")? as i64,
            11 => self.period_type = Some(field.span_of("period_type")?),
            12 => self.period = field.number_of("period")? as i64,
            13 => field.numbers_of(file, "comment", |index| {
                self.comments.push(Reference {
                    index,
                    at: field.at,
                });
            })?,
            14 => self.default_sample_type = reference(field, "default_sample_type")?,
            15 => self.doc_url = reference(field, "doc_url")?,
            _ => {}
        }
        Ok(())
    }
}

fn reference(field: &Field, name: &'static str) -> Result<Reference, WireError> {
    let index = field.number_of(name)?;
    let at = field.at;
    Ok(Reference { index, at })
}

fn concatenated(at: usize) -> Failure {
    malformed("two profiles, one after the other, in one file")
        .at_byte(at)
        .advise("Open each of them alone; `go tool pprof -proto a b` adds profiles up.")
        .into()
}
