use std::sync::Arc;

use super::*;
use crate::job::run;
use crate::layout::totals;
use crate::profile::{FrameId, LabelSetId, MappingId, Profile, Tables, ValueType};

/// Stacks of functions and lines, root first: `main.main:4 main.run:9`.
fn profile(samples: &[(&str, i64)]) -> Profile {
    let mut t = Tables::default();
    let file = t.strings.intern(b"/src/shop/a.go");
    let mut stacks = Vec::new();
    for (stack, value) in samples {
        let mut frames = Vec::new();
        for frame in stack.split(' ') {
            let (name, line) = frame.split_once(':').expect("a line");
            let name = t.strings.intern(name.as_bytes());
            let function = t.add_function(name, name, file, 3);
            let line = line.parse().expect("a number");
            let location = t.add_location(MappingId::NONE, 0, false, [(function, line, 0)]);
            frames.push(FrameId(t.locations.frames(location).start));
        }
        stacks.push((frames, *value));
    }
    let (kind, unit) = (t.strings.intern(b"space"), t.strings.intern(b"bytes"));
    let mut profile = Profile {
        tables: Arc::new(t),
        sample_types: vec![ValueType { kind, unit }],
        ..Profile::default()
    };
    for (stack, value) in stacks {
        profile.samples.push(&stack, &[value], LabelSetId(0));
    }
    profile
}

fn listing(selection: &Selection, name: &str) -> Option<SourceListing> {
    let pace = Pace::unhurried();
    let totals = run(totals(selection, &pace));
    let query = SourceQuery { name: name.into() };
    run(source(selection, &totals, &query, &pace))
}

#[test]
fn lines_of_a_function_now_and_in_the_base() {
    let pace = Pace::unhurried();
    let now = profile(&[
        ("main.main:4 main.run:9", 30),
        ("main.main:4 main.run:7", 5),
    ]);
    let base = profile(&[("main.main:4 main.run:9", 10), ("main.main:5", 1)]);
    let alone = run(Selection::of(Arc::new(now.clone()), None, &pace));
    let found = listing(&alone, "main.run").expect("a function");
    assert_eq!((found.total, found.unit.as_str()), (35, "bytes"));
    assert_eq!(found, listing(&alone, "").expect("the largest of its own"));
    let [file] = &found.files[..] else {
        panic!("one file: {found:?}")
    };
    assert_eq!((file.path.as_str(), file.start_line), ("/src/shop/a.go", 3));
    assert_eq!((file.range, file.flat, file.cum), ((3, 14), 35, 35));
    let line = |line, flat, cum, base| SourceLine {
        line,
        flat,
        cum,
        base,
    };
    assert_eq!(file.lines, [line(7, 5, 5, None), line(9, 30, 30, None)]);

    let both = run(Selection::compare(&now, &base, None, &pace)).expect("alike");
    let found = listing(&both, "main.main").expect("a function");
    assert_eq!(found.total, 11);
    let lines = [line(4, 0, 35, Some((0, 10))), line(5, 0, 0, Some((1, 1)))];
    assert_eq!(found.files[0].lines, lines);
    assert_eq!(found.files[0].base, Some((1, 11)));
    assert_eq!(listing(&both, "main.absent"), None);
}

#[test]
fn files_are_looked_for_below_the_folder_and_then_by_the_ends_of_their_paths() {
    let paths = |path, folder| {
        let all = candidates(path, folder).into_iter();
        all.map(|it| format!("{} {}", it.path, it.parts))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        paths("/home/shop/cart/add.go", "shop"),
        [
            "cart/add.go 2",
            "home/shop/cart/add.go 4",
            "shop/cart/add.go 3",
            "add.go 1"
        ]
    );
    // Of a module its version may be in the path, and not in the folder's name.
    assert_eq!(paths("x.org/shop@v1.2.0/add.go", "shop")[0], "add.go 1");
    assert_eq!(paths(r"C:\src\shop\add.go", "shop")[0], "add.go 1");
    assert_eq!(
        paths("../../etc/passwd", "shop"),
        ["etc/passwd 2", "passwd 1"]
    );
    assert_eq!(paths("", "shop"), Vec::<String>::new());
    assert_eq!(paths("/", "shop"), Vec::<String>::new());
}

#[test]
fn a_line_that_does_not_begin_the_function_is_known() {
    for (line, function, wanted) in [
        (
            "func (pc *persistConn) readLoop() {",
            "net/http.(*persistConn).readLoop",
            true,
        ),
        ("\t}", "net/http.(*persistConn).readLoop", false),
        ("\tgo func() {", "main.main.func1", true),
        ("\tx := 1", "main.main.func1.2", false),
        (
            "func Sort[S ~[]E, E any](x S) {",
            "slices.Sort[go.shape.[]int,go.shape.int]",
            true,
        ),
        (
            "func (l *List[T]) Push(t T) {",
            "main.(*List[go.shape.int]).Push",
            true,
        ),
        ("\treturn l", "main.(*List[go.shape.int]).Push", false),
        ("var x = f()", "main.init", true),
        ("func init() {", "main.init.0", true),
        ("\tfor x := range all {", "main.run-range1", false),
        ("", "main", true),
    ] {
        assert_eq!(
            may_declare("a.go", line, function),
            wanted,
            "{function}: {line}"
        );
    }
    assert!(may_declare("a.cc", "}", "std::sort"));
}
