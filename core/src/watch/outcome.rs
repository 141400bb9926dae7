//! What came of asking an endpoint, in a few words.

use super::endpoint::Endpoint;
use crate::engine::protocol::{Trouble, TroubleKind};

/// "answers", "not there (404)", "not offered: not there (404)".
pub(super) fn of(endpoint: &Endpoint) -> String {
    match (&endpoint.dropped, &endpoint.trouble) {
        (Some(trouble), _) => format!("not offered: {}", in_short(trouble)),
        (None, Some(trouble)) => in_short(trouble),
        (None, None) if endpoint.answered_ms.is_some() => "answers".to_owned(),
        (None, None) if endpoint.asked_ms.is_some() => "no answer yet".to_owned(),
        (None, None) => "not asked yet".to_owned(),
    }
}

fn in_short(trouble: &Trouble) -> String {
    let words = match trouble.kind {
        TroubleKind::NotFound => "not there",
        TroubleKind::Unauthorised => "refused",
        TroubleKind::HttpStatus => "an error",
        TroubleKind::NotJson => "something else answers",
        TroubleKind::TimedOut => "no answer in time",
        _ => "no answer that the browser shows",
    };
    // What answers something else has its own first words there.
    let raw = (trouble.kind != TroubleKind::NotJson).then_some(trouble.raw.as_str());
    match raw.and_then(|raw| raw.strip_prefix("HTTP ")) {
        Some(status) => format!("{words} ({status})"),
        None => words.to_owned(),
    }
}
