//! The table of patterns as a document, printed from the table itself.
//! `UPDATE_EXPECT=1 cargo test -p leakscope-core --test patterns_doc` writes it anew.

use expect_test::expect_file;
use leakscope_core::leak::patterns::{self, Pattern, Relation, Signature, Top};

const ABOUT: &str = "\
# Known leaks

Printed from the table in `core/src/leak/patterns` by a test (`core/tests/patterns_doc.rs`); do not edit.

A stack is told by what is on top once the runtime's frames are dropped, by functions in it and by what it waits in.
Names match from a `/` on; a `*` stands for anything. A row marked *many* is no finding below that number: a service
has one or a few of these. *With* and *without* are other stacks that must, or must not, be there at least half as
often. Never a finding by themselves are what every server has: connections that wait for their clients, listeners,
`os/signal.loop`, the pprof handler, `connectionOpener` and daemons that packages start once.

";

fn code(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

fn signature(signature: &Signature) -> String {
    let mut parts = Vec::new();
    match signature.top {
        Top::Any => {}
        Top::NotStd => parts.push("a function that is not Go's own on top".to_owned()),
        Top::Of(names) => parts.push(format!("{} on top", code(names))),
    }
    if !signature.has.is_empty() {
        parts.push(format!("through {}", code(signature.has)));
    }
    if !signature.one_of.is_empty() {
        let one = if signature.one_of.len() > 1 {
            "one of "
        } else {
            ""
        };
        parts.push(format!("through {one}{}", code(signature.one_of)));
    }
    if !signature.lacks.is_empty() {
        parts.push(format!("not through {}", code(signature.lacks)));
    }
    match signature.waits {
        [] => {}
        ["?"] => parts.push("in a state that is not known".to_owned()),
        waits => parts.push(format!("in [{}]", waits.join("], ["))),
    }
    parts.join("; ")
}

fn block(pattern: &Pattern) -> String {
    let mut text = format!("### {}\n\n{}\n\n", pattern.title, pattern.what);
    let lead = signature(&pattern.lead);
    if !lead.is_empty() {
        text += &format!("- Shows as: {lead}");
        if pattern.least > 1 {
            text += &format!(" (many: {})", pattern.least);
        }
        text += "\n";
    }
    for companion in pattern.companions {
        text += &format!("- Comes with: {}\n", signature(companion));
    }
    for relation in pattern.relations {
        text += &match relation {
            Relation::With(other) => format!("- With: {}\n", signature(other)),
            Relation::Without(other) => format!("- Without: {}\n", signature(other)),
        };
    }
    text += "\n";
    for (number, step) in (1..).zip(pattern.fix) {
        text += &format!("{number}. {step}\n");
    }
    text + &format!(
        "\n```go\n{}```\n\n<{}>\n\n",
        pattern.snippet, pattern.reference
    )
}

#[test]
fn the_document_is_what_the_table_prints() {
    let mut text = ABOUT.to_owned();
    text += "## Goroutines\n\nThe more telling first: where two fit, the first is meant.\n\n";
    text.extend(patterns::all().map(block));
    text += "## Heap sites\n\nThey are looked at where the heap grows; the runtime's frames are not in them.\n\n";
    text.extend(patterns::of_heap().map(block));
    text += "## What no frame of a site tells\n\n";
    text.extend(patterns::of_memory().into_iter().map(block));
    expect_file!["../../docs/patterns.md"].assert_eq(&(text.trim_end().to_owned() + "\n"));
}
