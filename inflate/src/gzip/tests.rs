use super::*;
use flate2::{Compression, GzBuilder, write::GzEncoder};
use proptest::prelude::*;
use std::io::Write;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn inflate(file: &[u8]) -> (Vec<u8>, Result<usize, Broken>) {
    let (mut gzip, mut out) = (Gzip::new(file), Vec::new());
    let result = loop {
        match gzip.more(&mut out, 100) {
            Ok(true) => break Ok(gzip.place()),
            Ok(false) => {}
            Err(broken) => break Err(broken),
        }
    };
    (out, result)
}

proptest! {
    #[test]
    fn members_come_back_one_after_the_other(members: Vec<Vec<u8>>) {
        prop_assume!(!members.is_empty());
        let file: Vec<u8> = members.iter().flat_map(|member| gzip(member)).collect();
        prop_assert_eq!(inflate(&file), (members.concat(), Ok(file.len())));
    }

    #[test]
    fn any_bytes_at_all(bytes: Vec<u8>) {
        let _ = inflate(&[&[0x1f, 0x8b, 8][..], &bytes].concat());
    }
}

#[test]
fn whatever_a_header_holds_is_passed_over() {
    let builder = GzBuilder::new().extra(&b"more"[..]).filename("name");
    let builder = builder.comment("why").mtime(7);
    let mut encoder = builder.write(Vec::new(), Compression::best());
    encoder.write_all(b"text").unwrap();
    let mut file = encoder.finish().unwrap();
    assert_eq!(inflate(&file), (b"text".to_vec(), Ok(file.len())));
    // The same with a checksum of the header, which nobody writes and the format allows.
    file[3] |= HAS_SUM;
    let end = 10 + 2 + 4 + "name\0why\0".len();
    let mut crc = Crc::new();
    crc.update(&file[..end]);
    file.splice(end..end, crc.sum().to_le_bytes()[..2].iter().copied());
    assert_eq!(inflate(&file).0, b"text");
    file[end] ^= 1;
    let said = Broken::Damaged("a header whose checksum does not fit");
    assert_eq!(inflate(&file).1, Err(said));
}

#[test]
fn cuts_and_damage_are_told_apart() {
    let file = [gzip(b"one, two, three"), gzip(b"four")].concat();
    let first = gzip(b"one, two, three").len();
    for length in (0..file.len()).filter(|&length| length != first) {
        assert_eq!(inflate(&file[..length]).1, Err(Broken::CutOff), "{length}");
    }
    let check = |at: usize, what| {
        let mut damaged = file.clone();
        damaged[at] ^= 0x40;
        assert_eq!(inflate(&damaged).1, Err(Broken::Damaged(what)));
    };
    check(first - 8, "a checksum that does not fit");
    check(first - 4, "a length that does not fit");
    check(first, "something behind its end");
    check(2, "a header of an unknown kind");
    check(3, "a header of an unknown kind");
}
