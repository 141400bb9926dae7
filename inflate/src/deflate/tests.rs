//! Against zlib: the same bytes, and the same streams refused.

use super::*;
use flate2::write::DeflateEncoder;
use flate2::{Compression, Decompress, FlushDecompress, Status};
use proptest::prelude::*;
use std::io::Write;

fn deflate(bytes: &[u8], level: u32) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(level));
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// All of a stream, in pieces, and how many of its bytes that took.
fn inflate(stream: &[u8], most: usize) -> (Vec<u8>, Result<usize, Broken>) {
    let before = b"what other members came to";
    let (mut inflater, mut out) = (Inflater::new(stream), before.to_vec());
    let result = loop {
        let had = out.len();
        match inflater.more(&mut out, before.len(), most) {
            Ok(true) => break Ok(inflater.place()),
            Ok(false) => assert!(out.len() < had + most + 258),
            Err(broken) => break Err(broken),
        }
    };
    assert_eq!(out[..before.len()], *before);
    (out.split_off(before.len()), result)
}

/// What zlib makes of a stream of no more than a megabyte: the same, if it is a whole one.
fn by_zlib(stream: &[u8]) -> Option<(Vec<u8>, usize)> {
    let mut out = Vec::with_capacity(1 << 20);
    let mut zlib = Decompress::new(false);
    let status = zlib.decompress_vec(stream, &mut out, FlushDecompress::Finish);
    matches!(status, Ok(Status::StreamEnd)).then(|| (out, zlib.total_in() as usize))
}

fn check(bytes: &[u8], level: u32, most: usize) {
    let mut stream = deflate(bytes, level);
    let length = stream.len();
    stream.extend(b"what follows");
    assert_eq!(inflate(&stream, most), (bytes.to_vec(), Ok(length)));
}

/// Text with repetition near and far, of few and of many different bytes.
fn texts() -> impl Strategy<Value = Vec<u8>> {
    let word = prop_oneof![
        prop::collection::vec(any::<u8>(), 1..40),
        prop::collection::vec(b'a'..b'd', 1..600),
        (any::<u8>(), 1usize..3000).prop_map(|(byte, times)| vec![byte; times]),
    ];
    let picks = prop::collection::vec(any::<prop::sample::Index>(), 0..400);
    (prop::collection::vec(word, 1..30), picks).prop_map(|(words, picks)| {
        let picked = picks.iter().map(|pick| pick.get(&words).as_slice());
        picked.collect::<Vec<_>>().concat()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn what_zlib_deflates_comes_back(text in texts(), level in 0u32..10, most in 1usize..5000) {
        check(&text, level, most);
    }

    /// Bytes changed, and cut anywhere: what zlib refuses is refused, what it takes comes out alike.
    #[test]
    fn damage_is_seen_as_zlib_sees_it(
        text in texts(),
        level in 0u32..10,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut stream = deflate(&text, level);
        for (at, byte) in changes {
            *at.get_mut(&mut stream) = byte;
        }
        if let Some(cut) = cut {
            stream.truncate(cut.index(stream.len()));
        }
        let (out, result) = inflate(&stream, 700);
        if out.len() < 1 << 20 {
            prop_assert_eq!(result.ok().map(|length| (out, length)), by_zlib(&stream));
        }
    }

    #[test]
    fn any_bytes_at_all(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        for kind in [0b000, 0b010, 0b100] {
            let mut stream = bytes.clone();
            if let Some(first) = stream.first_mut() {
                *first = *first & !0b110 | kind;
            }
            let (out, result) = inflate(&stream, 1 << 20);
            if out.len() < 1 << 20 {
                prop_assert_eq!(result.ok().map(|length| (out, length)), by_zlib(&stream));
            }
        }
    }
}

#[test]
fn every_cut_of_a_stream_is_one() {
    let text: Vec<u8> = (0..4000u32).flat_map(|n| (n * n).to_le_bytes()).collect();
    for level in [0, 1, 9] {
        let stream = deflate(&text, level);
        for length in 0..stream.len() {
            let (out, result) = inflate(&stream[..length], 1000);
            assert_eq!(result, Err(Broken::CutOff), "at {length}, level {level}");
            assert_eq!(out, text[..out.len()]);
        }
    }
}

/// Such blocks are work that writes nothing: it is handed back now and then all the same.
#[test]
fn blocks_of_nothing_do_not_hold_up() {
    let mut stream = [0, 0, 0, 0xff, 0xff].repeat(1000);
    stream.extend([1, 0, 0, 0xff, 0xff]);
    let (mut inflater, mut out, mut turns) = (Inflater::new(&stream), Vec::new(), 1);
    while !inflater.more(&mut out, 0, 1 << 20).unwrap() {
        turns += 1;
    }
    assert!(out.is_empty());
    assert_eq!(inflater.place(), stream.len());
    assert!(turns > 10, "{turns}");
}

/// Codes longer than the table that is looked at.
#[test]
fn rare_symbols_have_long_codes() {
    let mut text = Vec::new();
    let (mut times, mut next) = (1usize, 1);
    for byte in 0..20u8 {
        text.extend(std::iter::repeat_n(byte, times));
        (times, next) = (next, times + next);
    }
    // In an order in which nothing is worth a match.
    let mut state = 1u32;
    for at in (1..text.len()).rev() {
        state = state.wrapping_mul(0x19660d).wrapping_add(0x3c6e_f35f);
        text.swap(at, state as usize % (at + 1));
    }
    check(&text, 9, 1 << 20);
}

#[test]
fn what_is_wrong_is_said() {
    #[track_caller]
    fn refused(stream: &[u8], what: &'static str) {
        let (_, result) = inflate(stream, 100);
        assert_eq!(result, Err(Broken::Damaged(what)));
    }
    refused(&[0b111, 0, 0], "a block of an unknown kind");
    refused(&[1, 5, 0, 5, 0], "a stored block whose length is unclear");
    // Fixed codes: a match as the first symbol; the symbols 286 and, of distances, 30.
    refused(&[0b0000_0011, 0b10, 0, 0, 0], "a match before the start");
    refused(&[0b0001_1011, 0b11, 0, 0, 0], "a length that is none");
    refused(
        &[0xf5, 0xff, 0xff, 0xff, 0xff, 0xff],
        "more codes than there are symbols",
    );
    refused(&[0b101, 0, 0, 0, 0, 0, 0, 0], "codes that cannot be");
    assert_eq!(inflate(&[], 9), (Vec::new(), Err(Broken::CutOff)));
}
