//! Each row of the table held against a stack such as its leak leaves, and one that only looks like it.

use std::collections::BTreeMap;

use leakscope_core::formats::{Limits, Opened, open};
use leakscope_core::job::{Pace, run};
use leakscope_core::leak::patterns::{self, Matches, Pattern};
use leakscope_core::leak::{Kept, Stack, growth};
use leakscope_core::telemetry::ProfileId;

const BLOCKS: &str = include_str!("patterns.txt");

/// What a pattern is held against.
#[derive(Default)]
struct Block {
    /// Stacks that are the pattern's, as lines of a dump.
    shows: Vec<String>,
    /// Stacks that are not.
    misses: Vec<String>,
}

fn blocks() -> BTreeMap<String, Block> {
    let mut blocks: BTreeMap<String, Block> = BTreeMap::new();
    let mut title = String::new();
    for line in BLOCKS
        .lines()
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
    {
        if let Some(next) = line.strip_prefix("== ") {
            title = next.to_owned();
            assert!(
                blocks.insert(title.clone(), Block::default()).is_none(),
                "{title} twice"
            );
            continue;
        }
        let block = blocks.get_mut(&title).expect("a title comes first");
        match line.split_at(2) {
            ("+ ", stack) => block.shows.push(stack.to_owned()),
            ("- ", stack) => block.misses.push(stack.to_owned()),
            _ => panic!("{line:?} begins with neither + nor -"),
        }
    }
    blocks
}

/// `30 [select] a < b` as so many goroutines of a full dump.
fn dump_of(lines: &[String]) -> String {
    let mut dump = String::new();
    let mut goroutine = 0;
    for line in lines {
        let (count, rest) = line.split_once(' ').expect("a count");
        let (wait, stack) = rest.split_once("] ").expect("what it waits in");
        for _ in 0..count.parse().expect("a count") {
            goroutine += 1;
            let wait = wait.trim_start_matches('[');
            dump += &format!("goroutine {goroutine} [{wait}]:\n");
            for function in stack.split(" < ") {
                dump += &format!("{function}(...)\n\t/src/file.go:1 +0x1\n");
            }
            dump.push('\n');
        }
    }
    dump
}

fn kept_of(lines: &[String]) -> Kept {
    let (limits, pace) = (Limits::default(), Pace::unhurried());
    let mut kept = Kept::default();
    match run(open(
        "dump",
        dump_of(lines).into_bytes(),
        &limits,
        &pace,
        &|_| {},
    )) {
        Ok(Opened::Dump { dump, .. }) => kept.add_dump(ProfileId(0), 0.0, &dump),
        Ok(_) => panic!("{lines:?} make no dump"),
        Err(error) => panic!("{lines:?}: {error}"),
    }
    kept
}

/// Each stack of the lines with the title of its pattern.
fn titles(lines: &[String]) -> Vec<(String, Option<&'static str>)> {
    let kept = kept_of(lines);
    let counts = &kept.profiles[0].counts;
    let matches = Matches::of(counts, &kept.names);
    let ids = counts.ids.iter();
    ids.map(|id| {
        let stack = kept.names.get(*id).expect("a known stack");
        (stack.frames.join(" < "), matches.get(*id).map(|p| p.title))
    })
    .collect()
}

#[test]
fn each_pattern_of_goroutines_shows_in_its_stacks_and_in_no_others() {
    let blocks = blocks();
    for pattern in patterns::all() {
        let title = pattern.title;
        let block = blocks
            .get(title)
            .unwrap_or_else(|| panic!("no block {title}"));
        assert!(
            !block.shows.is_empty() && !block.misses.is_empty(),
            "{title}"
        );
        for (stack, found) in titles(&block.shows) {
            assert_eq!(found, Some(title), "{stack}");
        }
        for (stack, found) in titles(&block.misses) {
            assert_ne!(found, Some(title), "{stack}");
        }
    }
}

fn heap_pattern(line: &str) -> Option<&'static Pattern> {
    let (_, stack) = line.split_once("] ").expect("what it waits in");
    let stack = Stack {
        frames: stack.split(" < ").map(Into::into).collect(),
        ..Stack::default()
    };
    patterns::of_heap().find(|pattern| pattern.lead.matches(&stack))
}

#[test]
fn each_pattern_of_the_heap_shows_in_its_sites_and_in_no_others() {
    let blocks = blocks();
    for pattern in patterns::of_heap() {
        let title = pattern.title;
        let block = blocks
            .get(title)
            .unwrap_or_else(|| panic!("no block {title}"));
        assert!(
            !block.shows.is_empty() && !block.misses.is_empty(),
            "{title}"
        );
        for line in &block.shows {
            assert_eq!(heap_pattern(line).map(|p| p.title), Some(title), "{line}");
        }
        for line in &block.misses {
            assert_ne!(heap_pattern(line).map(|p| p.title), Some(title), "{line}");
        }
    }
}

#[test]
fn no_function_of_a_library_is_taken_for_the_programs_own() {
    for (title, block) in blocks() {
        let stacks = block.shows.iter().filter(|line| !line.contains("main."));
        let stacks: Vec<String> = stacks.cloned().collect();
        if stacks.is_empty() || patterns::all().all(|pattern| pattern.title != title) {
            continue;
        }
        let kept = kept_of(&stacks);
        let table = growth(&kept, "goroutine", None, (f64::NEG_INFINITY, f64::INFINITY));
        for row in table.rows {
            assert_eq!(row.own, "", "{title}: {:?}", row.frames);
        }
    }
}

#[test]
fn no_block_is_of_a_pattern_that_is_not() {
    let all = || patterns::all().chain(patterns::of_heap());
    for title in blocks().keys() {
        assert!(all().any(|pattern| pattern.title == title), "{title}");
    }
    let mut titles: Vec<&str> = all()
        .chain(patterns::of_memory())
        .map(|p| p.title)
        .collect();
    let count = titles.len();
    titles.sort_unstable();
    titles.dedup();
    assert_eq!(titles.len(), count, "two patterns of one title");
}

#[test]
fn what_every_service_has_is_no_finding_alone() {
    for stack in [
        "1 [select] database/sql.(*DB).connectionOpener",
        "1 [syscall] os/signal.signal_recv < os/signal.loop",
        "40 [IO wait] internal/poll.runtime_pollWait < net/http.(*connReader).Read < net/http.(*conn).serve",
        "1 [running] runtime/pprof.writeGoroutine < net/http/pprof.handler.ServeHTTP < net/http.(*conn).serve",
        "1 [select] k8s.io/klog/v2.(*flushDaemon).run.func1",
        "1 [select] github.com/golang/glog.(*fileSink).flushDaemon",
        "1 [chan receive] github.com/rcrowley/go-metrics.(*meterArbiter).tick",
        "40 [select] net/http/internal/http2.(*serverConn).serve < net/http.(*conn).serve",
        "40 [select] google.golang.org/grpc/internal/transport.(*http2Server).keepalive",
    ] {
        for (stack, found) in titles(&[stack.to_owned()]) {
            assert_eq!(found, None, "{stack}");
        }
    }
}
