//! Callers and callees, held against `-peek` of the report.

use super::{pair, select};
use crate::job::{Pace, run};
use crate::layout::{Calls, CallsQuery, calls, calls_sheet, totals};
use crate::profile::Selection;

const STACKS: &str = "\
main.main;main.serve;main.work;main.work;runtime.malloc 4
main.main;main.run;main.work 1
main.main;main.run;~main.work;runtime.malloc 2
";

fn asked(selection: &Selection, name: &str, limit: u32) -> Option<Calls> {
    let pace = Pace::unhurried();
    let all = run(totals(selection, &pace));
    let name = name.to_owned();
    run(calls(selection, &all, &CallsQuery { name, limit }, &pace))
}

#[test]
fn a_function_stands_between_its_callers_and_its_callees() {
    let selection = select("objects/count", STACKS);
    let found = asked(&selection, "main.work", 100).expect("a function");
    let wanted = "side,name,flat,cum,share of cum\r\n\
                  caller,main.serve,,4,57.14%\r\n\
                  caller,main.run,,3,42.86%\r\n\
                  function,main.work,1,7,100%\r\n\
                  callee,runtime.malloc,,6,85.71%\r\n";
    assert_eq!(calls_sheet(&found).csv(), wanted);
    assert!(!found.callers[1].is_inlined);
    // The one that has most of its own.
    let largest = asked(&selection, "", 100).expect("a function");
    assert_eq!(largest.name, "runtime.malloc");
    assert_eq!(asked(&selection, "main.absent", 100), None);
}

#[test]
fn what_is_not_listed_is_counted() {
    let selection = select("objects/count", STACKS);
    let found = asked(&selection, "main.work", 1).expect("a function");
    assert_eq!((found.callers.len(), found.more), (1, (1, 0)));
}

#[test]
fn of_a_difference_the_largest_change_comes_first() {
    let selection = pair("objects/count", "main;a 5\nmain;b 9", "main;a 50\nmain;b 9");
    let found = asked(&selection, "main", 100).expect("a function");
    let callees = found.callees.iter();
    let callees: Vec<_> = callees
        .map(|c| (&*c.name, c.value, c.base, c.weight()))
        .collect();
    assert_eq!(callees, [("a", 5, Some(50), -45), ("b", 9, Some(9), 0)]);
    assert_eq!(found.base, Some((0, 59)));
    let lines = calls_sheet(&found).csv();
    assert!(lines.contains("callee,a,,5,35.71%,,50,-45\r\n"), "{lines}");
}
