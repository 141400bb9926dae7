//! The second pass, second half: samples into flattened, root-first stacks.

use super::super::wire::{Cursor, Failure, Field, Span, Value, limit, malformed, within};
use super::super::{Limits, Progress};
use super::Source;
use super::ids::IdMap;
use crate::job::Pace;
use crate::profile::{FrameId, Label, LabelSets, LabelValue, LocationId, Samples, Tables};

/// How many samples are read between two looks at the clock: about a millisecond's work.
const SAMPLES_PER_BREATH: usize = 2048;
/// How many samples are looked at to know how much room all take.
const LOOKED_AT: usize = 2048;

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
        samples: Samples::default(),
        limits,
        label_sets: LabelSets::default(),
        frame_of: FrameOf::new(tables, locations),
        stack: Vec::new(),
        labels: Vec::new(),
    };
    reader.reserve(spans);
    pace.breathe().await;
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
    frame_of: FrameOf,
    /// The sample's locations, leaf first as the file has them, where they are not all in one packed field.
    stack: Vec<LocationId>,
    /// The sample's labels.
    labels: Vec<Label>,
}

impl Reader<'_> {
    /// Makes room for all samples, so that nothing is moved while it grows: what some of them, spread over
    /// the file, take tells how much.
    fn reserve(&mut self, spans: &[Span]) {
        let step = spans.len().div_ceil(LOOKED_AT).max(1);
        let mut looked_at = 0;
        for &span in spans.iter().step_by(step) {
            // What is wrong with it is told when it is read.
            let _ = self.sample(span);
            looked_at += 1;
        }
        let frames = self.samples.frames.len() as f64 / f64::from(looked_at.max(1));
        self.samples = Samples::default();
        self.label_sets = LabelSets::default();
        let frames = (frames * spans.len() as f64 * 1.02) as usize;
        let samples = &mut self.samples;
        samples.frames.reserve_exact(frames.min(self.limits.frames));
        samples.stack_ends.reserve_exact(spans.len());
        // A sample without a value is refused, and one with a value takes two bytes for it.
        let values = spans.len().saturating_mul(self.types);
        let values = values.min(self.source.file.len());
        samples.values.reserve_exact(values);
        samples.labels.reserve_exact(spans.len());
    }

    // A function of its own: browsers compile the whole of a function for speed before any of it
    // is fast, and what awaits is large.
    #[inline(never)]
    fn sample(&mut self, span: Span) -> Result<(), Failure> {
        self.stack.clear();
        self.labels.clear();
        let values_before = self.samples.values.len();
        let file = self.source.file;
        let mut packed = None;
        let mut missing = None;
        let mut cursor = Cursor::new(file, span);
        while let Some(field) = cursor.next_field()? {
            match field.number {
                1 => match field.value {
                    Value::Bytes(ids) if packed.is_none() && self.stack.is_empty() => {
                        packed = Some(ids);
                    }
                    _ => {
                        if let Some(ids) = packed.take() {
                            self.add_locations(&Field::packed(1, ids), &mut missing)?;
                        }
                        self.add_locations(&field, &mut missing)?;
                    }
                },
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
        let before = self.samples.frames.len();
        if let Some(ids) = packed
            && !self.push_packed(ids)
        {
            self.samples.frames.truncate(before);
            self.add_locations(&Field::packed(1, ids), &mut missing)?;
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
        self.push_stack();
        self.end_stack(before, span)?;
        self.samples
            .labels
            .push(self.label_sets.intern(&self.labels));
        Ok(())
    }

    fn add_locations(&mut self, field: &Field, missing: &mut Option<u64>) -> Result<(), Failure> {
        field.numbers_of(self.source.file, "sample.location_id", |id| {
            match self.locations.get(id) {
                Some(position) => self.stack.push(LocationId(position)),
                None => *missing = Some(id),
            }
        })?;
        Ok(())
    }

    /// Pushes the frames of packed location ids, from the last one, which is the root, to the first: the
    /// bytes are read backwards. Whether all ids were such as most files have, of at most three bytes;
    /// nothing is to be kept of it where they were not.
    ///
    /// ```text
    /// bytes       …  0a  96 01  07        numbers 10, 150, 7: only the last byte of each is below 80
    /// word               ┕━━━━━━━┙        four bytes that end with a number, whatever stands before it
    /// ```
    // Numbers of one, two and three bytes follow one another as they like: a processor that guesses
    // which comes next guesses wrong, so none of it depends on a branch.
    #[inline]
    fn push_packed(&mut self, ids: Span) -> bool {
        let file = self.source.file;
        let frames = &mut self.samples.frames;
        let before = frames.len();
        let (start, mut end) = (ids.start as usize, ids.end as usize);
        frames.reserve(end - start);
        while end > start {
            // Tags and lengths of the sample and of the field stand before it: there are four bytes.
            let Some(word) = file[..end].last_chunk::<4>() else {
                return false;
            };
            let word = u32::from_le_bytes(*word);
            // Which of the three before the last belongs to the number before: the first from the end
            // that is below 80.
            let bytes = (!word & 0x0080_8080).leading_zeros() / 8;
            if bytes == 4 || word >> 31 != 0 {
                return false;
            }
            let sevens = word & 0x7f
                | word >> 1 & 0x3f80
                | word >> 2 & 0x001f_c000
                | word >> 3 & 0x0fe0_0000;
            let id = sevens >> (28 - 7 * bytes);
            end -= bytes as usize;
            match self.frame_of.0.get(id as usize) {
                Some(&frame) if frame < FrameOf::SEVERAL => frames.push(FrameId(frame)),
                Some(&FrameOf::SEVERAL) => {
                    let Some(location) = self.locations.get(u64::from(id)) else {
                        return false;
                    };
                    if frames.len() <= self.limits.frames
                        && frames.len() - before <= self.limits.depth
                    {
                        let of_location = self.tables.locations.frames(LocationId(location));
                        frames.extend(of_location.map(FrameId));
                    }
                }
                _ => return false,
            }
        }
        end == start
    }

    /// Pushes the frames of locations that were gathered one by one.
    fn push_stack(&mut self) {
        let (frames, limits) = (&mut self.samples.frames, self.limits);
        let before = frames.len();
        for &location in self.stack.iter().rev() {
            if frames.len() <= limits.frames && frames.len() - before <= limits.depth {
                frames.extend(self.tables.locations.frames(location).map(FrameId));
            }
        }
    }

    fn end_stack(&mut self, before: usize, span: Span) -> Result<(), Failure> {
        let (frames, limits) = (&self.samples.frames, self.limits);
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

/// Which frame a location is that has one line, by its id in the file.
struct FrameOf(Vec<u32>);

impl FrameOf {
    /// For a location with several lines, or none.
    const SEVERAL: u32 = u32::MAX - 1;
    /// For an id that no location has.
    const NONE: u32 = u32::MAX;

    /// Of all ids that are not far larger than their number.
    fn new(tables: &Tables, locations: &IdMap) -> FrameOf {
        let count = tables.locations.address.len();
        // As far as `IdMap` looks ids up by place.
        let most = (count as u64).saturating_mul(4) + 1024;
        let mut frame_of = Vec::new();
        for (id, position) in locations.by_id(most) {
            let frames = tables.locations.frames(LocationId(position));
            frame_of.resize(id as usize, FrameOf::NONE);
            frame_of.push(match frames.len() {
                1 => frames.start,
                _ => FrameOf::SEVERAL,
            });
        }
        FrameOf(frame_of)
    }
}
