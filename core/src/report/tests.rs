//! Reports of small profiles; those of real ones are held against pprof's in `tests/pprof_reports.rs`.

use std::sync::Arc;

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;
use crate::job::{Pace, run};
use crate::layout::{TopQuery, TopSort, top};
use crate::profile::filter::Pattern;
use crate::profile::testing::folded;
use crate::profile::{Label, LabelSets, LabelValue, Selection, StrId};

const STACKS: &str = "
main.main;main.run;~bytes.Clone 2 1048576
main.main;main.serve;main.serve;http.Handle 4 524288
main.main;0x4012 1 2048
main.main;main.run 1 1024";

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

fn untrimmed() -> Options {
    Options {
        trim: None,
        ..Options::default()
    }
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
fn a_base_is_taken_off_and_percents_are_of_it() {
    let now = folded("space/bytes", "main;run 300\nmain;serve 100\nmain;idle 7");
    let base = folded("space/bytes", "main;run 100\nmain;idle 7");
    let first_lines = |profile: &Profile| {
        let text = report(profile, &Kind::Top, &untrimmed()).unwrap();
        text.lines().nth(1).unwrap_or_default().to_owned()
    };
    let mut how = Base::default();
    let taken = subtract(&now, &base, how).unwrap();
    assert_eq!(
        first_lines(&taken),
        "Showing nodes accounting for 300B, 100% of 300B total"
    );
    how.is_diff = true;
    let taken = subtract(&now, &base, how).unwrap();
    assert_eq!(
        first_lines(&taken),
        "Showing nodes accounting for 300B, 280.37% of 107B total"
    );
    how.is_normalized = true;
    let taken = subtract(&now, &base, how).unwrap();
    assert_eq!(
        first_lines(&taken),
        "Showing nodes accounting for 0, 0% of 107B total"
    );
    let both = sum(&now, &base).unwrap();
    assert_eq!(
        first_lines(&both),
        "Showing nodes accounting for 514B, 100% of 514B total"
    );
    let other = folded("delay/nanoseconds", "main 1");
    assert!(matches!(
        subtract(&now, &other, how),
        Err(ReportError::Base(_))
    ));
}

#[test]
fn sample_types_by_name_and_number() {
    let profile = folded("objects/count space/bytes", STACKS);
    let kind = |wanted: &str| {
        let options = Options {
            sample_index: Some(wanted.to_owned()),
            ..Options::default()
        };
        Values::new(&profile, &options).map(|values| values.kind)
    };
    for (wanted, expected) in [
        ("", "space"),
        ("0", "objects"),
        ("objects", "objects"),
        ("inuse_space", "space"),
    ] {
        assert_eq!(kind(wanted).as_deref(), Ok(expected), "{wanted}");
    }
    for wanted in ["2", "-1", "delay"] {
        let message = kind(wanted).unwrap_err().to_string();
        assert!(message.ends_with("objects, space or its number, from 0 on"));
    }
    let nothing = report(&Profile::default(), &Kind::Raw, &Options::default());
    assert_eq!(nothing, Err(ReportError::NoSampleType));
}

fn stacks() -> impl Strategy<Value = String> {
    let value = prop_oneof![3 => -2000i64..2000, 1 => any::<i64>()];
    let sample = (prop::collection::vec("~?[a-d]|0x4", 0..6), value);
    prop::collection::vec(sample, 0..8).prop_map(|samples| {
        let line = |(mut names, value): (Vec<String>, i64)| {
            if let Some(first) = names.first_mut() {
                *first = first.trim_start_matches('~').to_owned();
            }
            format!("{} {value}\n", names.join(";"))
        };
        samples.into_iter().map(line).collect()
    })
}

proptest! {
    /// The page's own table, made another way, has the same rows.
    #[test]
    fn top_has_the_rows_of_the_layout(text in stacks(), is_cum in any::<bool>()) {
        let profile = folded("space/bytes", &text);
        let options = Options { is_cum, ..untrimmed() };
        let ours = report(&profile, &Kind::Top, &options).unwrap();
        let pace = Pace::unhurried();
        let selection = run(Selection::of(Arc::new(profile), None, &pace));
        let query = TopQuery {
            sort: if is_cum { TopSort::Cum } else { TopSort::Flat },
            limit: u32::MAX,
            ..TopQuery::default()
        };
        let page = run(top(&selection, &query, &pace));
        let mut expected: Vec<Vec<String>> = Vec::new();
        for row in page.rows {
            let mut words = row.printed.to_vec();
            words.push(row.name);
            expected.push(words);
        }
        let rows = ours.lines().skip(3);
        let words = rows.map(|row| row.split_whitespace().take(6).map(str::to_owned).collect());
        prop_assert_eq!(words.collect::<Vec<Vec<String>>>(), expected);
    }

    #[test]
    fn no_report_fails_on_a_profile(text in stacks(), is_mean in any::<bool>(), count in 0usize..4) {
        let profile = folded("space/bytes", &text);
        let trim = Trim { node_count: Some(count), ..Trim::default() };
        let options = Options {
            is_mean,
            drop_negative: is_mean,
            trim: Some(trim),
            ..Options::default()
        };
        for kind in [Kind::Top, Kind::Tree, Kind::Traces, Kind::Tags, Kind::Raw] {
            prop_assert!(report(&profile, &kind, &options).is_ok());
        }
    }
}
