//! Java's texts in, profiles as text out.

use super::*;
use crate::formats::print;
use crate::job::run;
use expect_test::{Expect, expect};

fn check(text: &str, expected: Expect) {
    let read = run(read(text.as_bytes(), &Pace::unhurried(), &|_| {}));
    expected.assert_eq(&match read {
        Ok(profile) => format!(
            "period {} duration {}\n{}",
            profile.about.period,
            profile.about.duration_nanos,
            print::profile(&profile)
        ),
        Err(error) => format!("{error}\n"),
    });
}

#[test]
fn a_heap_is_scaled_and_named() {
    check(
        "--- heapz 1 ---\nformat = java\nresolution = bytes\n\
         \x20  4096     1 @ 0x00000003 0x00000004\n  1024 2 @ 0x5 0x6 0x7\n\n\
         \x20 0x0000003 a.Leaf.run (Leaf.java:12)\n 0x4 a.Root.<init> (Root.java:-1)\n\
         0x5 memcpy (/usr/lib/libc.so)\n0x00000006 GC\n0x99 unused (x.java:1)\nwords = 3 @\n",
        expect![[r#"
            period 0 duration 0
            inuse_objects/count inuse_space/bytes
            128 526338 a.Root.<init> Root.java:0 ; a.Leaf.run Leaf.java:12 {bytes=4096}
            2049 1049088 0x0 ; GC ; memcpy libc.so:0 {bytes=512}
        "#]],
    );
}

#[test]
fn contention_is_scaled_by_its_period() {
    check(
        "--- contentionz 1 ---\nformat = java\nresolution = microseconds\nsampling period = 100\n\
         ms since reset = 5\n 14 1 @ 0x3\n 2 3 @ 0x4\n0x3 generated stub/JIT\n0x4 f (f.java:07)\n",
        expect![[r#"
            period 100 duration 5000000
            contentions/count delay/microseconds
            100 1400 STUB
            300 200 f f.java:7
        "#]],
    );
}

#[test]
fn a_function_is_known_by_its_name_alone() {
    check(
        "--- heapz 1 ---\nresolution=bytes\n524288000 1 @ 0x1 0x2\n0x1 f (a.java:1)\n0x2 f (b.java:2)\n",
        expect![[r#"
            period 0 duration 0
            inuse_objects/count inuse_space/bytes
            1 524288000 f a.java:2 ; f a.java:1 {bytes=524288000}
        "#]],
    );
}

#[test]
fn others_are_refused_with_their_line() {
    check(
        "--- heapz 1 ---\nformat = java\nsome words\n",
        expect![[r#"
            Java heap or contention text: the line is not `VALUE COUNT @ ADDRESSES` (line 3)
        "#]],
    );
    check(
        "--- heapz 1 ---\n8 0 @ 0x1\n",
        expect![[r#"
            Java heap or contention text: a sample counts no object (line 2)
        "#]],
    );
    check(
        "--- heapz 1 ---\n8 1 @ 3\n",
        expect![[r#"
            Java heap or contention text: an address is not hexadecimal (line 2)
        "#]],
    );
    check(
        "--- contentionz 1 ---\nsampling period = often\n",
        expect![[r#"
            Java heap or contention text: the value is no whole number (line 2)
        "#]],
    );
    check(
        "--- heapz 1 ---\n8 1 @ 0x1\n",
        expect![[r#"
            Java heap or contention text: no `resolution = UNIT` tells the unit
        "#]],
    );
}

#[test]
fn contention_of_gperftools_is_another_format() {
    let first = b"--- contentionz 1 ---";
    let java = b"--- contentionz 1 ---\r\nformat = java\r\n";
    assert!(is_java(first, java) && is_java(b"--- heapz 1 ---", b""));
    assert!(!is_java(
        first,
        b"--- contentionz 1 ---\ncycles/second = 1\n1 2 @ 0x1\nformat = java\n"
    ));
}
