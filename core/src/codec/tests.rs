//! The format byte by byte, values there and back, and bytes that are none.

use std::fmt::Debug;

use proptest::prelude::*;

use super::*;

#[derive(Clone, Debug, PartialEq)]
struct Wide {
    id: Id,
    name: String,
    shape: Shape,
    places: Vec<(f64, Option<u32>)>,
    pair: [i64; 2],
}

coded! { struct Wide { id, name, shape, places, pair } }

#[derive(Clone, Copy, Debug, PartialEq)]
struct Id(u32);

coded! { struct Id(number) }

#[derive(Clone, Debug, PartialEq)]
enum Shape {
    Point,
    Line(u16, Box<(bool, String)>),
    Box { is_open: bool, flags: Vec<u8> },
}

coded! { enum Shape { Point, Line(width, name), Box { is_open, flags } } }

fn wide() -> Wide {
    Wide {
        id: Id(300),
        name: "ж".to_owned(),
        shape: Shape::Box {
            is_open: true,
            flags: vec![7, 0xff],
        },
        places: vec![(1.0, None), (-0.0, Some(1))],
        pair: [-1, i64::MAX],
    }
}

fn input(bytes: &[u8]) -> Input<'_> {
    Input {
        left: bytes,
        is_broken: false,
    }
}

fn there_and_back<T: Coded + PartialEq + Debug>(value: T) {
    let bytes = to_bytes(&value);
    assert_eq!(from_bytes(&bytes).as_ref(), Some(&value), "{bytes:?}");
    for cut in (0..bytes.len()).step_by(bytes.len() / 200 + 1) {
        assert_eq!(from_bytes::<T>(&bytes[..cut]), None, "{cut} of {bytes:?}");
    }
    let longer = [&bytes[..], &[0]].concat();
    assert_eq!(from_bytes::<T>(&longer), None, "left over: {longer:?}");
}

/// What postcard 1.1 writes for the same values.
#[test]
fn bytes_are_those_of_postcard() {
    fn check<T: Coded>(value: T, bytes: &[u8]) {
        assert_eq!(to_bytes(&value), bytes);
    }
    check(0u32, &[0]);
    check(127u16, &[0x7f]);
    check(128u32, &[0x80, 0x01]);
    check(u16::MAX, &[0xff, 0xff, 0x03]);
    check(u32::MAX, &[0xff, 0xff, 0xff, 0xff, 0x0f]);
    let most = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
    check(u64::MAX, &most);
    check(i64::MIN, &most);
    check([0i64, -1, 1, -65], &[0, 1, 2, 0x81, 0x01]);
    check(0xffu8, &[0xff]);
    check((false, true), &[0, 1]);
    check(1.5f64, &[0, 0, 0, 0, 0, 0, 0xf8, 0x3f]);
    check(-2.0f32, &[0, 0, 0, 0xc0]);
    check("ж!".to_owned(), &[3, 0xd0, 0xb6, b'!']);
    check(vec![Some(3u32), None], &[2, 1, 3, 0]);
    check(Shape::Point, &[0]);
    check(Shape::Line(300, Box::default()), &[1, 0xac, 0x02, 0, 0]);
    let mut bytes = vec![0xac, 0x02, 2, 0xd0, 0xb6, 2, 1, 2, 7, 0xff, 2];
    bytes.extend([0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0]);
    bytes.extend([0, 0, 0, 0, 0, 0, 0, 0x80, 1, 1]);
    bytes.extend([
        1, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01,
    ]);
    check(wide(), &bytes);
}

#[test]
fn what_is_broken_is_no_value() {
    fn check<T: Coded + PartialEq + Debug>(bytes: &[u8]) {
        assert_eq!(from_bytes::<T>(bytes), None, "{bytes:?}");
    }
    check::<bool>(&[2]);
    check::<Option<u8>>(&[2, 0]);
    check::<Shape>(&[3]);
    check::<Shape>(&[0x80, 0]);
    check::<u16>(&[0x80, 0x80, 0x04]);
    check::<u32>(&[0xff, 0xff, 0xff, 0xff, 0x1f]);
    check::<u64>(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02]);
    check::<u64>(&[0x80; 11]);
    check::<String>(&[2, 0xd0, b'!']);
    check::<String>(&[2, b'!']);
    check::<Vec<u8>>(&[0xff, 0xff, 0xff, 0xff, 0x0f]);
    check::<Vec<u8>>(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]);
}

#[test]
fn what_cannot_be_read_is_simple_and_stays_so() {
    let mut input = input(&[9, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
    assert_eq!(Shape::take(&mut input), Shape::Point);
    assert!(input.is_broken && input.left.is_empty());
    assert_eq!(u64::take(&mut input), 0);
    assert_eq!(f64::take(&mut input), 0.0);
    assert_eq!(Wide::take(&mut input).places, []);
    assert!(input.is_broken);
}

/// A count that lies, of elements larger than a byte: neither reserved nor filled up.
#[test]
fn no_more_is_reserved_than_there_are_bytes() {
    let bytes = [&[0xff, 0x07][..], &[0xff; 0x3ff]].concat();
    let mut broken = input(&bytes);
    let items = Vec::<Wide>::take(&mut broken);
    assert!(broken.is_broken);
    assert!(items.len() <= 1, "{} were made", items.len());
    assert!(items.capacity() * size_of::<Wide>() <= bytes.len());
}

proptest! {
    #[test]
    fn numbers_come_back(a: u8, b: u16, c: u32, d: u64, e: i64, f: bool) {
        there_and_back(a);
        there_and_back(b);
        there_and_back(c);
        there_and_back((d, e, f));
        there_and_back([d >> (d % 64), c.into()]);
        there_and_back(e >> (d % 64));
    }

    #[test]
    fn fractions_come_back_bit_by_bit(a: u64, b: u32) {
        let back = from_bytes(&to_bytes(&f64::from_bits(a)));
        prop_assert_eq!(back.map(f64::to_bits), Some(a));
        let back = from_bytes(&to_bytes(&f32::from_bits(b)));
        prop_assert_eq!(back.map(f32::to_bits), Some(b));
    }

    #[test]
    fn nested_values_come_back(
        texts: Vec<(String, Option<Vec<i64>>)>,
        flags: Vec<u8>,
        places: Vec<(u32, Option<u32>)>,
    ) {
        there_and_back(Shape::Line(flags.len() as u16, Box::new((true, format!("{places:?}")))));
        let places = places.into_iter().map(|(at, place)| (at.into(), place)).collect();
        there_and_back(vec![wide(), Wide {
            name: texts.first().map(|(text, _)| text.clone()).unwrap_or_default(),
            shape: Shape::Box { is_open: false, flags },
            places,
            ..wide()
        }]);
        there_and_back(texts);
    }

    #[test]
    fn any_bytes_are_a_value_or_none(bytes: Vec<u8>) {
        if let Some(value) = from_bytes::<Vec<Wide>>(&bytes) {
            let bytes = to_bytes(&value);
            let again = from_bytes::<Vec<Wide>>(&bytes).map(|value| to_bytes(&value));
            prop_assert_eq!(again, Some(bytes));
        }
        let _ = from_bytes::<(String, Vec<Vec<Option<Shape>>>)>(&bytes);
    }
}
