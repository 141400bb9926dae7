//! The words of `recording.json` for metrics, states and sources. They never change.

use crate::telemetry::{Metric, Source, State};

pub fn of_metric(metric: Metric) -> &'static str {
    match metric {
        Metric::Goroutines => "goroutines",
        Metric::HeapInUse => "heap_in_use",
        Metric::StackInUse => "stack_in_use",
        Metric::HeldFromSystem => "held_from_system",
        Metric::Rss => "rss",
        Metric::Threads => "threads",
        Metric::HeapObjects => "heap_objects",
        Metric::NumGc => "num_gc",
    }
}

pub fn metric(word: &str) -> Option<Metric> {
    Metric::ALL
        .into_iter()
        .find(|metric| of_metric(*metric) == word)
}

pub fn of_state(state: State) -> &'static str {
    match state {
        State::Up => "up",
        State::Slow => "slow",
        State::Down => "down",
        State::Unknown => "unknown",
    }
}

/// An empty word is a missing member.
pub fn state(word: &str) -> Option<State> {
    match word {
        "up" => Some(State::Up),
        "slow" => Some(State::Slow),
        "down" => Some(State::Down),
        "unknown" | "" => Some(State::Unknown),
        _ => None,
    }
}

pub fn of_source(source: Source) -> &'static str {
    match source {
        Source::Poll => "poll",
        Source::Capture => "capture",
        Source::File => "file",
    }
}

/// An empty word is a missing member.
pub fn source(word: &str) -> Option<Source> {
    match word {
        "poll" => Some(Source::Poll),
        "capture" => Some(Source::Capture),
        "file" | "" => Some(Source::File),
        _ => None,
    }
}
