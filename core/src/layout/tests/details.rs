use super::select;
use crate::job::{Pace, run};
use crate::layout::{Found, FrameQuery, frame, search};

const STACKS: &str = "\
main.main;main.walk;main.walk;main.walk 8
main.main;main.walk;bytes.Clone 3
main.main;bytes.Clone 5
runtime.gc 2
";

#[test]
fn callers_and_callees_count_once_a_sample() {
    let selection = select("n/count", STACKS);
    let query = FrameQuery { node: 1 };
    let details = run(frame(&selection, &query, &Pace::unhurried())).expect("main.walk");
    assert_eq!(details.name, "main.walk");
    assert_eq!((details.flat, details.cum, details.total), (8, 11, 18));
    let names = |neighbours: &[crate::layout::Neighbour]| -> Vec<(String, i64)> {
        neighbours
            .iter()
            .map(|n| (n.name.clone(), n.value))
            .collect()
    };
    // Not from itself to itself, although it recurses.
    assert_eq!(names(&details.callers), [("main.main".to_owned(), 11)]);
    assert_eq!(names(&details.callees), [("bytes.Clone".to_owned(), 3)]);
    let nobody = FrameQuery { node: 99 };
    assert_eq!(run(frame(&selection, &nobody, &Pace::unhurried())), None);
}

#[test]
fn the_path_leads_to_the_largest_box() {
    let selection = select("n/count", STACKS);
    let path = |node| {
        let details = run(frame(&selection, &FrameQuery { node }, &Pace::unhurried()));
        let details = details.expect("a function");
        (details.name, details.path)
    };
    // By way of main.walk there are 3, straight from main.main 5.
    assert_eq!(path(2), ("bytes.Clone".to_owned(), vec![0, 2]));
    assert_eq!(path(1), ("main.walk".to_owned(), vec![0, 1]));
    assert_eq!(path(3), ("runtime.gc".to_owned(), vec![3]));
}

#[test]
fn a_search_counts_each_sample_once_in_any_letter_case() {
    let selection = select("n/count", STACKS);
    let found = |text| run(search(&selection, text, &Pace::unhurried()));
    assert_eq!(
        found("MAIN."),
        Found {
            nodes: vec![0, 1],
            value: 16,
            total: 18
        }
    );
    assert_eq!(found("clone").value, 8);
    assert_eq!(
        found("nowhere"),
        Found {
            total: 18,
            ..Found::default()
        }
    );
    assert_eq!(
        found(""),
        Found {
            total: 18,
            ..Found::default()
        }
    );
}
