//! Groups of generated dumps against naive counting, and pages against the whole.

use std::collections::{BTreeMap, HashSet};

use proptest::prelude::*;

use super::*;

/// A dump of goroutines, each a stack, a state, a wait, a creator and a label of few.
fn any_dump() -> impl Strategy<Value = Vec<(usize, usize, u64, usize, usize)>> {
    let one = (0..4usize, 0..3usize, 0..400u64, 0..3usize, 0..3usize);
    prop::collection::vec(one, 1..60)
}

const STACKS: [&str; 4] = [
    "main.a()\n\t/m.go:1 +0x1\n",
    "main.b()\n\t/m.go:2 +0x1\nmain.a()\n\t/m.go:1 +0x1\n",
    "net.Read()\n\t/n.go:1 +0x1\nmain.c()\n\t/m.go:3 +0x1\n",
    "runtime.gopark()\n\t/r.go:1 +0x1\nmain.a()\n\t/m.go:1 +0x1\n",
];
const STATES: [&str; 3] = ["select", "IO wait", "sleep"];

fn written(goroutines: &[(usize, usize, u64, usize, usize)]) -> String {
    let mut text = String::new();
    for (number, (stack, state, wait, creator, label)) in (1..).zip(goroutines) {
        let wait = match wait / 2 {
            0 => String::new(),
            minutes => format!(", {minutes} minutes"),
        };
        let labels = match label {
            0 => String::new(),
            label => format!(" {{k: v{label}}}"),
        };
        text += &format!(
            "goroutine {number} [{}{wait}]{labels}:\n{}",
            STATES[*state], STACKS[*stack]
        );
        text += &format!("created by main.f{creator} in goroutine 1\n\t/m.go:9 +0x1\n\n");
    }
    text
}

proptest! {
    #[test]
    fn groups_are_what_a_person_would_count(goroutines in any_dump()) {
        let (dump, profile) = read(&written(&goroutines));
        let selection = select(&profile, None);
        for by in [GroupBy::Stack, GroupBy::State, GroupBy::Creator, GroupBy::Label] {
            let label = "k".to_owned();
            let query = GoroutineQuery { label, ..all(by) };
            let rows = page(&selection, Some(&dump), &query).rows;
            let mut counts: BTreeMap<usize, Vec<u64>> = BTreeMap::new();
            for &(stack, state, wait, creator, label) in &goroutines {
                // The last stack is the first one, but for a frame of the runtime's.
                let key = match by {
                    GroupBy::Stack => stack % 3,
                    GroupBy::State => state,
                    GroupBy::Creator => creator,
                    _ => label,
                };
                counts.entry(key).or_default().push(wait / 2);
            }
            let mut expected: Vec<(i64, Option<u64>, Option<u64>)> = Vec::new();
            for mut waits in counts.into_values() {
                waits.sort_unstable();
                let longest = waits.last().copied().filter(|longest| *longest > 0);
                let median = longest.map(|_| waits[(waits.len() - 1) / 2]);
                expected.push((waits.len() as i64, longest, median));
            }
            let mut found: Vec<_> = rows
                .iter()
                .map(|row| (row.count, row.longest_minutes, row.median_minutes))
                .collect();
            prop_assert!(rows.is_sorted_by(|a, b| a.count >= b.count));
            found.sort_unstable();
            expected.sort_unstable();
            prop_assert_eq!(found, expected);
        }
    }

    /// Pages put together are the whole, and every goroutine stands in it once.
    #[test]
    fn pages_are_slices(goroutines in any_dump(), limit in 1u32..9) {
        let (dump, profile) = read(&written(&goroutines));
        let selection = select(&profile, None);
        for by in [GroupBy::Stack, GroupBy::State] {
            let whole = opened(&selection, Some(&dump), all(by));
            prop_assert_eq!(whole.rows.len(), whole.total_rows as usize);
            let ones = whole.rows.iter().filter(|row| row.kind == GoroutineRowKind::One);
            let ones: HashSet<u32> = ones.map(|row| row.index).collect();
            prop_assert_eq!(ones.len(), goroutines.len());
            let open = whole.rows.iter().map(|row| row.key).filter(|key| *key != 0).collect();
            let mut query = GoroutineQuery { open, limit, ..all(by) };
            let mut rows = Vec::new();
            while rows.len() < whole.rows.len() {
                query.offset = rows.len() as u32;
                let page = page(&selection, Some(&dump), &query);
                prop_assert_eq!(page.total_rows, whole.total_rows);
                rows.extend(page.rows);
            }
            prop_assert_eq!(rows, whole.rows);
        }
    }
}
