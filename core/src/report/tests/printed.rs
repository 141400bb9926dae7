//! Each kind of report, whole.

use std::sync::Arc;

use expect_test::{Expect, expect};

use super::*;
use crate::profile::filter::Pattern;
use crate::profile::{Label, LabelSets, LabelValue, StrId};

fn profile() -> Profile {
    let mut profile = folded("objects/count space/bytes", STACKS);
    let strings = &mut Arc::make_mut(&mut profile.tables).strings;
    let [user, ada, bytes] = ["user", "ada", "bytes"].map(|text| strings.intern(text.as_bytes()));
    let mut sets = LabelSets::default();
    let label = |key, value| Label { key, value };
    let size = |size| label(bytes, LabelValue::Num(size, StrId(0)));
    profile.samples.labels[0] = sets.intern(&[size(524_288)]);
    profile.samples.labels[1] = sets.intern(&[size(1024), label(user, LabelValue::Str(ada))]);
    profile.labels = Arc::new(sets);
    profile.about.time_nanos = 1_724_155_892_026_605_000;
    profile.about.duration_nanos = 30_060_000_000;
    profile.about.comments = vec!["a remark".into(), "#hidden".into()];
    profile
}

fn check(kind: Kind, options: &Options, expected: Expect) {
    expected.assert_eq(&report(&profile(), &kind, options).unwrap());
}

fn pattern(wanted: &'static str) -> Pattern {
    Pattern {
        text: wanted.to_owned(),
        matches: Box::new(move |text| text.contains(wanted)),
    }
}

#[test]
fn top_leaves_out_what_is_small() {
    check(
        Kind::Top,
        &Options::default(),
        expect![[r#"
        a remark
        Type: space
        Time: 2024-08-20 12:11:32 UTC
        Duration: 30.06s, Total samples = 1539kB 
        Showing nodes accounting for 1537kB, 99.87% of 1539kB total
        Dropped 1 node (cum <= 7.69kB)
              flat  flat%   sum%        cum   cum%
            1024kB 66.54% 66.54%     1024kB 66.54%  bytes.Clone (inline)
             512kB 33.27% 99.81%      512kB 33.27%  http.Handle
               1kB 0.065% 99.87%     1025kB 66.60%  main.run
                 0     0% 99.87%     1539kB   100%  main.main
                 0     0% 99.87%      512kB 33.27%  main.serve
    "#]],
    );
    let options = Options {
        is_mean: true,
        is_cum: true,
        trim: Some(Trim {
            node_count: Some(2),
            ..Trim::default()
        }),
        ..Options::default()
    };
    check(
        Kind::Top,
        &options,
        expect![[r#"
        a remark
        Type: mean_space
        Time: 2024-08-20 12:11:32 UTC
        Duration: 30.06s, Total samples = 192.38kB 
        Showing nodes accounting for 1kB, 0.52% of 192.38kB total
        Dropped 1 node (cum <= 0.96kB)
        Showing top 2 nodes out of 5
              flat  flat%   sum%        cum   cum%
                 0     0%     0%   192.38kB   100%  main.main
               1kB  0.52%  0.52%   341.67kB 177.60%  main.run
    "#]],
    );
}

#[test]
fn values_print_in_the_unit_asked_for() {
    let options = Options {
        unit: "kB".to_owned(),
        ..Options::default()
    };
    let tags = report(&profile(), &Kind::Tags, &options).unwrap();
    assert!(tags.contains("   1024kB (66.54%): 512kB\n"), "{tags}");
    let traces = report(&profile(), &Kind::Traces, &options).unwrap();
    assert!(traces.contains("\n    1024kB   bytes.Clone (inline)\n"));
}

#[test]
fn a_tree_and_a_part_of_it() {
    check(
        Kind::Tree,
        &untrimmed(),
        expect![[r#"
        a remark
        Type: space
        Time: 2024-08-20 12:11:32 UTC
        Duration: 30.06s, Total samples = 1539kB 
        Showing nodes accounting for 1539kB, 100% of 1539kB total
        ----------------------------------------------------------+-------------
              flat  flat%   sum%        cum   cum%   calls calls% + context 	 	 
        ----------------------------------------------------------+-------------
                                                    1024kB   100% |   main.run (inline)
            1024kB 66.54% 66.54%     1024kB 66.54%                | bytes.Clone
        ----------------------------------------------------------+-------------
                                                     512kB   100% |   main.serve
             512kB 33.27% 99.81%      512kB 33.27%                | http.Handle
        ----------------------------------------------------------+-------------
                                                       2kB   100% |   main.main
               2kB  0.13% 99.94%        2kB  0.13%                | <unknown>
        ----------------------------------------------------------+-------------
                                                    1025kB   100% |   main.main
               1kB 0.065%   100%     1025kB 66.60%                | main.run
                                                    1024kB 99.90% |   bytes.Clone (inline)
        ----------------------------------------------------------+-------------
                 0     0%   100%     1539kB   100%                | main.main
                                                    1025kB 66.60% |   main.run
                                                     512kB 33.27% |   main.serve
                                                       2kB  0.13% |   <unknown>
        ----------------------------------------------------------+-------------
                                                     512kB   100% |   main.main
                 0     0%   100%      512kB 33.27%                | main.serve
                                                     512kB   100% |   http.Handle
        ----------------------------------------------------------+-------------
    "#]],
    );
    let mut options = Options::default();
    options.filters.focus = Some(pattern("serve"));
    options.relative_percentages = true;
    check(
        Kind::Peek(pattern("http")),
        &options,
        expect![[r#"
        a remark
        Type: space
        Time: 2024-08-20 12:11:32 UTC
        Duration: 30.06s, Total samples = 512kB 
        Active filters:
           focus=serve
        Showing nodes accounting for 512kB, 100% of 512kB total
        ----------------------------------------------------------+-------------
              flat  flat%   sum%        cum   cum%   calls calls% + context 	 	 
        ----------------------------------------------------------+-------------
                                                     512kB   100% |   main.serve
             512kB   100%   100%      512kB   100%                | http.Handle
        ----------------------------------------------------------+-------------
    "#]],
    );
}

#[test]
fn traces_tags_and_everything() {
    check(
        Kind::Traces,
        &untrimmed(),
        expect![[r#"
        a remark
        Type: space
        Time: 2024-08-20 12:11:32 UTC
        Duration: 30.06s, Total samples = 1.50MB 
        -----------+-------------------------------------------------------
             bytes:  512kB
               1MB   bytes.Clone (inline)
                     main.run
                     main.main
        -----------+-------------------------------------------------------
              user:  ada
             bytes:  1kB
             512kB   http.Handle
                     main.serve
                     main.serve
                     main.main
        -----------+-------------------------------------------------------
               2kB   <unknown>
                     main.main
        -----------+-------------------------------------------------------
               1kB   main.run
                     main.main
        -----------+-------------------------------------------------------
    "#]],
    );
    let tags = report(&profile(), &Kind::Tags, &untrimmed()).unwrap();
    let lines: Vec<&str> = tags.lines().collect();
    let expected = [
        " bytes: Total 1.50MB of 1.50MB (99.81%)",
        "          1MB (66.54%): 512kB",
        "        512kB (33.27%): 1kB",
        "",
        " user: Total 512kB of 1.50MB (33.27%)",
        "       512kB (33.27%): ada",
        "",
    ];
    assert_eq!(lines, expected);
    let zone = Zone {
        name: "CET".to_owned(),
        offset_secs: 3600,
    };
    let options = Options {
        zone,
        ..Options::default()
    };
    check(
        Kind::Raw,
        &options,
        expect![[r#"
        Comment: a remark
        Comment: #hidden
        PeriodType:  
        Period: 0
        Time: 2024-08-20 13:11:32.026605 +0100 CET
        Duration: 30.0
        Samples:
        objects/count space/bytes
                  2    1048576: 2 1 
                        bytes:[524288]
                  4     524288: 6 5 4 3 
                        user:[ada]
                        bytes:[1024]
                  1       2048: 8 7 
                  1       1024: 10 9 
        Locations
             1: 0x0 M=1 main.main :0:0 s=0
             2: 0x0 M=1 bytes.Clone :0:0 s=0
                     main.run :0:0 s=0
             3: 0x0 M=1 main.main :0:0 s=0
             4: 0x0 M=1 main.serve :0:0 s=0
             5: 0x0 M=1 main.serve :0:0 s=0
             6: 0x0 M=1 http.Handle :0:0 s=0
             7: 0x0 M=1 main.main :0:0 s=0
             8: 0x4012 M=1 
             9: 0x0 M=1 main.main :0:0 s=0
            10: 0x0 M=1 main.run :0:0 s=0
        Mappings
        1: 0x0/0x0/0x0   
    "#]],
    );
}

#[test]
fn dot_draws_boxes_and_calls() {
    check(
        Kind::Dot,
        &Options::default(),
        expect![[r##"
        digraph "unnamed" {
        node [style=filled fillcolor="#f8f8f8"]
        subgraph cluster_L { "a remark" [shape=box fontsize=16 label="a remark\lType: space\lTime: 2024-08-20 12:11:32 UTC\lDuration: 30.06s, Total samples = 1539kB \lShowing nodes accounting for 1537kB, 99.87% of 1539kB total\lDropped 1 node (cum <= 7.69kB)\l\lSee https://git.io/JfYMW for how to read the graph\l"] }
        N1 [label="main\nmain\n0 of 1539kB (100%)" id="node1" fontsize=8 shape=box tooltip="main.main (1539kB)" color="#b20000" fillcolor="#edd5d5"]
        N2 [label="bytes\nClone\n1024kB (66.54%)" id="node2" fontsize=24 shape=box tooltip="bytes.Clone (1024kB)" color="#b21400" fillcolor="#edd8d5"]
        NN2_0 [label = "512kB" id="NN2_0" fontsize=8 shape=box3d tooltip="1024kB"]
        N2 -> NN2_0 [label=" 1024kB" weight=100 tooltip="1024kB" labeltooltip="1024kB"]
        N3 [label="http\nHandle\n512kB (33.27%)" id="node3" fontsize=20 shape=box tooltip="http.Handle (512kB)" color="#b23200" fillcolor="#eddcd5"]
        N3_0 [label = "user:ada" id="N3_0" fontsize=8 shape=box3d tooltip="512kB"]
        N3 -> N3_0 [label=" 512kB" weight=100 tooltip="512kB" labeltooltip="512kB"]
        NN3_0_0 [label = "1kB" id="NN3_0_0" fontsize=8 shape=box3d tooltip="512kB"]
        N3_0 -> NN3_0_0 [label=" 512kB" weight=100 tooltip="512kB" labeltooltip="512kB"]
        N4 [label="main\nrun\n1kB (0.065%)\nof 1025kB (66.60%)" id="node4" fontsize=9 shape=box tooltip="main.run (1025kB)" color="#b21400" fillcolor="#edd8d5"]
        N5 [label="main\nserve\n0 of 512kB (33.27%)" id="node5" fontsize=8 shape=box tooltip="main.serve (512kB)" color="#b23200" fillcolor="#eddcd5"]
        N1 -> N4 [label=" 1025kB" weight=67 penwidth=4 color="#b21400" tooltip="main.main -> main.run (1025kB)" labeltooltip="main.main -> main.run (1025kB)"]
        N4 -> N2 [label=" 1024kB\n (inline)" weight=67 penwidth=4 color="#b21400" tooltip="main.run -> bytes.Clone (1024kB)" labeltooltip="main.run -> bytes.Clone (1024kB)"]
        N1 -> N5 [label=" 512kB" weight=34 penwidth=2 color="#b23200" tooltip="main.main -> main.serve (512kB)" labeltooltip="main.main -> main.serve (512kB)"]
        N5 -> N3 [label=" 512kB" weight=34 penwidth=2 color="#b23200" tooltip="main.serve -> http.Handle (512kB)" labeltooltip="main.serve -> http.Handle (512kB)"]
        }
    "##]],
    );
}
