//! What the first line of a heap text says of all others.

use crate::formats::text;

/// What jemalloc's first line begins with.
pub const JEMALLOC: &[u8] = b"heap_v2/";

/// What the first line says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Header {
    /// Mean bytes between two samples.
    pub rate: i64,
    /// Whether what was seen is to be scaled up.
    pub is_sampled: bool,
    /// Whether what was allocated is told beside what is in use.
    pub has_alloc: bool,
}

impl Header {
    /// Reads the line.
    pub fn parse(line: &[u8]) -> Option<Header> {
        if let Some(rate) = line.strip_prefix(JEMALLOC) {
            return Some(Header {
                rate: text::decimal(rate.trim_ascii())? as i64,
                is_sampled: true,
                has_alloc: false,
            });
        }
        let rest = line.strip_prefix(b"heap profile:")?;
        let (totals, kind) = text::split_once(rest, b"@")?;
        let has_alloc = has_alloc(four_numbers(totals)?);
        let kind = kind.trim_ascii();
        let (kind, rate) = text::split_once(kind, b"/").unwrap_or((kind, b""));
        let rate = if rate.is_empty() {
            0
        } else {
            text::decimal(rate)? as i64
        };
        let (rate, is_sampled) = match kind {
            b"heap" => (rate / 2, true),
            b"heap_v2" | b"heapz_v2" => (rate, true),
            b"heapprofile" | b"growth" | b"growthz" | b"fragmentation" | b"fragmentationz" => {
                (1, false)
            }
            _ => return None,
        };
        // Growth and fragmentation tell the same numbers twice.
        let has_alloc = has_alloc && kind.starts_with(b"heap");
        Some(Header {
            rate,
            is_sampled,
            has_alloc,
        })
    }
}

/// Whether totals tell what was allocated, beside what is in use.
pub fn has_alloc([inuse_count, inuse_bytes, alloc_count, alloc_bytes]: [i64; 4]) -> bool {
    let differ = |alloc, inuse| alloc != inuse && alloc != 0;
    differ(alloc_count, inuse_count) || differ(alloc_bytes, inuse_bytes)
}

/// `1: 416 [1: 416]`, with spaces as they like.
pub fn four_numbers(text: &[u8]) -> Option<[i64; 4]> {
    let (inuse, alloc) = text::split_once(text, b"[")?;
    let (alloc, _) = text::split_once(alloc, b"]")?;
    let (inuse_count, inuse_bytes) = text::split_once(inuse, b":")?;
    let (alloc_count, alloc_bytes) = text::split_once(alloc, b":")?;
    Some([
        text::signed(inuse_count.trim_ascii())?,
        text::signed(inuse_bytes.trim_ascii())?,
        text::signed(alloc_count.trim_ascii())?,
        text::signed(alloc_bytes.trim_ascii())?,
    ])
}
