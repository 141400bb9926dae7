//! The marks as Markdown, failures included.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use leakscope_core::leak::{VerdictKind, patterns};

use super::mark::{Blame, Marked};
use super::watch::FASTER;

/// Variants below this one were there while the detector was tuned.
const WRITTEN_AFTERWARDS: u32 = 3;

/// The whole report.
pub fn markdown(done: &[Marked], lost: &[String], length: Duration, took: Duration) -> String {
    let mut text = String::new();
    let _ = writeln!(
        text,
        "# Labelled runs\n\n\
         Printed by `cargo xtask validate runs --output docs/validation-runs.md`; do not edit.\n\n\
         Small Go programs (`validate/programs`), one for each pattern that the standard library alone can \
         show, each in three variants, leaking and with the cure, under load, with and without migrations. Each \
         was watched for {} s as the page watches a service; its clock ran {FASTER} times faster, so that is {:.0} \
         minutes of readings. What a run's label says is compared with the verdict that the core gives.\n",
        length.as_secs(),
        length.as_secs_f64() * FASTER / 60.0,
    );
    let _ = writeln!(
        text,
        "Variants 1 and 2 were there while patterns and detector were tuned; variant 3 of each was written \
         after that. Once some of those had been seen, one thing was changed: arrays that grow by steps, which \
         variant 1 of *buffer grows* shows as well. {} runs, {:.0} s.\n",
        done.len(),
        took.as_secs_f64()
    );
    let tuned: Vec<&Marked> = done
        .iter()
        .filter(|m| m.run.label.variant < WRITTEN_AFTERWARDS)
        .collect();
    let after: Vec<&Marked> = done
        .iter()
        .filter(|m| m.run.label.variant >= WRITTEN_AFTERWARDS)
        .collect();
    let all: Vec<&Marked> = done.iter().collect();
    text += "| | variants 1 and 2 | variant 3 | all |\n|---|---|---|---|\n";
    let mut row = |name: &str, of: fn(&[&Marked]) -> String| {
        let _ = writeln!(
            text,
            "| {name} | {} | {} | {} |",
            of(&tuned),
            of(&after),
            of(&all)
        );
    };
    row("leaking runs called leak or suspected", |m| {
        part(m, leaks, |m| m.is_called())
    });
    row("… called leak", |m| {
        part(m, leaks, |m| m.kind == VerdictKind::Leak)
    });
    row("**right cause named**", |m| {
        part(m, leaks, |m| m.is_cause_right)
    });
    row("a wrong cause named", |m| {
        part(m, leaks, |m| m.has_cause && !m.is_cause_right)
    });
    row("own function: right", |m| {
        blamed(m, |m| m.blame, Blame::Right)
    });
    row("own function: wrong", |m| {
        blamed(m, |m| m.blame, Blame::Wrong)
    });
    row("own function: said to be unknown", |m| {
        blamed(m, |m| m.blame, Blame::Unknown)
    });
    row("own function with one full dump: right", |m| {
        blamed(m, |m| m.blame_with_dump, Blame::Right)
    });
    row("own function with one full dump: wrong", |m| {
        blamed(m, |m| m.blame_with_dump, Blame::Wrong)
    });
    row("**fixed runs called leak**", |m| {
        part(m, |m| !leaks(m), |m| m.kind == VerdictKind::Leak)
    });
    row("fixed runs suspected", |m| {
        part(m, |m| !leaks(m), |m| m.kind == VerdictKind::Suspected)
    });
    text += &by_pattern(done);
    text += &failures(done, lost);
    text += &not_validated(done);
    text
}

fn leaks(marked: &Marked) -> bool {
    !marked.run.is_fixed
}

/// `39 of 40`, with the Wilson interval at 95 %.
fn part(marked: &[&Marked], of: fn(&Marked) -> bool, is: fn(&Marked) -> bool) -> String {
    let all = marked.iter().filter(|m| of(m)).count();
    let found = marked.iter().filter(|m| of(m) && is(m)).count();
    said(found, all)
}

fn blamed(marked: &[&Marked], of: fn(&Marked) -> Option<Blame>, wanted: Blame) -> String {
    let blames: Vec<Blame> = marked
        .iter()
        .filter(|m| leaks(m))
        .filter_map(|m| of(m))
        .collect();
    let found = blames.iter().filter(|b| **b == wanted).count();
    said(found, blames.len())
}

fn said(found: usize, all: usize) -> String {
    if all == 0 {
        return "–".to_owned();
    }
    let (low, high) = wilson(found as f64, all as f64);
    let percent = 100.0 * found as f64 / all as f64;
    format!(
        "{found} of {all}: {percent:.1} % ({:.1} to {:.1})",
        100.0 * low,
        100.0 * high
    )
}

/// Wilson's interval of a share, at 95 %.
fn wilson(found: f64, all: f64) -> (f64, f64) {
    const Z: f64 = 1.96;
    let share = found / all;
    let middle = share + Z * Z / (2.0 * all);
    let half = Z * (share * (1.0 - share) / all + Z * Z / (4.0 * all * all)).sqrt();
    let whole = 1.0 + Z * Z / all;
    (
        ((middle - half) / whole).max(0.0),
        ((middle + half) / whole).min(1.0),
    )
}

/// One row a pattern.
fn by_pattern(done: &[Marked]) -> String {
    let mut of: BTreeMap<&str, Vec<&Marked>> = BTreeMap::new();
    for marked in done {
        of.entry(&marked.run.label.pattern)
            .or_default()
            .push(marked);
    }
    let mut text = "\n## By pattern\n\n\
         Of the leaking runs: how many were called leak or suspected, had the right cause, and the right, a wrong \
         or no function; of the fixed ones: how many were called leak or suspected.\n\n\
         | pattern | runs | called | cause | right / wrong / unknown | with a dump | fixed | leak | suspected |\n\
         |---|---|---|---|---|---|---|---|---|\n"
        .to_owned();
    for (pattern, marked) in of {
        let (leaking, fixed): (Vec<&Marked>, Vec<&Marked>) =
            marked.into_iter().partition(|m| leaks(m));
        let count = |is: fn(&Marked) -> bool| leaking.iter().filter(|m| is(m)).count();
        let blames = |of: fn(&Marked) -> Option<Blame>| {
            let count = |wanted| leaking.iter().filter(|m| of(m) == Some(wanted)).count();
            let [right, wrong, unknown] = [Blame::Right, Blame::Wrong, Blame::Unknown].map(count);
            format!("{right} / {wrong} / {unknown}")
        };
        let of_kind = |kind| fixed.iter().filter(|m| m.kind == kind).count();
        let _ = writeln!(
            text,
            "| {pattern} | {} | {} | {} | {} | {} | {} | {} | {} |",
            leaking.len(),
            count(Marked::is_called),
            count(|m| m.is_cause_right),
            blames(|m| m.blame),
            blames(|m| m.blame_with_dump),
            fixed.len(),
            of_kind(VerdictKind::Leak),
            of_kind(VerdictKind::Suspected),
        );
    }
    text
}

/// Every run that went wrong, with what was said of it.
fn failures(done: &[Marked], lost: &[String]) -> String {
    let mut text = "\n## What went wrong\n\n".to_owned();
    let mut lines = Vec::new();
    for marked in done {
        let what = match leaks(marked) {
            true if !marked.is_called() => "not called",
            true if !marked.is_cause_right => "wrong cause",
            true if marked.blame == Some(Blame::Wrong) => "wrong function",
            false if marked.is_called() => "called though fixed",
            _ => continue,
        };
        let run = &marked.run;
        let with = if run.migrates {
            ", with migrations"
        } else {
            ""
        };
        lines.push(format!(
            "- {} {}{with}: {what}. {}\n",
            run.label.pattern, run.label.variant, marked.said
        ));
    }
    lines.extend(lost.iter().map(|lost| format!("- lost: {lost}\n")));
    match lines.is_empty() {
        true => text += "Nothing.\n",
        false => text.extend(lines),
    }
    text
}

/// The patterns no run shows.
fn not_validated(done: &[Marked]) -> String {
    let all = patterns::all()
        .chain(patterns::of_heap())
        .chain(patterns::of_memory());
    let mut names: Vec<&str> = all.map(|pattern| pattern.name).collect();
    names.sort_unstable();
    names.dedup();
    names.retain(|name| !done.iter().any(|m| m.run.label.pattern_name() == *name));
    format!(
        "\n## Not validated by a run\n\n\
         Most of these show in packages that are not Go's own; a test holds each against a stack such as it \
         leaves and one that only looks like it.\n\n{}.\n",
        names.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_have_their_interval() {
        assert_eq!(said(0, 0), "–");
        assert_eq!(said(95, 100), "95 of 100: 95.0 % (88.8 to 97.8)");
        assert_eq!(said(10, 10), "10 of 10: 100.0 % (72.2 to 100.0)");
    }
}
