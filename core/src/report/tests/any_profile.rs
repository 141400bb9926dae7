//! Reports of any profile at all.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::job::{Pace, run};
use crate::layout::{TopQuery, TopSort, top};
use crate::profile::Selection;

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
