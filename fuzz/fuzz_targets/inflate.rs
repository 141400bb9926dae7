//! gzip and deflate against zlib-rs: both read the same files, to the same bytes. The first byte says
//! whether what follows is a whole file, a deflate stream, or something to be compressed first.
#![no_main]

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::{DeflateDecoder, MultiGzDecoder};
use flate2::write::GzEncoder;
use leakscope_inflate::{Gzip, Inflater};
use libfuzzer_sys::fuzz_target;

/// More than this is not inflated: neither here nor there.
const MOST: usize = 1 << 20;

fuzz_target!(|bytes: &[u8]| {
    let Some((&kind, rest)) = bytes.split_first() else {
        return;
    };
    // From pieces of a byte to all at once, mostly.
    let piece = 1 << (kind >> 2).min(16);
    match kind % 4 {
        0 => assert_gzip(rest, piece),
        1 | 2 => assert_deflate(rest, piece),
        _ => {
            let level = Compression::new(u32::from(kind >> 2) % 10);
            let mut encoder = GzEncoder::new(Vec::new(), level);
            encoder.write_all(rest).expect("memory");
            let file = encoder.finish().expect("memory");
            assert_eq!(gunzip(&file, piece).as_deref(), Some(rest));
        }
    }
});

fn gunzip(file: &[u8], piece: usize) -> Option<Vec<u8>> {
    let mut gzip = Gzip::new(file);
    let mut out = Vec::new();
    while out.len() <= MOST {
        if gzip.more(&mut out, piece).ok()? {
            break;
        }
        assert!(gzip.place() <= file.len());
    }
    Some(out)
}

fn assert_gzip(file: &[u8], piece: usize) {
    let ours = gunzip(file, piece);
    let mut theirs = Vec::new();
    let decoder = MultiGzDecoder::new(file);
    let is_read = decoder
        .take(MOST as u64 + 1)
        .read_to_end(&mut theirs)
        .is_ok();
    // We are stricter about headers, and about what follows a member.
    if let Some(ours) = ours {
        assert!(is_read, "we read what they do not");
        let both = ours.len().min(MOST);
        assert_eq!(ours[..both], theirs[..both]);
    }
}

fn assert_deflate(stream: &[u8], piece: usize) {
    let mut inflater = Inflater::new(stream);
    let mut ours = Vec::new();
    let is_ours_read = loop {
        if ours.len() > MOST {
            break true;
        }
        match inflater.more(&mut ours, 0, piece) {
            Ok(true) => break true,
            Ok(false) => {}
            Err(_) => break false,
        }
    };
    let mut theirs = Vec::new();
    let decoder = DeflateDecoder::new(stream).take(MOST as u64 + 1);
    let is_theirs_read = { decoder }.read_to_end(&mut theirs).is_ok();
    // Past the limit ours may have read on, to what is damaged there.
    if theirs.len() <= MOST {
        assert_eq!(is_ours_read, is_theirs_read, "ours, theirs");
    }
    let both = ours.len().min(theirs.len()).min(MOST);
    assert_eq!(ours[..both], theirs[..both]);
    if is_ours_read && ours.len() <= MOST {
        assert_eq!(ours.len(), theirs.len());
    }
}
