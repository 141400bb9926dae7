//! What the targets have in common.

use std::sync::Arc;

use leakscope_core::formats::{self, FormatError, Limits, Opened};
use leakscope_core::job::{Pace, run};
use leakscope_core::layout::{
    FlameQuery, GoroutineQuery, Listed, TopQuery, flame, goroutine, goroutine_groups, goroutine_page, top,
};
use leakscope_core::profile::{NodeId, Profile, Selection};

/// Little enough that a bomb of a few bytes is no slow input.
pub const LIMITS: Limits = Limits {
    inflated_bytes: 1 << 20,
    frames: 1 << 22,
    depth: 1 << 16,
    samples: 1 << 16,
    strings: 1 << 16,
};

/// Opens `bytes` as a file that a person dropped.
pub fn open(bytes: &[u8]) -> Result<Opened, FormatError> {
    let pace = Pace::unhurried();
    run(formats::open(
        "a file",
        bytes.to_vec(),
        &LIMITS,
        &pace,
        &|_| {},
    ))
}

/// Opens `bytes` and does with what comes of it what the page does, or reads the message out.
///
/// Looking costs ten times what reading does, so that only one length in eight is looked at: bytes of
/// any other are read alone, and a mutation away.
pub fn open_and_look(bytes: &[u8]) {
    match open(bytes) {
        Err(error) => check_message(&error),
        Ok(_) if !bytes.len().is_multiple_of(8) => {}
        Ok(Opened::Profile { profile, .. }) => look_at(profile),
        Ok(Opened::Dump { dump, profile, .. }) => {
            for goroutine in &dump.goroutines {
                for frame in dump.stack(goroutine) {
                    dump.function(frame.frame);
                    dump.place(frame.frame);
                    dump.arguments(frame);
                }
                dump.labels_of(goroutine);
            }
            goroutine(&dump, 0);
            let (dump, pace) = (&dump, Pace::unhurried());
            let query = GoroutineQuery {
                limit: 50,
                ..GoroutineQuery::default()
            };
            let selection = run(Selection::of(Arc::new(profile.clone()), None, &pace));
            let listed = Some(Listed { dump, origin: None });
            let groups = run(goroutine_groups(&selection, listed, &query, &pace));
            run(goroutine_page(&selection, &groups, Some(dump), &query, &pace));
            look_at(profile);
        }
        Ok(Opened::Archive(bytes)) => {
            let _ = read_recording(&bytes);
        }
        Ok(Opened::Readings(_) | Opened::Index(_) | Opened::Events(_)) => {}
    }
}

/// A recording and its profiles.
pub fn read_recording(bytes: &[u8]) -> Result<leakscope_core::recording::Opened, FormatError> {
    let pace = Pace::unhurried();
    run(leakscope_core::recording::read(bytes, &LIMITS, &pace))
}

/// A message names the format, says what is wrong in words of its own, and what to do.
pub fn check_message(error: &FormatError) {
    assert!(!error.format.is_empty() && !error.what.is_empty() && !error.advice.is_empty());
    assert!(
        error.to_string().len() < 2000,
        "a message of a page: {error}"
    );
}

/// Lays a profile out, writes it and compares it with itself.
fn look_at(profile: Profile) {
    let pace = Pace::unhurried();
    formats::print::profile(&profile);
    formats::write_folded(&profile, 0);
    let difference = run(Selection::compare(&profile, &profile, None, &pace));
    if let Ok(selection) = difference {
        lay_out(&selection, &pace);
    }
    let profile = Arc::new(profile);
    for sample_type in 0..profile.sample_types.len().min(4) {
        let selection = Selection::of(Arc::clone(&profile), Some(sample_type), &pace);
        lay_out(&run(selection), &pace);
    }
}

fn lay_out(selection: &Selection, pace: &Pace) {
    let nodes = selection.nodes.len();
    let some = (nodes > 0).then(|| NodeId(nodes as u32 / 2));
    let some = some.map(|node| selection.nodes.name(selection.tables(), node));
    for (is_inverted, around) in [
        (false, String::new()),
        (true, String::new()),
        (false, some.unwrap_or_default()),
    ] {
        let query = FlameQuery {
            is_inverted,
            is_collapsed: is_inverted,
            around,
            min_share: 0.001,
            ..FlameQuery::default()
        };
        let flame = run(flame(selection, &query, pace));
        let boxes = &flame.boxes;
        for (&x, &width) in boxes.x.iter().zip(&boxes.width) {
            assert!((0.0..=1.000_001).contains(&x) && (0.0..=1.000_001).contains(&(x + width)));
        }
    }
    let query = TopQuery {
        limit: 100,
        ..TopQuery::default()
    };
    run(top(selection, &query, pace));
}
