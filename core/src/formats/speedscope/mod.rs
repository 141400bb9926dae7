//! speedscope's own JSON (<https://www.speedscope.app/file-format-schema.json>), which many profilers
//! write: py-spy, rbspy, stackprof, .NET's dotnet-trace, speedscope itself.
//!
//! ```text
//! {"$schema": "https://www.speedscope.app/file-format-schema.json",
//!  "shared": {"frames": [{"name": "main", "file": "main.py", "line": 3}, {"name": "f"}]},
//!  "profiles": [
//!    {"type": "sampled", "name": "thread 1", "unit": "seconds", "startValue": 0, "endValue": 2,
//!     "samples": [[0], [0, 1]], "weights": [0.5, 1.5]},
//!    {"type": "evented", "name": "thread 2", "unit": "seconds", "startValue": 0, "endValue": 2,
//!     "events": [{"type": "O", "frame": 0, "at": 0}, {"type": "C", "frame": 0, "at": 2}]}],
//!  "activeProfileIndex": 0}
//! ```
//!
//! Members stand in any order, so the file is gone through twice: once for where things are, once for
//! what they are. Several profiles of one file become one, whose samples have the label `profile`. Samples
//! stand in the order of time, those of each profile behind those of the one before it.

mod evented;
mod outline;
mod scan;
#[cfg(test)]
mod tests;

use super::text;
use super::text_profile::TextProfile;
use super::text_tables::Place;
use super::{FormatError, Limits, Progress};
use crate::job::Pace;
use crate::profile::{FrameId, Label, LabelValue, Profile};
use evented::Calls;
use outline::{Listed, Unit};
use scan::Scan;

/// How much is read between two looks at the clock.
const PIECE_BYTES: usize = 256 << 10;
/// Up to so many frames in all stacks together, calls that open and close are told in the order of time.
const TIMED_FRAMES: usize = 16 << 20;

/// Whether a text whose beginning is `head` is such a file: it says so, or its members do.
pub fn is_head(head: &[u8]) -> bool {
    text::find(head, b"speedscope.app/file-format-schema").is_some()
        || follows(head, b"\"shared\"", &[b":", b"{", b"\"frames\""])
        || text::find(head, b"\"profiles\"").is_some()
            && [b"\"sampled\"", b"\"evented\""]
                .iter()
                .any(|kind| follows(head, b"\"type\"", &[b":", *kind]))
}

/// Whether `first` stands somewhere with `then` behind it, spaces aside.
fn follows(text: &[u8], first: &[u8], then: &[&[u8]]) -> bool {
    let mut rest = text;
    while let Some((_, behind)) = text::split_once(rest, first) {
        rest = behind;
        let stripped = then.iter().try_fold(behind, |rest, word| {
            rest.trim_ascii_start().strip_prefix(*word)
        });
        if stripped.is_some() {
            return true;
        }
    }
    false
}

/// Reads a whole file: the profile, and what is to be said of it.
///
/// # Errors
/// With the byte, for what is not such a file.
pub async fn read(
    bytes: &[u8],
    limits: &Limits,
    pace: &Pace,
    progress: &dyn Fn(Progress),
) -> Result<(Profile, Vec<String>), FormatError> {
    let job = Job {
        bytes,
        pace,
        progress,
    };
    let outline = outline::read(&job).await?;
    let mut reader = Reader::new(&outline.profiles, limits);
    let mut frames = Scan::new(bytes, outline.frames);
    frames.enter(b'[')?;
    job.in_pieces(&mut |until| reader.frames(&mut frames, until))
        .await?;
    for listed in &outline.profiles {
        reader.begin(listed);
        match listed.is_evented {
            false => {
                let mut samples = Scan::new(bytes, listed.samples);
                let mut weights = Scan::new(bytes, listed.weights);
                samples.enter(b'[')?;
                weights.enter(b'[')?;
                job.in_pieces(&mut |until| reader.sampled(&mut samples, &mut weights, until))
                    .await?;
            }
            true => {
                let mut events = Scan::new(bytes, listed.samples);
                let mut calls = Calls::new(reader.frames.len(), reader.timed_frames.unwrap_or(0));
                events.enter(b'[')?;
                job.in_pieces(&mut |until| calls.events(&mut events, until))
                    .await?;
                if let Some(remark) = calls.end(listed.end_value) {
                    reader.remark(listed, &remark);
                }
                reader.timed_frames = calls.frames_left();
                job.in_pieces(&mut |_| reader.evented(&mut calls, events))
                    .await?;
            }
        }
    }
    Ok(reader.finish(outline.active))
}

/// What going through the file needs.
struct Job<'a> {
    bytes: &'a [u8],
    pace: &'a Pace,
    progress: &'a dyn Fn(Progress),
}

impl Job<'_> {
    /// Takes steps until one says that it was the last. Each is told how many bytes to go through, and
    /// tells where it stands.
    async fn in_pieces(
        &self,
        step: &mut dyn FnMut(usize) -> Result<Step, FormatError>,
    ) -> Result<(), FormatError> {
        while let Step::At(at) = step(PIECE_BYTES)? {
            (self.progress)(Progress {
                phase: "decoding",
                done: at as u64,
                total: self.bytes.len() as u64,
            });
            self.pace.breathe().await;
        }
        Ok(())
    }
}

/// How far a step came.
enum Step {
    At(usize),
    Done,
}

/// Builds the profile.
struct Reader {
    /// A few megabytes of events can tell of more frames than any memory holds.
    limits: Limits,
    profile: TextProfile,
    frames: Vec<FrameId>,
    /// The units of all profiles, each once: one column each.
    columns: Vec<Unit>,
    has_several: bool,
    /// What is being read: its column, its factor, its label.
    column: usize,
    factor: f64,
    labels: Vec<Label>,
    values: Vec<i64>,
    stack: Vec<FrameId>,
    frames_pushed: usize,
    /// How many frames may still be told in the order of time; none where there were too many.
    timed_frames: Option<usize>,
    /// Whether the next sample follows none.
    is_first: bool,
    /// How many weights were no whole numbers of their unit.
    rounded: usize,
    remarks: Vec<String>,
    buffer: Vec<u8>,
}

impl Reader {
    fn new(profiles: &[Listed], limits: &Limits) -> Reader {
        let mut columns: Vec<Unit> = Vec::new();
        for listed in profiles {
            if !columns.iter().any(|unit| unit.column == listed.unit.column) {
                columns.push(listed.unit);
            }
        }
        Reader {
            limits: *limits,
            profile: TextProfile::default(),
            frames: Vec::new(),
            values: vec![0; columns.len()],
            columns,
            has_several: profiles.len() > 1,
            column: 0,
            factor: 1.0,
            labels: Vec::new(),
            stack: Vec::new(),
            frames_pushed: 0,
            timed_frames: Some(TIMED_FRAMES),
            is_first: true,
            rounded: 0,
            remarks: Vec::new(),
            buffer: Vec::new(),
        }
    }

    fn frames(&mut self, scan: &mut Scan<'_>, most: usize) -> Result<Step, FormatError> {
        let until = scan.at + most;
        let (mut name, mut file) = (Vec::new(), Vec::new());
        while scan.at < until {
            if !scan.more(b']')? {
                return Ok(Step::Done);
            }
            scan.enter(b'{')?;
            let start = *scan;
            let (mut has_name, mut line) = (false, 0.0);
            file.clear();
            while scan.more(b'}')? {
                scan.key(&mut self.buffer)?;
                let is_null = scan.peek() == Some(b'n');
                match self.buffer.as_slice() {
                    b"name" => {
                        scan.string(&mut name)?;
                        has_name = true;
                    }
                    b"file" if !is_null => scan.string(&mut file)?,
                    b"line" if !is_null => line = scan.number()?,
                    _ => scan.skip_short()?,
                }
            }
            if !has_name {
                return Err(start.error("a frame has no `name`".into()));
            }
            let tables = &mut self.profile.tables;
            let location = tables.location(Place {
                name: &name,
                file: &file,
                line: line as i64,
                address: 0,
            });
            self.frames.extend(tables.frames_of(location));
        }
        Ok(Step::At(scan.at))
    }

    /// What follows is of this profile.
    fn begin(&mut self, listed: &Listed) {
        let same = |unit: &Unit| unit.column == listed.unit.column;
        self.column = self.columns.iter().position(same).unwrap_or_default();
        self.factor = listed.unit.factor;
        self.is_first = true;
        self.labels.clear();
        if self.has_several {
            let tables = &mut self.profile.tables;
            self.labels.push(Label {
                key: tables.text(b"profile"),
                value: LabelValue::Str(tables.text(&listed.name)),
            });
        }
    }

    fn sampled(
        &mut self,
        samples: &mut Scan<'_>,
        weights: &mut Scan<'_>,
        most: usize,
    ) -> Result<Step, FormatError> {
        let until = samples.at + most;
        while samples.at < until {
            let (has_sample, has_weight) = (samples.more(b']')?, weights.more(b']')?);
            if has_sample != has_weight {
                let what = "there are not as many `weights` as `samples`";
                return Err(weights.error(what.into()));
            }
            if !has_sample {
                return Ok(Step::Done);
            }
            let start = *samples;
            samples.enter(b'[')?;
            self.stack.clear();
            while samples.more(b']')? {
                let index = samples.index(self.frames.len(), "frames")?;
                self.stack.push(self.frames[index]);
            }
            let weight = weights.number()?;
            self.push(weight, u32::MAX, start)?;
        }
        Ok(Step::At(samples.at))
    }

    /// Adds what calls took, some nodes a time.
    fn evented(&mut self, calls: &mut Calls, at: Scan<'_>) -> Result<Step, FormatError> {
        let before = self.frames_pushed;
        while self.frames_pushed - before < PIECE_BYTES {
            let frames = &self.frames;
            let stack = &mut self.stack;
            stack.clear();
            let next = calls.next_sample(&mut |frame| stack.push(frames[frame]));
            let Some((weight, goes_on)) = next else {
                return Ok(Step::Done);
            };
            self.stack.reverse();
            self.push(weight, goes_on, at)?;
        }
        Ok(Step::At(at.at))
    }

    fn push(&mut self, weight: f64, goes_on: u32, at: Scan<'_>) -> Result<(), FormatError> {
        self.frames_pushed += self.stack.len();
        let limits = self.limits;
        for (frames, limit, of_what) in [
            (self.stack.len(), limits.depth, "frames in one stack"),
            (
                self.frames_pushed,
                limits.frames,
                "frames in all stacks together",
            ),
        ] {
            if frames > limit {
                return Err(at.limit(limit, of_what));
            }
        }
        let value = weight * self.factor;
        self.rounded += usize::from(value.fract() != 0.0);
        self.values.fill(0);
        self.values[self.column] = value.round() as i64;
        let goes_on = if self.is_first { 0 } else { goes_on };
        self.is_first = false;
        self.profile
            .push_in_time(&self.stack, &self.values, &self.labels, goes_on);
        Ok(())
    }

    fn remark(&mut self, listed: &Listed, what: &str) {
        // A file of ten thousand broken profiles says so a few times.
        if self.remarks.len() < 5 {
            let name = String::from_utf8_lossy(&listed.name);
            self.remarks
                .push(format!("{}: {what}", super::json::short(&name, 60)));
        }
    }

    fn finish(mut self, active: Option<usize>) -> (Profile, Vec<String>) {
        // Parts of a nanosecond are no loss; parts of what is counted may be.
        if self.rounded > 0 && self.columns.iter().any(|unit| unit.factor == 1.0) {
            let weights = text::counted(self.rounded, "weight");
            self.remarks.push(format!(
                "{weights} with a fraction, rounded to whole numbers"
            ));
        }
        if self.timed_frames.is_none() {
            self.profile.forget_time();
            let what = "too many calls to show them in the order of time: they are summed up";
            self.remarks.push(what.into());
        }
        let types: Vec<_> = self.columns.iter().map(|unit| unit.column).collect();
        let shown = active.and_then(|unit| types.get(unit)).or(types.first());
        let shown = shown.copied().unwrap_or(("samples", "count"));
        let mut profile = self.profile.finish(&types, shown, 1);
        let default = types.iter().position(|column| *column == shown);
        profile.default_sample_type = default.map(|index| profile.sample_types[index].kind);
        (profile, self.remarks)
    }
}
