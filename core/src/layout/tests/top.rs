use expect_test::{Expect, expect};

use super::select;
use crate::job::{Pace, run};
use crate::layout::{
    Beside, Inlined, TopKnown, TopPage, TopQuery, TopSort, inlined_nodes, top, top_order, top_page,
    top_sheet, totals,
};

const STACKS: &str = "\
main.main;main.walk;main.walk;main.walk 1048576
main.main;main.walk;~bytes.Clone 2097152
main.main;bytes.Clone 524288
0x4012;main.walk 1024
";

fn check(types: &str, stacks: &str, query: &TopQuery, expected: &Expect) {
    let page = run(top(&select(types, stacks), query, &Pace::unhurried()));
    expected.assert_eq(&print(&page));
}

/// As pprof prints it.
pub(super) fn print(page: &TopPage) -> String {
    let mut text = page.accounting.clone() + "\n      flat  flat%   sum%        cum   cum%\n";
    for row in &page.rows {
        let [flat, flat_percent, sum_percent, cum, cum_percent] = &row.printed;
        let inlined = match row.inlined {
            Inlined::No => "",
            Inlined::Always => " (inline)",
            Inlined::Partly => " (partial-inline)",
        };
        text += &format!(
            "{flat:>10} {flat_percent:>6} {sum_percent:>6} {cum:>10} {cum_percent:>6}  {}{inlined}\n",
            row.name
        );
    }
    text
}

fn all_rows() -> TopQuery {
    TopQuery {
        limit: u32::MAX,
        ..TopQuery::default()
    }
}

#[test]
fn recursion_counts_once() {
    check(
        "space/bytes",
        STACKS,
        &all_rows(),
        &expect![[r#"
        Showing nodes accounting for 3585kB, 100% of 3585kB total
              flat  flat%   sum%        cum   cum%
            2560kB 71.41% 71.41%     2560kB 71.41%  bytes.Clone (partial-inline)
            1025kB 28.59%   100%     3073kB 85.72%  main.walk
                 0     0%   100%        1kB 0.028%  <unknown>
                 0     0%   100%     3584kB   100%  main.main
    "#]],
    );
}

#[test]
fn sorted_by_cum() {
    let query = TopQuery {
        sort: TopSort::Cum,
        ..all_rows()
    };
    check(
        "space/bytes",
        STACKS,
        &query,
        &expect![[r#"
        Showing nodes accounting for 3585kB, 100% of 3585kB total
              flat  flat%   sum%        cum   cum%
                 0     0%     0%     3584kB   100%  main.main
            1025kB 28.59% 28.59%     3073kB 85.72%  main.walk
            2560kB 71.41%   100%     2560kB 71.41%  bytes.Clone (partial-inline)
                 0     0%   100%        1kB 0.028%  <unknown>
    "#]],
    );
}

#[test]
fn a_page_of_what_matches_keeps_the_tables_sums() {
    let query = TopQuery {
        matching: "MAIN".into(),
        offset: 1,
        limit: 1,
        ..all_rows()
    };
    check(
        "space/bytes",
        STACKS,
        &query,
        &expect![[r#"
        Showing nodes accounting for 3585kB, 100% of 3585kB total
              flat  flat%   sum%        cum   cum%
                 0     0%   100%     3584kB   100%  main.main
    "#]],
    );
}

#[test]
fn trimmed_as_pprof_trims() {
    let query = TopQuery {
        node_fraction: 0.005,
        ..all_rows()
    };
    check(
        "space/bytes",
        STACKS,
        &query,
        &expect![[r#"
        Showing nodes accounting for 3.50MB, 100% of 3.50MB total
        Dropped 1 node (cum <= 0.02MB)
              flat  flat%   sum%        cum   cum%
            2.50MB 71.41% 71.41%     2.50MB 71.41%  bytes.Clone (partial-inline)
               1MB 28.59%   100%        3MB 85.72%  main.walk
                 0     0%   100%     3.50MB   100%  main.main
    "#]],
    );
}

#[test]
fn what_is_known_of_a_table_makes_the_same_page() {
    let (selection, pace) = (select("space/bytes", STACKS), Pace::unhurried());
    let all = run(totals(&selection, &pace));
    let inlined = run(inlined_nodes(&selection, &pace));
    for sort in [TopSort::Flat, TopSort::Cum, TopSort::Name] {
        let order = top_order(&selection, &all, &[], sort);
        let known = TopKnown {
            order: Some(&order),
            inlined: Some(&inlined),
        };
        for node_fraction in [0.0, 0.005] {
            let query = TopQuery {
                sort,
                node_fraction,
                offset: 1,
                ..all_rows()
            };
            let page = run(top_page(&selection, &all, &[], known, &query, &pace));
            assert_eq!(page, run(top(&selection, &query, &pace)));
        }
    }
}

#[test]
fn an_empty_table() {
    check(
        "space/bytes",
        "a 0\n",
        &all_rows(),
        &expect![[r#"
        Showing nodes accounting for 0, 0% of 0 total
              flat  flat%   sum%        cum   cum%
    "#]],
    );
}

#[test]
fn other_sample_types_stand_beside_and_bring_rows_of_their_own() {
    let pace = Pace::unhurried();
    let space = select(
        "objects/count space/bytes",
        "a;b 3 2048\na;c 9 0\nd 1 1024\n",
    );
    let objects = space.of_another_type(Some(0));
    let [all, others] = [&space, &objects].map(|one| run(totals(one, &pace)));
    let beside = [Beside {
        kind: &objects.kind,
        unit: &objects.unit,
        totals: &others,
    }];
    let query = TopQuery {
        sort: TopSort::FlatOf(0),
        ..all_rows()
    };
    let page = run(top_page(
        &space,
        &all,
        &beside,
        TopKnown::default(),
        &query,
        &pace,
    ));
    let wanted = "name,file,flat,cum,objects flat,objects cum\r\n\
                  c,,0,0,9,9\r\nb,,2048,2048,3,3\r\nd,,1024,1024,1,1\r\na,,0,2048,0,12\r\n";
    assert_eq!(top_sheet(&page, "bytes").csv(), wanted);
    // Alone there is no row without a value, and the accounting is of the first type either way.
    let alone = run(top(&space, &all_rows(), &pace));
    assert_eq!((alone.total_rows, page.total_rows), (3, 4));
    assert_eq!(alone.accounting, page.accounting);
}
