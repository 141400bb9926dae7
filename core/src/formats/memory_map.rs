//! The memory map behind an old profile: which binary or library has an address.
//!
//! ```text
//! --- Memory map: ---                                      or MAPPED_LIBRARIES:
//!   source=/home
//!   00400000-00a10000: $source/server (@1000) abc123       offset and build id may be missing
//! 7f0120000000-7f0120018000 r-xp 00000000 08:01 512   /lib/libpthread.so.0
//! ```
//!
//! (google/pprof `ParseMemoryMap`, `massageMappings`, `remapMappingIDs`.) Lines that are neither a
//! region nor `NAME=VALUE` are passed over, and so are regions without code.

mod region;

use std::borrow::Cow;
use std::ops::ControlFlow::Continue;

use super::{FormatError, Progress, text};
use crate::job::Pace;
use crate::profile::{MappingId, Strings, Tables};
use region::Region;

/// How many regions are looked at between two looks at the clock.
const REGIONS_PER_BREATH: usize = 1 << 16;

/// How many regions with code are kept: Linux allows a process 65,530 of all kinds by itself.
const MAX_REGIONS: usize = 1 << 18;

/// How many `NAME=VALUE` lines are kept, and how long a line may be that has one's name in it, or grow
/// by them: lines of which each has the one before ten times would fill the memory.
const MAX_VARIABLES: usize = 64;
const MAX_LINE_BYTES: usize = 4096;

/// Where linkers put a program that is not to be moved.
const USUAL_START: u64 = 0x0040_0000;

/// Whether a memory map begins below this line.
pub fn is_heading(line: &[u8]) -> bool {
    let is_in = |heading: &&[u8]| text::find(line, heading).is_some();
    [&b"--- Memory map: ---"[..], b"MAPPED_LIBRARIES:"]
        .iter()
        .any(is_in)
}

/// Gives the locations in `tables` their mappings by the map in `text`; there may be none.
/// `has_heading` is false where the map begins at once.
///
/// # Errors
/// None: it only has the type of what reads lines.
pub async fn read(
    text: &[u8],
    has_heading: bool,
    pace: &Pace,
    progress: &dyn Fn(Progress),
    tables: &mut Tables,
) -> Result<(), FormatError> {
    let mut has_begun = !has_heading;
    let mut variables = Variables::default();
    let mut regions = Vec::new();
    let mut each = |_: usize, line: &[u8]| {
        if has_begun {
            let line = variables.put_into(without_log_prefix(line));
            match Region::parse(&line, &mut tables.strings) {
                Some(region) if regions.len() < MAX_REGIONS => regions.extend(region.with_code()),
                Some(_) => {}
                None => variables.read(&line),
            }
        }
        has_begun = has_begun || is_heading(line);
        Ok(Continue(()))
    };
    text::read_lines(text, pace, progress, &mut each).await?;
    arrange(&mut regions, &tables.strings);
    let (mut looked_at, mut is_lost) = (0, false);
    for row in 0..tables.locations.address.len() {
        match region_at(&mut regions, tables.locations.address[row], is_lost) {
            Some(at) => tables.locations.mapping[row] = MappingId(at as u32),
            None => is_lost |= tables.locations.address[row] != 0,
        }
        looked_at += regions.len();
        if looked_at > REGIONS_PER_BREATH {
            looked_at = 0;
            pace.breathe().await;
        }
    }
    for r in regions {
        tables.add_mapping(r.start, r.limit, r.offset, r.file, r.build_id, 0);
    }
    Ok(())
}

/// `server.cc:17] LINE`, as glog writes it, without what stands before the line.
fn without_log_prefix(line: &[u8]) -> &[u8] {
    let place = text::split_once(line, b"]").filter(|(place, after)| {
        let is_line = |(file, number): (&[u8], &[u8])| {
            !file.is_empty() && !number.is_empty() && number.iter().all(u8::is_ascii_digit)
        };
        after.first().is_some_and(u8::is_ascii_whitespace)
            && !place.contains(&b'[')
            && text::rsplit_once(place, b":").is_some_and(is_line)
    });
    place.map_or(line, |(_, after)| &after[1..])
}

/// `NAME=VALUE` lines: what `$NAME` stands for in later ones.
#[derive(Default)]
struct Variables(Vec<(Vec<u8>, Vec<u8>)>);

impl Variables {
    fn read(&mut self, line: &[u8]) {
        let Some((name, value)) = text::split_once(line, b"=") else {
            return;
        };
        if self.0.len() < MAX_VARIABLES && line.len() <= MAX_LINE_BYTES {
            let name = [b"$", name.trim_ascii()].concat();
            self.0.push((name, value.trim_ascii().to_vec()));
        }
    }

    fn put_into<'a>(&self, line: &'a [u8]) -> Cow<'a, [u8]> {
        if self.0.is_empty() || !line.contains(&b'$') {
            return line.into();
        }
        let (mut longer, mut rest) = (Vec::new(), &line[..line.len().min(MAX_LINE_BYTES)]);
        while let Some((&byte, after)) = rest.split_first()
            && longer.len() < MAX_LINE_BYTES
        {
            let mut variables = self.0.iter().filter(|_| byte == b'$');
            let known =
                variables.find_map(|(name, value)| Some((value, rest.strip_prefix(&name[..])?)));
            rest = match known {
                Some((value, after)) => {
                    longer.extend_from_slice(value);
                    after
                }
                None => {
                    longer.push(byte);
                    after
                }
            };
        }
        longer.into()
    }
}

/// Joins regions that were split, and puts the program itself first.
fn arrange(regions: &mut Vec<Region>, strings: &Strings) {
    regions.dedup_by(|next, last| last.join(next));
    let is_program = |region: &Region| region.is_program(strings);
    if let Some(program) = regions.iter().position(is_program) {
        regions.swap(0, program);
    }
    // A program remapped to huge pages has its first part under their name.
    if let [first, second, ..] = &regions[..]
        && first.limit == second.start
        && strings.bytes(first.file).starts_with(b"/anon_hugepage")
    {
        regions.remove(0);
    }
    if let Some(first) = regions.first_mut()
        && first.start.wrapping_sub(first.offset) == USUAL_START
    {
        first.begin_at_offset_0();
    }
}

/// Which region has `address`. One of whose beginning the map lacks is made to begin earlier, but not
/// once an address before this one is lost: pprof then has a region for whatever is in no other.
fn region_at(regions: &mut [Region], address: u64, is_lost: bool) -> Option<usize> {
    if address == 0 {
        return None;
    }
    let has = |r: &Region| r.start <= address && address < r.limit;
    let at = regions.iter().position(has);
    if at.is_some() || is_lost {
        return at;
    }
    let has_before = |r: &Region| {
        r.offset != 0 && r.start.wrapping_sub(r.offset) <= address && address < r.start
    };
    let at = regions.iter().position(has_before)?;
    regions[at].begin_at_offset_0();
    Some(at)
}

#[cfg(test)]
mod tests;
