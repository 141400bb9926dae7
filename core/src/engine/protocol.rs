//! What the page and the engine say to each other.
//!
//! One [`ToEngine`] or [`ToPage`] is one `postMessage`: postcard bytes in a transferred buffer,
//! with the bytes of files and responses beside it as a second transferred buffer, never copied.

use serde::{Deserialize, Serialize};

pub use crate::chart::model::{DependencyLane, Lane, LaneSeries, Overview};
pub use crate::layout::Found;
use crate::layout::{Flame, FlameQuery, FrameDetails, FrameQuery, TopPage, TopQuery};
use crate::leak::{GrowthRow, Verdict};
use crate::telemetry::{ProfileEntry, ProfileId, ServiceId, State, Target};

/// From the page. `id` comes back in every answer to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToEngine {
    /// Chosen by the page, rising.
    pub id: u32,
    /// What is asked.
    pub request: Request,
}

/// From the engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToPage {
    /// The request answered; none for what the engine says of its own accord.
    pub reply_to: Option<u32>,
    /// What is said.
    pub answer: Answer,
}

/// What the page asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// First message: rebuild from the store. → [`Answer::Ready`]
    Start {
        /// Whether another tab owns the recording: nothing is written, nothing stored is polled.
        is_read_only: bool,
        /// What the engine before this one died of, if one did: its last input is set aside.
        died_of: Option<String>,
    },
    /// Open a file, dropped or pasted bytes (the message's second buffer).
    /// → [`Answer::Progress`]…, then [`Answer::Opened`] or [`Answer::Failed`]
    Open {
        /// The file's name, or `pasted text`.
        name: String,
        /// The file's own time, milliseconds since 1970.
        modified_ms: Option<f64>,
        /// How far to inflate; none for the default of 512 MiB.
        inflated_limit_bytes: Option<u64>,
    },
    /// Stop answering that request.
    Cancel {
        /// Its id.
        request: u32,
    },
    /// Forget an opened profile.
    Close {
        /// Which.
        profile: ProfileId,
    },
    /// Watch a service. The header stays in memory. → [`Answer::Watching`], then [`Answer::Fetch`]…
    Watch {
        /// Where.
        target: Target,
        /// How often.
        intervals: Intervals,
    },
    /// Change how often.
    SetIntervals {
        /// Which service.
        service: ServiceId,
        /// The new ones.
        intervals: Intervals,
    },
    /// Pause or resume polling.
    Pause {
        /// Which service.
        service: ServiceId,
        /// Whether to pause.
        is_paused: bool,
    },
    /// Try again at once after a failure.
    Retry {
        /// Which service.
        service: ServiceId,
    },
    /// Forget a service and all it left here.
    Forget {
        /// Which service.
        service: ServiceId,
    },
    /// Take a profile now. → [`Answer::Fetch`], then [`Answer::Opened`] or [`Answer::Failed`]
    Capture {
        /// Which service.
        service: ServiceId,
        /// Profile name of the pprof index, with its query: `goroutine?debug=2`, `profile?seconds=10`.
        what: String,
    },
    /// What a fetch brought; a body is the message's second buffer.
    Fetched {
        /// Which order.
        order: u32,
        /// What came of it.
        outcome: Outcome,
    },
    /// The page was hidden or shown.
    Visibility {
        /// Whether it is hidden.
        is_hidden: bool,
    },
    /// Add a note. → [`Answer::Changed`]
    AddNote {
        /// Which service.
        service: ServiceId,
        /// When, milliseconds since 1970.
        at_ms: f64,
        /// What it says.
        text: String,
    },
    /// Remove a note by its time and text.
    RemoveNote {
        /// Which service.
        service: ServiceId,
        /// When.
        at_ms: f64,
        /// What it says.
        text: String,
    },
    /// → [`Answer::Overview`]
    Overview(OverviewQuery),
    /// → [`Answer::Growth`]
    Growth(GrowthQuery),
    /// → [`Answer::Flame`]
    Flame {
        /// Of what.
        subject: Subject,
        /// Which part.
        query: FlameQuery,
    },
    /// → [`Answer::Top`]
    Top {
        /// Of what.
        subject: Subject,
        /// Which rows.
        query: TopQuery,
    },
    /// → [`Answer::Frame`]
    Frame {
        /// Of what.
        subject: Subject,
        /// Which function.
        query: FrameQuery,
    },
    /// → [`Answer::Found`]
    Search {
        /// In what.
        subject: Subject,
        /// Part of a name, any letter case.
        text: String,
    },
    /// What there is to say of one profile alone. → [`Answer::Judged`]
    Judge {
        /// Which.
        profile: ProfileId,
    },
    /// → [`Answer::Exported`], its bytes as the second buffer
    Export(ExportWhat),
}

/// What to export.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ExportWhat {
    /// Everything here as one recording.
    Recording,
    /// One profile as received.
    Profile(ProfileId),
}

/// A profile, perhaps against a base, in one sample type.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Subject {
    /// The profile.
    pub profile: ProfileId,
    /// What it is compared with.
    pub base: Option<ProfileId>,
    /// Index of the sample type; none for the profile's default.
    pub sample_type: Option<u32>,
}

/// How often a service is asked, in milliseconds; 0 never.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
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

/// What a fetch came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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

/// What a page can find out about a fetch that failed without a word.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
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

/// What the engine answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// The engine runs and has rebuilt what was stored.
    Ready(Inventory),
    /// How far a job has come.
    Progress {
        /// `inflating`, `decoding`.
        phase: String,
        /// Bytes done.
        done: u64,
        /// Bytes in all; 0 if unknown.
        total: u64,
    },
    /// What was opened.
    Opened(OpenedInfo),
    /// It did not work.
    Failed(Trouble),
    /// A service is watched under this id.
    Watching {
        /// Its id.
        service: ServiceId,
    },
    /// The page is to fetch this.
    Fetch(FetchOrder),
    /// Abort that fetch.
    AbortFetch {
        /// Which order.
        order: u32,
    },
    /// Something about what is kept changed: ask again for what is shown.
    Changed(Inventory),
    /// The overview.
    Overview(Box<Overview>),
    /// What grows.
    Growth(Growth),
    /// A flame view.
    Flame(Flame),
    /// A page of the Top table.
    Top(TopPage),
    /// One function.
    Frame(FrameDetails),
    /// What matched.
    Found(Found),
    /// What one profile alone tells.
    Judged(Verdict),
    /// An export; its bytes are the message's second buffer.
    Exported {
        /// File name to save under.
        name: String,
        /// What it holds, a line each.
        contents: Vec<String>,
    },
}

/// What is kept here.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Inventory {
    /// Services watched or opened.
    pub services: Vec<ServiceInfo>,
    /// Profiles of no service.
    pub profiles: Vec<ProfileInfo>,
    /// What the engine set aside after a crash, or could not read, for the person to know.
    pub remarks: Vec<String>,
    /// Bytes stored, and the browser's quota, where known.
    pub stored_bytes: u64,
    /// The quota, 0 if unknown.
    pub quota_bytes: u64,
    /// Whether another tab owns the recording and this one only reads.
    pub is_read_only: bool,
}

/// A service, as the top bar shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ServiceInfo {
    /// Its id.
    pub id: ServiceId,
    /// Where it is.
    pub target: Target,
    /// Whether it is being watched (false for an opened recording).
    pub is_live: bool,
    /// Whether polling is paused.
    pub is_paused: bool,
    /// How often.
    pub intervals: Intervals,
    /// Last known state.
    pub state: State,
    /// `22h54m`.
    pub uptime: String,
    /// `go1.27.3`, `v2.4.0`.
    pub version: String,
    /// First and last reading, milliseconds since 1970.
    pub range_ms: Option<(f64, f64)>,
    /// Why nothing of it can be reached, in plain words; none while anything answers.
    pub trouble: Option<Trouble>,
    /// What is asked of it, and how each of that goes.
    pub endpoints: Vec<Endpoint>,
    /// Profiles the service's index lists, with counts.
    pub index: Vec<(String, i64)>,
    /// How many health checks were ours.
    pub our_checks: u64,
    /// What polling costs the service, in words: "index every 5 s ≈ 1.2 ms …".
    pub cost: String,
    /// Its kept profiles.
    pub profiles: Vec<ProfileInfo>,
}

/// One address of a service that is polled.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Endpoint {
    /// `counts`, `health`, `memory`, `goroutine`, `heap`, `events`.
    pub name: String,
    /// Where; the address that answered, once one of the usual ones did.
    pub url: String,
    /// When it last answered, milliseconds since 1970.
    pub answered_at_ms: Option<f64>,
    /// What is wrong with it now, if anything.
    pub trouble: Option<Trouble>,
}

/// A profile to choose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProfileInfo {
    /// Id, name, time, size, hash.
    pub entry: ProfileEntry,
    /// `goroutine`, `heap`, …
    pub kind: String,
    /// `(kind, unit)` of each sample type; empty until it was opened once.
    pub sample_types: Vec<(String, String)>,
    /// Which is shown first.
    pub default_sample_type: u32,
}

/// What opening came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenedInfo {
    /// The profile, if it was one.
    pub profile: Option<ProfileInfo>,
    /// The service, if it was a recording or readings of one.
    pub service: Option<ServiceId>,
    /// Remarks to show: "cut off after 2.1 MB; 812 of its samples were read".
    pub remarks: Vec<String>,
}

/// Something went wrong, in words for a person.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Trouble {
    /// Which kind, for the screen's layout.
    pub kind: TroubleKind,
    /// One line: "localhost:8080 does not let this page read its answers".
    pub title: String,
    /// What happened and where.
    pub detail: String,
    /// `✓`, `✗` or `?` checks with a sentence each.
    pub checks: Vec<(Check, String)>,
    /// What to do next: sentence, and text to copy (may be empty). Best first.
    pub remedies: Vec<(String, String)>,
    /// The raw error.
    pub raw: String,
    /// Whether raising a limit would let it through.
    pub is_limit: bool,
}

/// Kinds of trouble.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum TroubleKind {
    Unreachable,
    TimedOut,
    NotFound,
    NotJson,
    Unauthorised,
    Cors,
    MixedContent,
    LocalNetworkDenied,
    HttpStatus,
    #[default]
    BadFile,
    Engine,
    Cancelled,
}

/// Outcome of one check on a failure screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Check {
    Yes,
    No,
    /// The browser hides it.
    Hidden,
}

/// A fetch the page is to make.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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

/// Which part of a service's time to show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OverviewQuery {
    /// Which service.
    pub service: ServiceId,
    /// From, milliseconds since 1970; none for all.
    pub range_ms: Option<(f64, f64)>,
    /// Width of the drawing in device pixels.
    pub width_px: u32,
    /// What a person selected on the axis.
    pub selection_ms: Option<(f64, f64)>,
}

/// Which growth table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GrowthQuery {
    /// Which service.
    pub service: ServiceId,
    /// Which kind of profile: `goroutine` or `heap`.
    pub kind: String,
    /// Which sample type of it (`inuse_space`); none for the default.
    pub sample_type: Option<String>,
    /// Over which range; none for since the last restart.
    pub range_ms: Option<(f64, f64)>,
}

/// What grows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Growth {
    /// The first and last profile compared.
    pub ends: Option<(ProfileId, ProfileId)>,
    /// The range they span.
    pub range_ms: (f64, f64),
    /// Unit of the values.
    pub unit: String,
    /// Σ of what grew.
    pub grew: i64,
    /// Σ of what shrank, negative.
    pub shrank: i64,
    /// Stacks, largest growth first, at most 200.
    pub rows: Vec<GrowthRow>,
    /// Stacks in all.
    pub stacks: u32,
    /// Why there are no rows, if there are none.
    pub missing: String,
}
