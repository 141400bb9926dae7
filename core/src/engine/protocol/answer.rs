//! What the engine answers.

use super::{FetchOrder, Found, Inventory, Overview, ProfileInfo, Trouble};
use crate::codec::coded;
use crate::layout::{
    CallGraph, Calls, Flame, FrameDetails, GoroutineDetails, GoroutinePage, LabelTables, Numbers,
    SourceListing, Suggestions, TopPage,
};
use crate::leak::{GrowthRow, Verdict};
use crate::telemetry::{ProfileId, ServiceId};

/// What the engine answers.
#[derive(Clone, Debug, PartialEq)]
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
    Flame(Box<Flame>),
    /// A page of the Top table.
    Top(TopPage),
    /// The graph of calls.
    Graph(CallGraph),
    /// One function.
    Frame(FrameDetails),
    /// What matched.
    Found(Found),
    /// What one profile alone tells.
    Judged(Verdict),
    /// A page of groups of goroutines.
    Goroutines(Box<GoroutinePage>),
    /// One goroutine.
    Goroutine(Box<GoroutineDetails>),
    /// What samples add up to by their labels.
    Labels(LabelTables),
    /// A function between its callers and its callees.
    Calls(Calls),
    /// The lines of a function.
    Source(SourceListing),
    /// What stands behind the numbers.
    Numbers(Box<Numbers>),
    /// An export; its bytes are the message's second buffer.
    Exported {
        /// File name to save under.
        name: String,
        /// What it holds, a line each.
        contents: Vec<String>,
    },
    /// What a filter may mean.
    Suggested(Suggestions),
    /// Node ids, in the order asked; none for a function that is not there.
    Named(Vec<Option<u32>>),
    /// An expression that matches the person's own functions; empty where none is known.
    OwnCode(String),
}

coded! {
    enum Answer {
        Ready(a), Progress { phase, done, total }, Opened(a), Failed(a), Watching { service },
        Fetch(a), AbortFetch { order }, Changed(a), Overview(a), Growth(a), Flame(a), Top(a),
        Graph(a), Frame(a), Found(a), Judged(a), Goroutines(a), Goroutine(a), Labels(a),
        Calls(a), Source(a), Numbers(a), Exported { name, contents }, Suggested(a), Named(a),
        OwnCode(a),
    }
}

/// What opening came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OpenedInfo {
    /// The profile, if it was one; those of an archive, the oldest first.
    pub profiles: Vec<ProfileInfo>,
    /// The service, if it was a recording or readings of one.
    pub service: Option<ServiceId>,
    /// Remarks to show: "cut off after 2.1 MB; 812 of its samples were read".
    pub remarks: Vec<String>,
}

coded! { struct OpenedInfo { profiles, service, remarks } }

/// What grows.
#[derive(Clone, Debug, Default, PartialEq)]
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

coded! { struct Growth { ends, range_ms, unit, grew, shrank, rows, stacks, missing } }
