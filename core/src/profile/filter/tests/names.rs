//! focus, ignore, hide, show and what cuts stacks.

use std::sync::Arc;

use expect_test::expect;

use super::*;
use crate::profile::testing::folded;
use crate::profile::{MappingId, StrId};

const STACKS: &str = "
main.main;main.run;~bytes.Clone;runtime.mallocgc 5
main.main;main.serve;http.Handle;~main.handler 3
0x4012;main.run 2
 7";

#[test]
fn samples_by_what_their_stacks_hold() {
    let profile = folded("space/bytes", STACKS);
    let focus = pattern("main.run");
    check(
        &profile,
        Filters {
            focus,
            ..Filters::default()
        },
        expect![[r#"
            main.main;main.run;~bytes.Clone;runtime.mallocgc 5
            0x4012;main.run 2
        "#]],
    );
    // A sample without a stack has nothing that could be kept.
    let ignore = pattern("main.main");
    check(
        &profile,
        Filters {
            ignore,
            ..Filters::default()
        },
        expect![[r#"
            0x4012;main.run 2
        "#]],
    );
    let (focus, ignore) = (pattern("run"), pattern("bytes"));
    check(
        &profile,
        Filters {
            focus,
            ignore,
            ..Filters::default()
        },
        expect![[r#"
            0x4012;main.run 2
        "#]],
    );
    check(
        &profile,
        Filters::default(),
        expect![[r#"
            main.main;main.run;~bytes.Clone;runtime.mallocgc 5
            main.main;main.serve;http.Handle;~main.handler 3
            0x4012;main.run 2
             7
        "#]],
    );
}

#[test]
fn frames_go_and_what_was_inlined_into_them_takes_their_place() {
    let profile = folded("space/bytes", STACKS);
    let hide = pattern("^main.run|http");
    check(
        &profile,
        Filters {
            hide,
            ..Filters::default()
        },
        expect![[r#"
            main.main;bytes.Clone;runtime.mallocgc 5
            main.main;main.serve;main.handler 3
            0x4012 2
        "#]],
    );
    let show = pattern("^main");
    check(
        &profile,
        Filters {
            show,
            ..Filters::default()
        },
        expect![[r#"
            main.main;main.run 5
            main.main;main.serve;main.handler 3
            main.run 2
        "#]],
    );
    let hide = pattern("main");
    check(
        &profile,
        Filters {
            hide,
            ..Filters::default()
        },
        expect![[r#"
            bytes.Clone;runtime.mallocgc 5
            http.Handle 3
            0x4012 2
        "#]],
    );
}

#[test]
fn stacks_are_cut() {
    let profile = folded("space/bytes", STACKS);
    let show_from = pattern("Clone|serve");
    check(
        &profile,
        Filters {
            show_from,
            ..Filters::default()
        },
        expect![[r#"
            bytes.Clone;runtime.mallocgc 5
            main.serve;http.Handle;~main.handler 3
        "#]],
    );
    let prune_from = pattern("Handle|main.run");
    check(
        &profile,
        Filters {
            prune_from,
            ..Filters::default()
        },
        expect![[r#"
            main.main;main.run 5
            main.main;main.serve;http.Handle 3
            0x4012;main.run 2
             7
        "#]],
    );
    let drop = matcher("^(bytes.*|http.*)$");
    let keep = matcher("^(http.Handle)$");
    expect![[r#"
        main.main;main.run 5
        main.main;main.serve;http.Handle;~main.handler 3
        0x4012;main.run 2
         7
    "#]]
    .assert_eq(&print(&prune(&profile, &drop, Some(&keep))));
    // A stack that begins with what is dropped keeps it, up to the next match after another frame.
    expect![[r#"
        main.main;main.run;~bytes.Clone;runtime.mallocgc 5
        main.main;main.serve;http.Handle 3
        0x4012 2
         7
    "#]]
    .assert_eq(&print(&prune(&profile, &matcher("^main"), None)));
    expect![[r#"
        main.main;main.run;runtime.mallocgc 5
        main.main;main.serve;http.Handle 3
        0x4012;main.run 2
         7
    "#]]
    .assert_eq(&print(&without_inlines(&profile)));
}

#[test]
fn a_binary_matches_all_its_frames() {
    let mut profile = folded("space/bytes", "main;0x4012;run;~work 5\nmain;run 2");
    let tables = Arc::make_mut(&mut profile.tables);
    let file = tables.strings.intern(b"/usr/lib/libwork.so");
    let mapping = tables.add_mapping(0x4000, 0x5000, 0, file, StrId(0), 0);
    tables.locations.mapping[1..3].fill(mapping);
    assert_eq!(tables.locations.mapping[0], MappingId::NONE);
    let hide = pattern("libwork");
    check(
        &profile,
        Filters {
            hide,
            ..Filters::default()
        },
        expect![[r#"
            main 5
            main;run 2
        "#]],
    );
    // Without lines there is nothing to show, though the binary matches.
    let show = pattern("libwork");
    check(
        &profile,
        Filters {
            show,
            ..Filters::default()
        },
        expect![[r#"
            run;~work 5
        "#]],
    );
    let show_from = pattern("libwork");
    check(
        &profile,
        Filters {
            show_from,
            ..Filters::default()
        },
        expect![[r#"
            0x4012;run;~work 5
        "#]],
    );
}
