//! Profiles that come and go, and what filters leave of them.

use super::*;
use crate::formats::{self, Limits, Opened};
use crate::job;
use crate::layout::{FlameWidth, GoroutineQuery, GoroutineRowKind};
use crate::profile::filter::{Filter, FilterKind};
use crate::profile::testing::folded;
use crate::profile::{About, Scaling};

fn loaded(stacks: &str) -> Loaded {
    Loaded {
        profile: Arc::new(folded("goroutine/count", stacks)),
        kind: "goroutine".into(),
        dump: None,
        remarks: Vec::new(),
        memory: Vec::new(),
    }
}

fn shelf(limit_bytes: usize) -> Shelf {
    Shelf::new(limit_bytes)
}

fn of(profile: u32, base: Option<u32>) -> Subject {
    Subject {
        profile: ProfileId(profile),
        base: base.map(ProfileId),
        sample_type: None,
        filters: Vec::new(),
        scaling: Scaling::AsIs,
    }
}

fn total(shelf: &Shelf, subject: &Subject) -> Result<i64, Missing> {
    let pace = Pace::unhurried();
    job::run(shelf.flame(subject, &FlameQuery::default(), &[], &pace)).map(|flame| flame.total)
}

#[test]
fn a_profile_that_is_not_here_is_asked_for_by_its_id() {
    let shelf = shelf(1 << 20);
    shelf.insert(ProfileId(1), loaded("main;run 3"));
    assert_eq!(total(&shelf, &of(1, None)).ok(), Some(3));
    let missing = total(&shelf, &of(1, Some(2)));
    assert!(matches!(missing, Err(Missing::Profile(ProfileId(2)))));
}

#[test]
fn a_new_profile_under_an_old_id_is_what_is_shown() {
    let shelf = shelf(1 << 20);
    shelf.insert(ProfileId(1), loaded("main;run 3"));
    assert_eq!(total(&shelf, &of(1, None)).ok(), Some(3));
    shelf.insert(ProfileId(1), loaded("main;run 5"));
    assert_eq!(total(&shelf, &of(1, None)).ok(), Some(5));
}

#[test]
fn filters_leave_out_of_both_and_percents_are_of_all() {
    let shelf = shelf(1 << 20);
    shelf.insert(ProfileId(1), loaded("main;run 3\nmain;wait 4"));
    shelf.insert(ProfileId(2), loaded("main;run 1\nmain;wait 8"));
    let subject = Subject {
        filters: vec![Filter {
            kind: FilterKind::Focus,
            text: "run".to_owned(),
        }],
        ..of(1, Some(2))
    };
    let pace = Pace::unhurried();
    let flame = job::run(shelf.flame(&subject, &FlameQuery::default(), &[], &pace)).unwrap();
    assert_eq!((flame.total, flame.base_total), (7, Some(9)));
    assert_eq!((flame.boxes.value[0], flame.boxes.base[0]), (3, 1));
}

#[test]
fn those_longest_unused_give_way_unless_somebody_holds_them() {
    let shelf = shelf(1);
    let held = shelf.insert(ProfileId(1), loaded("main;run 3"));
    shelf.insert(ProfileId(2), loaded("main;run 4"));
    shelf.insert(ProfileId(3), loaded("main;run 5"));
    let there = |id| shelf.get(ProfileId(id)).is_some();
    assert_eq!([1, 2, 3].map(there), [true, false, true]);
    assert!(total(&shelf, &of(1, Some(3))).is_ok(), "both are there");
    drop(held);
    shelf.make_room(0);
    assert_eq!([1, 3].map(there), [false, false]);
}

/// Filters that change stacks drop samples too: what a row lists are the goroutines it counts all the same.
#[test]
fn goroutines_of_a_filtered_dump_are_its_own() {
    let one = |id: u32, function: &str, state: &str| {
        format!(
            "goroutine {id} [{state}]:\n{function}()\n\t/m.go:1 +0x1\nmain.serve()\n\t/m.go:9 +0x1\n\n"
        )
    };
    let text = [
        one(1, "main.idle", "sleep"),
        one(2, "main.read", "select"),
        one(3, "main.read", "select, 5 minutes"),
        one(4, "main.read", "select"),
    ];
    let pace = Pace::unhurried();
    let bytes = text.concat().into_bytes();
    let limits = Limits::default();
    let opened = formats::open("dump", bytes, &limits, &pace, &|_| {});
    let Ok(Opened::Dump { dump, profile, .. }) = job::run(opened) else {
        panic!("a dump");
    };
    let shelf = shelf(1 << 20);
    let loaded = Loaded {
        profile: Arc::new(profile),
        kind: "goroutine".into(),
        dump: Some(dump),
        remarks: Vec::new(),
        memory: Vec::new(),
    };
    shelf.insert(ProfileId(1), loaded);
    let filter = |kind, text: &str| Filter {
        kind,
        text: text.to_owned(),
    };
    for (filters, expected) in [
        (vec![], vec!["goroutine 3", "goroutine 2", "goroutine 4"]),
        (
            vec![filter(FilterKind::ShowFrom, "read")],
            vec!["goroutine 3", "goroutine 2", "goroutine 4"],
        ),
        (
            vec![
                filter(FilterKind::ShowFrom, "read"),
                filter(FilterKind::TagFocus, "waited=2minutes:"),
            ],
            vec!["goroutine 3"],
        ),
        (
            vec![
                filter(FilterKind::TagIgnore, "waited=2minutes:"),
                filter(FilterKind::TagFocus, "state=^select$"),
            ],
            vec!["goroutine 2", "goroutine 4"],
        ),
    ] {
        let subject = Subject {
            filters,
            ..of(1, None)
        };
        let mut query = GoroutineQuery {
            limit: 100,
            ..GoroutineQuery::default()
        };
        let page = job::run(shelf.goroutines(&subject, &query, &pace)).expect("a page");
        assert_eq!(page.total, 4);
        query.open = page.rows.iter().take(1).map(|row| row.key).collect();
        let page = job::run(shelf.goroutines(&subject, &query, &pace)).expect("a page");
        let ones = page
            .rows
            .iter()
            .filter(|row| row.kind == GoroutineRowKind::One);
        let names: Vec<&str> = ones.map(|row| row.name.as_str()).collect();
        assert_eq!(names, expected, "{:?}", subject.filters);
    }
    assert_eq!(
        shelf.goroutine(ProfileId(1), 2).map(|one| one.id).ok(),
        Some(3)
    );
    assert!(matches!(
        shelf.goroutine(ProfileId(1), 9),
        Err(Missing::Impossible(_))
    ));
}

#[test]
fn values_are_scaled_by_the_whole_whatever_filters_leave() {
    let timed = |stacks: &str, seconds: i64| {
        let mut loaded = loaded(stacks);
        let profile = Arc::make_mut(&mut loaded.profile);
        profile.about = About {
            duration_nanos: seconds * 1_000_000_000,
            ..About::default()
        };
        loaded
    };
    let shelf = shelf(1 << 20);
    shelf.insert(ProfileId(1), timed("main;run 30\nmain;wait 10", 10));
    shelf.insert(ProfileId(2), timed("main;run 4\nmain;wait 4", 5));
    shelf.insert(ProfileId(3), loaded("main;run 4\nmain;wait 4"));
    let filter = |kind, text: &str| Filter {
        kind,
        text: text.to_owned(),
    };
    let root = |scaling, base, filters: Vec<Filter>| {
        let subject = Subject {
            scaling,
            filters,
            ..of(1, Some(base))
        };
        let (query, pace) = (FlameQuery::default(), Pace::unhurried());
        let flame = job::run(shelf.flame(&subject, &query, &[], &pace))?;
        Ok::<_, Missing>((flame.boxes.value[0], flame.boxes.base[0], flame.total))
    };
    assert_eq!(root(Scaling::AsIs, 2, vec![]).ok(), Some((40, 8, 40)));
    // 8 of 40, and 5 s of 10.
    assert_eq!(root(Scaling::Total, 2, vec![]).ok(), Some((8, 8, 8)));
    assert_eq!(root(Scaling::Duration, 2, vec![]).ok(), Some((20, 8, 20)));
    // One keeps samples whole, the other makes other stacks.
    for kind in [FilterKind::Focus, FilterKind::ShowFrom] {
        let run = || vec![filter(kind, "run")];
        assert_eq!(root(Scaling::Total, 2, run()).ok(), Some((6, 4, 8)));
        assert_eq!(root(Scaling::Duration, 2, run()).ok(), Some((15, 4, 20)));
    }
    let untimed = root(Scaling::Duration, 3, vec![]);
    assert!(matches!(untimed, Err(Missing::Impossible(_))));
}

#[test]
fn another_type_of_a_comparison_is_the_same_as_compared_anew() {
    let two_types = |stacks| Loaded {
        profile: Arc::new(folded("objects/count space/bytes", stacks)),
        ..loaded("")
    };
    let filled = || {
        let shelf = shelf(1 << 20);
        shelf.insert(ProfileId(1), two_types("a;b 2 30\na;c 0 7\nd 5 0"));
        shelf.insert(ProfileId(2), two_types("a;b 1 90\na;e 4 0\nd 0 8"));
        shelf
    };
    let of_type = |sample_type| Subject {
        sample_type,
        ..of(1, Some(2))
    };
    let query = FlameQuery {
        width: FlameWidth::Both,
        ..FlameQuery::default()
    };
    let (one, pace) = (filled(), Pace::unhurried());
    let flame = |shelf: &Shelf, sample_type| {
        job::run(shelf.flame(&of_type(sample_type), &query, &[], &pace)).expect("a flame")
    };
    for sample_type in [None, Some(0), Some(1)] {
        let anew = flame(&filled(), sample_type);
        assert_eq!(flame(&one, sample_type), anew);
    }
    // Both ways it was one comparison: there is no second set of tables.
    let held = one.selections.borrow();
    let profiles = held.iter().map(|(_, ready)| &ready.selection.profile);
    let pairs: Vec<_> = profiles
        .filter(|profile| profile.samples.len() == 6)
        .collect();
    assert_eq!(pairs.len(), 3);
    assert!(pairs.iter().all(|profile| Arc::ptr_eq(profile, pairs[0])));
}
