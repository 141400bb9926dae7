//! What the page asks.

#[cfg(doc)]
use super::Answer;
use super::{Intervals, Outcome};
use crate::codec::coded;
use crate::layout::{
    CallsQuery, FlameQuery, FrameQuery, GoroutineQuery, GraphQuery, LabelQuery, NumbersQuery,
    SourceQuery, SuggestQuery, TopQuery,
};
use crate::profile::Scaling;
use crate::profile::filter::Filter;
use crate::telemetry::{Known, ProfileId, ServiceId, Target};

/// What the page asks.
#[derive(Clone, Debug, PartialEq)]
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
        /// The service in view, which events belong to.
        beside: Option<ServiceId>,
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
    /// Begin the experiment with our health checks, or stop it. → [`Answer::Changed`]
    Experiment {
        /// Which service.
        service: ServiceId,
        /// Whether to begin.
        is_begun: bool,
    },
    /// What a person knows of a service: limits, others' health checks. → [`Answer::Changed`]
    SetKnown {
        /// Which service.
        service: ServiceId,
        /// All of it.
        known: Known,
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
    /// → [`Answer::Graph`]
    Graph {
        /// Of what.
        subject: Subject,
        /// How much of it.
        query: GraphQuery,
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
    /// → [`Answer::Goroutines`]
    Goroutines {
        /// Of what.
        subject: Subject,
        /// Which rows.
        query: GoroutineQuery,
    },
    /// One goroutine of a full dump. → [`Answer::Goroutine`]
    Goroutine {
        /// Of which.
        profile: ProfileId,
        /// Its place in the dump.
        index: u32,
    },
    /// → [`Answer::Labels`]
    Labels {
        /// Of what.
        subject: Subject,
        /// Which of them.
        query: LabelQuery,
    },
    /// → [`Answer::Calls`]
    Calls {
        /// Of what.
        subject: Subject,
        /// Which function.
        query: CallsQuery,
    },
    /// → [`Answer::Source`]
    Source {
        /// Of what.
        subject: Subject,
        /// Which function.
        query: SourceQuery,
    },
    /// What stands behind the numbers. → [`Answer::Numbers`]
    Numbers {
        /// Of what.
        subject: Subject,
        /// About what.
        query: NumbersQuery,
    },
    /// → [`Answer::Exported`], its bytes as the second buffer
    Export(ExportWhat),
    /// What a filter that is being typed may mean. → [`Answer::Suggested`]
    Suggest {
        /// In what.
        subject: Subject,
        /// What is typed.
        query: SuggestQuery,
    },
    /// The nodes of functions known by name from another profile. → [`Answer::Named`]
    Named {
        /// In what.
        subject: Subject,
        /// Name and file of each; an empty file is any.
        names: Vec<(String, String)>,
    },
    /// Which functions are the person's own. → [`Answer::OwnCode`]
    OwnCode {
        /// Of which profile.
        profile: ProfileId,
    },
}

coded! {
    enum Request {
        Start { is_read_only, died_of }, Open { name, modified_ms, inflated_limit_bytes, beside },
        Cancel { request }, Close { profile }, Watch { target, intervals },
        SetIntervals { service, intervals }, Pause { service, is_paused }, Retry { service },
        Forget { service }, Capture { service, what }, Fetched { order, outcome },
        Visibility { is_hidden }, AddNote { service, at_ms, text },
        Experiment { service, is_begun }, SetKnown { service, known }, RemoveNote { service, at_ms, text }, Overview(a), Growth(a), Flame { subject, query },
        Top { subject, query }, Graph { subject, query }, Frame { subject, query },
        Search { subject, text }, Judge { profile }, Goroutines { subject, query },
        Goroutine { profile, index }, Labels { subject, query }, Calls { subject, query },
        Source { subject, query }, Numbers { subject, query }, Export(a),
        Suggest { subject, query }, Named { subject, names }, OwnCode { profile },
    }
}

/// What to export.
#[derive(Clone, Debug, PartialEq)]
pub enum ExportWhat {
    /// Everything here as one recording.
    Recording,
    /// One profile as received.
    Profile(ProfileId),
    /// What is in view, written anew.
    View {
        /// Of what.
        subject: Subject,
        /// As what.
        format: ViewFormat,
    },
    /// Events and notes of a service, in a form that can be opened again.
    Events {
        /// Which service.
        service: ServiceId,
        /// As CSV rather than JSON.
        is_csv: bool,
    },
}

coded! { enum ExportWhat { Recording, Profile(a), View { subject, format }, Events { service, is_csv } } }

/// What a view is written as. With a base it is the difference, as pprof's `-diff_base` has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViewFormat {
    /// pprof protobuf in gzip.
    Protobuf,
    /// Folded stacks, of the sample type in view.
    Folded,
    /// The whole Top table as CSV, with both columns where there is a base.
    Csv,
    /// What `go tool pprof -top` prints.
    Text,
    /// The graph of calls as a picture.
    Svg,
}

coded! { enum ViewFormat { Protobuf, Folded, Csv, Text, Svg } }

/// A profile, perhaps against a base, in one sample type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Subject {
    /// The profile.
    pub profile: ProfileId,
    /// What it is compared with.
    pub base: Option<ProfileId>,
    /// Index of the sample type; none for the profile's default.
    pub sample_type: Option<u32>,
    /// What is left out, of both.
    pub filters: Vec<Filter>,
    /// What values of the profile are scaled by where there is a base.
    pub scaling: Scaling,
}

coded! { struct Subject { profile, base, sample_type, filters, scaling } }

/// Which part of a service's time to show.
#[derive(Clone, Debug, PartialEq)]
pub struct OverviewQuery {
    /// Which service.
    pub service: ServiceId,
    /// From, milliseconds since 1970; none for all.
    pub range_ms: Option<(f64, f64)>,
    /// Width of the drawing in device pixels.
    pub width_px: u32,
    /// What a person selected on the axis.
    pub selection_ms: Option<(f64, f64)>,
    /// Whether lanes show what their heaviest stacks hold.
    pub is_by_stack: bool,
}

coded! { struct OverviewQuery { service, range_ms, width_px, selection_ms, is_by_stack } }

/// Which growth table.
#[derive(Clone, Debug, PartialEq)]
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

coded! { struct GrowthQuery { service, kind, sample_type, range_ms } }
