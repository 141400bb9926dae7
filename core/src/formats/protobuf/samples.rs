//! The second pass, second half: samples into flattened, root-first stacks.

use super::super::wire::{Cursor, Failure, Span, limit, malformed, within};
use super::super::{Limits, Progress};
use super::Source;
use super::ids::IdMap;
use crate::job::Pace;
use crate::profile::{FrameId, Label, LabelSets, LabelValue, LocationId, Samples, Tables};

/// How many samples are read between two looks at the clock: about a millisecond's work.
const SAMPLES_PER_BREATH: usize = 2048;

/// Reads all samples.
///
/// # Errors
/// For a wrong number of values, for locations and strings that the file does not have, and for
/// more of anything than `limits` has.
pub async fn read(
    source: &Source<'_>,
    types: usize,
    tables: &Tables,
    locations: &IdMap,
    limits: &Limits,
    pace: &Pace,
    progress: &dyn Fn(Progress),
) -> Result<(Samples, LabelSets), Failure> {
    let spans = &source.outline.samples;
    if let Some(past) = spans.get(limits.samples) {
        return Err(limit(limits.samples, "samples", *past));
    }
    let mut reader = Reader {
        source,
        types,
        tables,
        locations,
        samples: reserved(source, types, tables, limits, pace).await,
        limits,
        label_sets: LabelSets::default(),
        is_frame_per_location: tables.frames.line.len() == tables.locations.address.len(),
        stack: Vec::new(),
        labels: Vec::new(),
    };
    for chunk in spans.chunks(SAMPLES_PER_BREATH) {
        for &span in chunk {
            let read = reader.sample(span);
            read.map_err(|failure| within(failure, span))?;
        }
        progress(Progress {
            phase: "decoding",
            done: chunk.last().map_or(0, |span| u64::from(span.end)),
            total: source.file.len() as u64,
        });
        pace.breathe().await;
    }
    Ok((reader.samples, reader.label_sets))
}

struct Reader<'a> {
    source: &'a Source<'a>,
    types: usize,
    tables: &'a Tables,
    locations: &'a IdMap,
    limits: &'a Limits,
    samples: Samples,
    label_sets: LabelSets,
    /// Whether nothing was inlined anywhere.
    is_frame_per_location: bool,
    /// The sample's locations, leaf first as the file has them.
    stack: Vec<LocationId>,
    /// The sample's labels.
    labels: Vec<Label>,
}

impl Reader<'_> {
    // A function of its own: browsers compile the whole of a function for speed before any of it
    // is fast, and what awaits is large.
    #[inline(never)]
    fn sample(&mut self, span: Span) -> Result<(), Failure> {
        self.stack.clear();
        self.labels.clear();
        let values_before = self.samples.values.len();
        let file = self.source.file;
        let mut missing = None;
        let mut cursor = Cursor::new(file, span);
        while let Some(field) = cursor.next_field()? {
            match field.number {
                1 => field.numbers_of(file, "sample.location_id", |id| {
                    match self.locations.get(id) {
                        Some(position) => self.stack.push(LocationId(position)),
                        None => missing = Some(id),
                    }
                })?,
                2 => field.numbers_of(file, "sample.value", |value| {
                    self.samples.values.push(value as i64);
                })?,
                3 => {
                    let span = field.span_of("sample.label")?;
                    self.label(span)?;
                }
                _ => {}
            }
        }
        if let Some(id) = missing {
            return Err(malformed(format!(
                "a sample refers to location {id}, which the file does not have"
            ))
            .at_byte(span.start as usize)
            .into());
        }
        let values = self.samples.values.len() - values_before;
        if values != self.types || self.types == 0 {
            return Err(malformed(format!(
                "a sample has {values} values for {} sample types",
                self.types
            ))
            .at_byte(span.start as usize)
            .into());
        }
        self.push_stack(span)?;
        self.samples
            .labels
            .push(self.label_sets.intern(&self.labels));
        Ok(())
    }

    fn push_stack(&mut self, span: Span) -> Result<(), Failure> {
        let (frames, limits) = (&mut self.samples.frames, self.limits);
        let before = frames.len();
        let root_first = self.stack.iter().rev();
        if self.is_frame_per_location {
            // Then both are numbered alike.
            frames.extend(root_first.map(|location| FrameId(location.0)));
        } else {
            for &location in root_first {
                let of_location = self.tables.locations.frames(location);
                if of_location.len() == 1 {
                    frames.push(FrameId(of_location.start));
                } else if frames.len() <= limits.frames && frames.len() - before <= limits.depth {
                    frames.extend(of_location.map(FrameId));
                }
            }
        }
        if frames.len() > limits.frames {
            return Err(limit(limits.frames, "frames in all stacks together", span));
        }
        if frames.len() - before > limits.depth {
            return Err(limit(limits.depth, "frames in one stack", span));
        }
        self.samples.stack_ends.push(frames.len() as u32);
        Ok(())
    }

    fn label(&mut self, span: Span) -> Result<(), Failure> {
        let (mut key, mut text, mut number, mut unit) = (0, 0, 0, 0);
        let mut cursor = Cursor::new(self.source.file, span);
        while let Some(field) = cursor.next_field()? {
            match field.number {
                1 => key = field.number_of("label.key")?,
                2 => text = field.number_of("label.str")?,
                3 => number = field.number_of("label.num")? as i64,
                4 => unit = field.number_of("label.num_unit")?,
                _ => {}
            }
        }
        let names = &self.source.names;
        let key = names.get(key, "label.key")?;
        let value = if text != 0 {
            LabelValue::Str(names.get(text, "label.str")?)
        } else if number != 0 || unit != 0 {
            LabelValue::Num(number, names.get(unit, "label.num_unit")?)
        } else {
            return Ok(());
        };
        self.labels.push(Label { key, value });
        Ok(())
    }
}

/// Columns with room for all samples, so that none is moved while it grows. The frames are counted
/// roughly: every location of a sample with the mean number of frames a location has.
async fn reserved(
    source: &Source<'_>,
    types: usize,
    tables: &Tables,
    limits: &Limits,
    pace: &Pace,
) -> Samples {
    let spans = &source.outline.samples;
    let mut location_ids = 0;
    for chunk in spans.chunks(SAMPLES_PER_BREATH) {
        for &span in chunk {
            location_ids += count_location_ids(source.file, span);
        }
        pace.breathe().await;
    }
    let rows = tables.locations.address.len().max(1);
    let frames = location_ids as u64 * tables.frames.line.len() as u64 / rows as u64;
    let mut samples = Samples::default();
    samples
        .frames
        .reserve_exact(frames.min(limits.frames as u64) as usize);
    samples.stack_ends.reserve_exact(spans.len());
    // A sample without a value is refused, and one with a value takes two bytes for it.
    let values = spans.len().saturating_mul(types).min(source.file.len());
    samples.values.reserve_exact(values);
    samples.labels.reserve_exact(spans.len());
    samples
}

/// How many numbers the packed location ids of a sample are: the bytes that end one.
#[inline(never)]
fn count_location_ids(file: &[u8], span: Span) -> usize {
    let mut cursor = Cursor::new(file, span);
    let mut count = 0;
    while let Ok(Some(field)) = cursor.next_field() {
        if field.number == 1 {
            count += field.span_of("sample.location_id").map_or(1, |ids| {
                ids.of(file).iter().filter(|&&byte| byte < 0x80).count()
            });
        }
    }
    count
}
