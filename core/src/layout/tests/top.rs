use expect_test::{Expect, expect};

use super::select;
use crate::job::{Pace, run};
use crate::layout::{Inlined, TopPage, TopQuery, TopSort, top};

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

fn all() -> TopQuery {
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
        &all(),
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
        ..all()
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
        ..all()
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
        ..all()
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
fn an_empty_table() {
    check(
        "space/bytes",
        "a 0\n",
        &all(),
        &expect![[r#"
        Showing nodes accounting for 0, 0% of 0 total
              flat  flat%   sum%        cum   cum%
    "#]],
    );
}
