//! Troubles that are the engine's own, in words.

use super::protocol::{Trouble, TroubleKind};
use crate::formats::FormatError;
use crate::telemetry::ProfileId;

/// A file that could not be read.
pub fn bad_file(name: &str, error: &FormatError) -> Trouble {
    let remedies = match error.advice.is_empty() {
        true => Vec::new(),
        false => vec![(error.advice.clone(), String::new())],
    };
    Trouble {
        kind: TroubleKind::BadFile,
        title: format!("{name} could not be opened"),
        detail: error.to_string(),
        remedies,
        raw: error.to_string(),
        is_limit: error.is_limit,
        ..Trouble::default()
    }
}

/// A profile that is not here any more.
pub fn no_such_profile(id: ProfileId) -> Trouble {
    Trouble {
        kind: TroubleKind::Engine,
        title: "This profile is not here any more".into(),
        detail: "It was closed, or thinned out with age.".into(),
        raw: format!("profile {}", id.0),
        ..Trouble::default()
    }
}

/// Nothing to save.
pub fn no_events() -> Trouble {
    Trouble {
        kind: TroubleKind::NotFound,
        title: "There are no events to save".into(),
        detail: "Events come from the service's own address or Grafana's, from files, and as notes (n on the time axis)."
            .into(),
        ..Trouble::default()
    }
}

/// A service that is not here any more.
pub fn no_such_service() -> Trouble {
    Trouble {
        kind: TroubleKind::Engine,
        title: "This service is not here any more".into(),
        ..Trouble::default()
    }
}

/// A profile an engine died of.
pub fn set_aside(name: &str, why: &str) -> Trouble {
    Trouble {
        kind: TroubleKind::BadFile,
        title: format!("{name} was set aside"),
        detail: why.into(),
        remedies: vec![(
            "Its bytes are still here: save it as received and look at it with go tool pprof."
                .into(),
            String::new(),
        )],
        ..Trouble::default()
    }
}

/// What the store could not give.
pub fn unreadable_store(raw: String) -> Trouble {
    Trouble {
        kind: TroubleKind::Engine,
        title: "The browser's storage did not give the profile back".into(),
        raw,
        ..Trouble::default()
    }
}

/// A request nothing here answers: a mistake in this program.
pub fn unanswerable() -> Trouble {
    Trouble {
        kind: TroubleKind::Engine,
        title: "The engine does not answer this".into(),
        ..Trouble::default()
    }
}
