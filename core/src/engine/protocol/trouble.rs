//! What went wrong, in words for a person.

use crate::codec::coded;

/// Something went wrong, in words for a person.
#[derive(Clone, Debug, Default, PartialEq)]
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

coded! { struct Trouble { kind, title, detail, checks, remedies, raw, is_limit } }

/// Kinds of trouble.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

coded! {
    enum TroubleKind {
        Unreachable, TimedOut, NotFound, NotJson, Unauthorised, Cors, MixedContent,
        LocalNetworkDenied, HttpStatus, BadFile, Engine, Cancelled,
    }
}

/// Outcome of one check on a failure screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Check {
    Yes,
    No,
    /// The browser hides it.
    Hidden,
}

coded! { enum Check { Yes, No, Hidden } }
