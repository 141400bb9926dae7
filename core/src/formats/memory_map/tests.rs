//! Memory maps in; regions, and which of them has an address, out.

use super::*;
use crate::job::run;
use expect_test::{Expect, expect};

/// A region per line, then each address with the number of its region.
fn check(text: &str, addresses: &[u64], expected: Expect) {
    let mut tables = Tables::default();
    for &address in addresses {
        tables.add_location(MappingId::NONE, address, false, []);
    }
    let pace = Pace::unhurried();
    run(read(text.as_bytes(), true, &pace, &|_| {}, &mut tables)).unwrap();
    let (m, strings) = (&tables.mappings, &tables.strings);
    let mut printed = String::new();
    for row in 0..m.start.len() {
        let texts = [m.file[row], m.build_id[row]].map(|id| strings.get(id));
        let line = format!(
            "{row}: {:x}-{:x} @{:x} {}",
            m.start[row],
            m.limit[row],
            m.offset[row],
            texts.join(" ")
        );
        printed += line.trim_end();
        printed += "\n";
    }
    for (address, mapping) in addresses.iter().zip(&tables.locations.mapping) {
        let mapping = Some(mapping).filter(|id| id.is_some());
        let mapping = mapping.map_or("none".to_owned(), |id| id.index().to_string());
        printed += &format!("{address:x} in {mapping}\n");
    }
    expected.assert_eq(&printed);
}

#[test]
fn linux_lines_and_brief_ones() {
    check(
        "skipped-000: /before\n--- Memory map: ---\n\
         00400000-00a10000: server\n\
         7f01-7f02 r-xp 00000010 00:11 1607        /lib/librt.so.1\n\
         7f03-7f04 rw-p 00000000 00:11 1607        /lib/librt.so.1\n\
         7f05-7f06 00:11 7x\n\
         \x20 0x7f07 0x7f08: r-xp /bin/y (@ff00) abc123 more\n\
         7f09-7f0a: /bin/z abc\n\
         7f0b-7f0c\n\
         words\n7f0d\n7f0e-7f0f: /x (@11112222333344445)\n12345678123456781-2: /long\n",
        &[0x40_0000, 0xa1_0000, 0, 0x7f01, 0x7f03, 0x7f0b],
        expect![[r#"
            0: 400000-a10000 @0 server
            1: 7f01-7f02 @10 /lib/librt.so.1
            2: 7f05-7f06 @0
            3: 7f07-7f08 @ff00 /bin/y abc123
            4: 7f09-7f0a @0 /bin/z abc
            5: 7f0b-7f0c @0
            400000 in 0
            a10000 in none
            0 in none
            7f01 in 1
            7f03 in none
            7f0b in 5
        "#]],
    );
}

#[test]
fn the_program_comes_first() {
    check(
        "MAPPED_LIBRARIES:\n1-2: [vdso]\n3-4: /lib/a.so\n5-6: /lib/b.so.6\n7-8: c.so_1(deleted)\n\
         9-a:\nb-c: /bin/sort\nd-e: /bin/x\n",
        &[1],
        expect![[r#"
            0: b-c @0 /bin/sort
            1: 3-4 @0 /lib/a.so
            2: 5-6 @0 /lib/b.so.6
            3: 7-8 @0 c.so_1(deleted)
            4: 9-a @0
            5: 1-2 @0 [vdso]
            6: d-e @0 /bin/x
            1 in 5
        "#]],
    );
}

#[test]
fn regions_that_were_split_are_joined() {
    check(
        "MAPPED_LIBRARIES:\n10-20: /bin/x (@100)\n20-30: /bin/x (@110) ab\n30-40:\n40-50: /bin/y (@5)\n\
         50-60: /bin/y (@15)\n60-70: /bin/y (@6)\n",
        &[],
        expect![[r#"
            0: 10-40 @100 /bin/x ab
            1: 40-60 @5 /bin/y
            2: 60-70 @6 /bin/y
        "#]],
    );
}

#[test]
fn beginnings_that_are_missing_are_made_up_for() {
    // The program's by its usual start, another one's by an address before it.
    check(
        "MAPPED_LIBRARIES:\n401000-402000: /bin/x (@1000)\n701000-702000: /lib/y.so (@1000)\n\
         801000-802000: /lib/z.so (@1000)\n",
        &[0x40_0001, 0x70_0001, 0x60_0000, 0x80_0001],
        expect![[r#"
            0: 400000-402000 @0 /bin/x
            1: 700000-702000 @0 /lib/y.so
            2: 801000-802000 @1000 /lib/z.so
            400001 in 0
            700001 in 1
            600000 in none
            800001 in none
        "#]],
    );
    check(
        "MAPPED_LIBRARIES:\n10-20: /anon_hugepage (deleted)\n20-30: /bin/x\n",
        &[0x10, 0x20],
        expect![[r#"
            0: 20-30 @0 /bin/x
            10 in none
            20 in 0
        "#]],
    );
}

#[test]
fn variables_and_log_prefixes() {
    check(
        "MAPPED_LIBRARIES:\n build = /home \nfull=$build/out\n1-2: $full/x$other\n\
         I0101 server.cc:17] 3-4: $build\n[x] a.cc:1] 5-6: /no\n",
        &[],
        expect![[r#"
            0: 1-2 @0 /home/out/x$other
            1: 3-4 @0 /home
        "#]],
    );
}

#[test]
fn variables_cannot_fill_the_memory() {
    let mut text = "MAPPED_LIBRARIES:\na=xxxxxxxxxx\n".to_owned();
    for letter in 'b'..'z' {
        let before = char::from(letter as u8 - 1).to_string();
        text += &format!("{letter}={}\n", format!("${before}").repeat(9));
    }
    text += "1-2: $y\n";
    let mut tables = Tables::default();
    let pace = Pace::unhurried();
    run(read(text.as_bytes(), true, &pace, &|_| {}, &mut tables)).unwrap();
    let file = tables.strings.bytes(tables.mappings.file[0]);
    assert!(file.len() < 3 * MAX_LINE_BYTES, "{}", file.len());
}
