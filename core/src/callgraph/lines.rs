//! Values by source line, counted as pprof's `-list` counts them (`printSource` of google/pprof
//! `internal/report/source.go`): a line has what ends in it and what passes through it, each once a
//! sample. What a function sums up to is the sum of its lines, so that a stack that has two lines of
//! it counts twice there, as in pprof.
//!
//! ```text
//! main.main a.go:4;main.run a.go:9 3      main.run   a.go  line 9  flat 3 cum 3
//! main.main a.go:4;main.run a.go:7 2                       line 7  flat 2 cum 2
//! ```

use crate::job::Pace;
use crate::map::Map;
use crate::order;
use crate::profile::{FrameId, FunctionId, MappingId, Profile, StrId};

/// Frames looked at between two breaths.
const STRIDE: usize = 16_384;
/// Lines shown before the first and behind the last that has a value.
const MARGIN: i64 = 5;

/// The lines of one function in one file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FunctionLines {
    /// The function's name.
    pub name: StrId,
    /// The file, its path made [`clean`]; empty where it is unknown.
    pub file: String,
    /// Lines, in their order; one may come several times, from other binaries.
    pub lines: Vec<LineValues>,
}

/// One line. Values are pairs: now and in a base, or a sum and its divisor.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LineValues {
    /// The line, 0 where it is unknown.
    pub line: i64,
    /// The line its function begins at, 0 where it is unknown.
    pub start_line: i64,
    /// What ends here.
    pub flat: (i64, i64),
    /// What passes through; recursion counts once.
    pub cum: (i64, i64),
}

impl FunctionLines {
    /// The first and the last line to show: from the function's beginning, or some lines before the
    /// first that has a value, to some behind the last.
    pub fn range(&self) -> (i64, i64) {
        let starts = self.lines.iter().map(|at| match at.start_line {
            0 => at.line.saturating_sub(MARGIN),
            start => start,
        });
        let last = self.lines.iter().map(|at| at.line).max().unwrap_or(0);
        let first = starts.min().unwrap_or(0);
        (first.max(1), last.saturating_add(MARGIN))
    }

    /// What all lines add up to: flat and cum.
    pub fn sums(&self) -> [(i64, i64); 2] {
        let add = |of: fn(&LineValues) -> (i64, i64)| self.lines.iter().map(of).fold((0, 0), both);
        [add(|line| line.flat), add(|line| line.cum)]
    }
}

/// The lines of all functions that are `wanted`, as `samples` come by, each with its pair of values.
/// Functions in the order in which they came.
pub async fn lines(
    profile: &Profile,
    samples: impl Iterator<Item = (usize, (i64, i64))>,
    wanted: impl Fn(FunctionId) -> bool,
    pace: &Pace,
) -> Vec<FunctionLines> {
    let mut found = Found::new(profile, wanted);
    let mut since_breath = 0;
    for (sample, value) in samples {
        since_breath += found.add(sample, value);
        if since_breath >= STRIDE {
            since_breath = 0;
            pace.breathe().await;
        }
    }
    found.sorted()
}

/// What makes a line one.
type Key = (StrId, StrId, StrId, i64, i64);

struct Found<'a, W> {
    profile: &'a Profile,
    wanted: W,
    /// Each frame's line, once it is known.
    of_frame: Vec<Known>,
    ids: Map<Key, u32>,
    lines: Vec<LineValues>,
    /// Which sample last counted a line.
    counted_by: Vec<usize>,
}

#[derive(Clone, Copy)]
enum Known {
    NotYet,
    Unwanted,
    Line(u32),
}

impl<'a, W: Fn(FunctionId) -> bool> Found<'a, W> {
    fn new(profile: &'a Profile, wanted: W) -> Found<'a, W> {
        Found {
            profile,
            wanted,
            of_frame: vec![Known::NotYet; profile.tables.frames.line.len()],
            ids: Map::default(),
            lines: Vec::new(),
            counted_by: Vec::new(),
        }
    }

    /// Counts a sample; how many frames were looked at.
    #[inline(never)]
    fn add(&mut self, sample: usize, value: (i64, i64)) -> usize {
        let profile = self.profile;
        let stack = profile.samples.stack(sample);
        let mut leaf = None;
        for &frame in stack {
            leaf = self.line_of(frame);
            let Some(line) = leaf else { continue };
            if self.counted_by[line] != sample {
                self.counted_by[line] = sample;
                let cum = &mut self.lines[line].cum;
                *cum = both(*cum, value);
            }
        }
        if let Some(line) = leaf {
            let flat = &mut self.lines[line].flat;
            *flat = both(*flat, value);
        }
        stack.len() + 1
    }

    fn line_of(&mut self, frame: FrameId) -> Option<usize> {
        match self.of_frame[frame.index()] {
            Known::Line(line) => return Some(line as usize),
            Known::Unwanted => return None,
            Known::NotYet => {}
        }
        let tables = &self.profile.tables;
        let function = tables.frames.function[frame.index()];
        if !function.is_some() || !(self.wanted)(function) {
            self.of_frame[frame.index()] = Known::Unwanted;
            return None;
        }
        let mapping = tables.locations.mapping[tables.frames.location[frame.index()].index()];
        let object = match mapping {
            MappingId::NONE => StrId(0),
            some => tables.mappings.file[some.index()],
        };
        let functions = &tables.functions;
        let new = LineValues {
            line: tables.frames.line[frame.index()],
            start_line: functions.start_line[function.index()],
            ..LineValues::default()
        };
        let (name, file) = (
            functions.name[function.index()],
            functions.file[function.index()],
        );
        let key = (name, file, object, new.start_line, new.line);
        let lines = &mut self.lines;
        let line = *self.ids.or_insert_with(key, || {
            lines.push(new);
            lines.len() as u32 - 1
        });
        self.counted_by.resize(self.lines.len(), usize::MAX);
        self.of_frame[frame.index()] = Known::Line(line);
        Some(line as usize)
    }

    fn sorted(self) -> Vec<FunctionLines> {
        let mut all: Map<(StrId, String), Vec<LineValues>> = Map::default();
        let strings = &self.profile.tables.strings;
        for ((name, file, ..), line) in self.ids.into_rows() {
            let file = clean(&strings.get(file));
            all.or_default((name, file)).push(self.lines[line as usize]);
        }
        let rows = all.into_rows().into_iter();
        let sorted = rows.map(|((name, file), mut lines)| {
            order::sort_by_key(&mut lines, |line| (line.line, line.start_line));
            FunctionLines { name, file, lines }
        });
        sorted.collect()
    }
}

fn both(a: (i64, i64), b: (i64, i64)) -> (i64, i64) {
    (a.0.wrapping_add(b.0), a.1.wrapping_add(b.1))
}

/// A path without empty parts, `.` and what `..` takes back, as Go's `filepath.Clean`; empty if it is.
pub fn clean(path: &str) -> String {
    if path.is_empty() {
        return String::new();
    }
    let is_absolute = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            ".." if is_absolute => {}
            _ => parts.push(part),
        }
    }
    let root = if is_absolute { "/" } else { "" };
    match parts.is_empty() && !is_absolute {
        true => ".".to_owned(),
        false => format!("{root}{}", parts.join("/")),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::job::run;
    use crate::profile::{LabelSetId, Tables};

    /// main.main a.go:4 calls main.run a.go:9 and :7, which calls itself.
    fn profile() -> Profile {
        let mut t = Tables::default();
        let [main, run, file] =
            ["main.main", "main.run", "./src//a.go"].map(|text| t.strings.intern(text.as_bytes()));
        let main = t.add_function(main, main, file, 3);
        let run = t.add_function(run, run, file, 6);
        let at = |t: &mut Tables, function, line| {
            let location = t.add_location(MappingId::NONE, 0, false, [(function, line, 0)]);
            FrameId(t.locations.frames(location).start)
        };
        let frames = [at(&mut t, main, 4), at(&mut t, run, 9), at(&mut t, run, 7)];
        let [main, nine, seven] = frames;
        let mut profile = Profile {
            tables: Arc::new(t),
            ..Profile::default()
        };
        let stacks: [(&[FrameId], i64); 3] = [
            (&[main, nine], 3),
            (&[main, nine, seven, nine], 10),
            (&[main, seven], 2),
        ];
        for (stack, value) in stacks {
            profile.samples.push(stack, &[value], LabelSetId(0));
        }
        profile
    }

    #[test]
    fn a_line_counts_once_a_sample_and_its_function_each_of_its_lines() {
        let profile = profile();
        let values = &profile.samples.values;
        let samples = values.iter().map(|&value| (value, 0)).enumerate();
        let all = run(lines(&profile, samples, |_| true, &Pace::unhurried()));
        let line = |line, start_line, flat, cum| LineValues {
            line,
            start_line,
            flat: (flat, 0),
            cum: (cum, 0),
        };
        assert_eq!(all[0].lines, [line(4, 3, 0, 15)]);
        assert_eq!(all[1].file, "src/a.go");
        assert_eq!(all[1].lines, [line(7, 6, 2, 12), line(9, 6, 13, 13)]);
        assert_eq!(all[1].sums(), [(15, 0), (25, 0)]);
        assert_eq!(all[1].range(), (6, 14));
    }

    #[test]
    fn paths_are_made_clean_as_go_makes_them() {
        for (path, wanted) in [
            ("", ""),
            (".", "."),
            ("/", "/"),
            ("a//b/./c", "a/b/c"),
            ("/a/../../b", "/b"),
            ("../../a/..", "../.."),
            ("a/..", "."),
        ] {
            assert_eq!(clean(path), wanted, "{path}");
        }
    }
}
