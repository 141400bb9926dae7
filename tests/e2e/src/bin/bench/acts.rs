//! What is done with profiles that are open: from a step in the page to its last drawing.

use crate::opening::settle;
use crate::report::number;
use crate::{FLAGS, OBSERVER, Run, Tool, longest_task_ms, peak_mib};
use leakscope_e2e::Page;
use std::path::PathBuf;
use std::time::Duration;

/// A step.
pub struct Act {
    /// What it is, in the table.
    pub what: &'static str,
    /// Scripts that lead to it.
    before: &'static [&'static str],
    script: &'static str,
    done: Done,
}

/// When a step is done.
enum Done {
    /// The last drawing of the flame once these words are seen.
    Seen(&'static str),
    /// This mark is set.
    Marked(&'static str),
    /// The frame is painted in which this is there for the first time.
    Shown(&'static str),
}

/// Of two profiles, what the page is asked of the second.
pub const OF_TWO: &[Act] = &[
    Act {
        what: "another sample type",
        before: &[],
        script: "location.hash += '&type=alloc_space'",
        done: Done::Seen("alloc_space, bytes"),
    },
    Act {
        what: "a filter",
        before: &[],
        script: "location.hash += '&filter=ignore%3Amethod1%24'",
        done: Done::Seen("filtered to"),
    },
    Act {
        what: "the difference to another",
        before: &[],
        script: "location.hash += '&base=' + benchFirst",
        done: Done::Seen("delta"),
    },
];

/// Of one profile.
pub const OF_ONE: &[Act] = &[
    Act {
        what: "search over all names",
        before: &[],
        script: "const field = document.querySelector('.search input'); field.focus(); \
                 field.value = 'method1'; field.dispatchEvent(new Event('input', { bubbles: true }))",
        done: Done::Seen(" of "),
    },
    Act {
        what: "sandwich of the hottest function",
        before: &[
            "location.hash += '&tab=top'",
            "globalThis.benchHottest = document.querySelector('table.top tbody .fn').textContent; \
             location.hash = location.hash.replace('&tab=top', '')",
        ],
        script: "location.hash += '&around=' + encodeURIComponent(benchHottest)",
        done: Done::Marked("leakscope:flame-painted"),
    },
    Act {
        what: "graph",
        before: &[],
        script: "location.hash += '&tab=graph'",
        done: Done::Marked("leakscope:graph-painted"),
    },
    Act {
        what: "Top with all rows",
        before: &[],
        script: "benchShow('table.top tbody .fn'); location.hash += '&tab=top'",
        done: Done::Shown("bench:shown"),
    },
];

/// From the step to its end, after these files.
pub fn acted(tool: &Tool, url: &str, files: &[&PathBuf], act: &Act) -> Run {
    let page = Page::open_with(url, FLAGS, OBSERVER);
    settle(&page, tool);
    let mut painted_ms = 0.0;
    for file in files {
        page.drop_files(std::slice::from_ref(*file));
        let ready = page.wait_for_mark_after("leakscope:profile-ready", painted_ms);
        painted_ms = page
            .wait_for_mark_after(tool.painted, ready.start_ms)
            .start_ms;
        page.run("globalThis.benchFirst ??= new URLSearchParams(location.hash).get('profile')");
        std::thread::sleep(Duration::from_secs(2));
    }
    for script in act.before {
        page.run(script);
        std::thread::sleep(Duration::from_millis(1500));
    }
    page.run(&format!("performance.mark('bench:acted'); {}", act.script));
    let acted_ms = page.wait_for_mark("bench:acted").start_ms;
    let done_ms = match act.done {
        Done::Seen(words) => {
            page.see(words);
            std::thread::sleep(Duration::from_secs(1));
            let last =
                "return performance.getEntriesByName('leakscope:flame-painted').at(-1).startTime";
            number(&page.run(last))
        }
        Done::Marked(name) | Done::Shown(name) => page.wait_for_mark_after(name, acted_ms).start_ms,
    };
    Run {
        took_ms: done_ms - acted_ms,
        longest_task_ms: longest_task_ms(&page, acted_ms),
        peak_mib: peak_mib(),
    }
}
