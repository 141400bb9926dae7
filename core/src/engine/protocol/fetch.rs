//! Fetches, which the page makes for the engine: how often, what, and what came of it.

#[cfg(doc)]
use super::Request;
use crate::codec::coded;
use crate::telemetry::ServiceId;

/// How often a service is asked, in milliseconds; 0 never.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Intervals {
    /// Counts from the pprof index.
    pub counts_ms: f64,
    /// Health.
    pub health_ms: f64,
    /// Memory (heap debug=1, or expvar).
    pub memory_ms: f64,
    /// Goroutine and heap profiles.
    pub profiles_ms: f64,
    /// Events.
    pub events_ms: f64,
}

coded! { struct Intervals { counts_ms, health_ms, memory_ms, profiles_ms, events_ms } }

impl Default for Intervals {
    fn default() -> Intervals {
        Intervals {
            counts_ms: 5e3,
            health_ms: 30e3,
            memory_ms: 15e3,
            profiles_ms: 60e3,
            events_ms: 15e3,
        }
    }
}

/// A fetch the page is to make.
#[derive(Clone, Debug, PartialEq)]
pub struct FetchOrder {
    /// Comes back in [`Request::Fetched`].
    pub order: u32,
    /// For which service: its header, if a person gave one, goes along.
    pub service: ServiceId,
    /// Where.
    pub url: String,
    /// Give up after this.
    pub timeout_ms: f64,
    /// May a `no-cors` probe follow a failure? Never for health: each check can leak.
    pub may_probe: bool,
    /// For a progress display: how long it is expected to take (a CPU profile's seconds), 0 if short.
    pub expected_ms: f64,
    /// The request of the page this serves, if a person waits for it.
    pub for_request: Option<u32>,
}

coded! {
    struct FetchOrder {
        order, service, url, timeout_ms, may_probe, expected_ms, for_request,
    }
}

/// What a fetch came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// An answer, whatever its status; the body is the message's second buffer.
    Answered {
        /// HTTP status.
        status: u16,
        /// Content-Type.
        content_type: String,
        /// How long it took.
        took_ms: f64,
    },
    /// None in time.
    TimedOut {
        /// After how long.
        after_ms: f64,
    },
    /// The browser gave an error and hides why; what the probes behind it found.
    Blocked {
        /// The browser's own words.
        message: String,
        /// What was found out.
        probe: Probe,
    },
    /// A person stopped it.
    Cancelled,
}

coded! {
    enum Outcome {
        Answered { status, content_type, took_ms }, TimedOut { after_ms },
        Blocked { message, probe }, Cancelled,
    }
}

/// What a page can find out about a fetch that failed without a word.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Probe {
    /// Whether a `no-cors` request reached something: then CORS is what blocks.
    pub reached: Option<bool>,
    /// Whether an https page asked for an http address that is not local.
    pub is_mixed_content: bool,
    /// The state of the permission for local addresses: `granted`, `prompt`, `denied`, or empty.
    pub local_network: String,
    /// Whether the address is local (loopback or private) while the page is not.
    pub is_local_address: bool,
}

coded! { struct Probe { reached, is_mixed_content, local_network, is_local_address } }
