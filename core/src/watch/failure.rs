//! What a failed fetch means, in plain words, honest about what a browser hides.

use super::{remedies, url};
use crate::engine::protocol::{Check, Outcome, Probe, Trouble, TroubleKind};
use crate::formats::FormatError;
use crate::units::shortest;

/// What is wrong with an outcome; none where a body came that may be read. `url` is what was asked.
pub fn trouble(url: &str, outcome: &Outcome) -> Option<Trouble> {
    let host = url::host_of(url);
    match outcome {
        Outcome::Answered {
            status: 200..=299, ..
        } => None,
        Outcome::Answered { status, .. } => Some(by_status(url, host, *status)),
        Outcome::TimedOut { after_ms } => Some(Trouble {
            kind: TroubleKind::TimedOut,
            title: format!(
                "{host} did not answer within {} s",
                shortest(after_ms / 1e3)
            ),
            detail: format!(
                "{url} was asked and nothing came back in time. A service that is stuck, or whose \
                 machine is out of memory, looks like this; so does a firewall that drops packets."
            ),
            checks: vec![
                (
                    Check::Hidden,
                    "Whether the connection was made: the browser does not say.".into(),
                ),
                (Check::No, "No answer in time.".into()),
            ],
            remedies: remedies::timed_out(url),
            raw: format!("timed out after {} ms", shortest(*after_ms)),
            ..Trouble::default()
        }),
        Outcome::Blocked { message, probe } => Some(blocked(url, host, message, probe)),
        Outcome::Cancelled => Some(Trouble {
            kind: TroubleKind::Cancelled,
            title: "Stopped".into(),
            ..Trouble::default()
        }),
    }
}

/// An answer came, but not what was asked for: HTML where JSON should be, or nothing known.
pub fn not_json(url: &str, expected: &str, body: &[u8], error: &FormatError) -> Trouble {
    let host = url::host_of(url);
    let is_html = body.trim_ascii_start().first() == Some(&b'<');
    let title = if is_html {
        format!("{host} answered with an HTML page instead of {expected}")
    } else {
        format!("{host} answered with something that is not {expected}")
    };
    let start: String = String::from_utf8_lossy(&body[..body.len().min(200)]).into_owned();
    Trouble {
        kind: TroubleKind::NotJson,
        title,
        detail: format!(
            "{url} answered. A login page, a proxy's error page or a single-page app that answers \
             every path looks like this. {error}"
        ),
        checks: vec![
            (Check::Yes, "The service was reached.".into()),
            (Check::Yes, "It lets this page read its answers.".into()),
            (Check::No, format!("The answer is {expected}.")),
        ],
        remedies: vec![(
            "Correct the path, or leave it empty to do without.".into(),
            String::new(),
        )],
        raw: start,
        ..Trouble::default()
    }
}

fn by_status(url: &str, host: &str, status: u16) -> Trouble {
    let (kind, title, detail, remedies) = match status {
        401 | 403 => (
            TroubleKind::Unauthorised,
            format!("{host} wants to know who asks"),
            format!("{url} answered {status}: it serves this only to those it knows."),
            remedies::unauthorised(url),
        ),
        404 | 405 | 410 => (
            TroubleKind::NotFound,
            format!("{host} has nothing at this path"),
            format!("{url} answered {status}. Health and pprof often sit on different ports."),
            remedies::not_found(),
        ),
        _ => (
            TroubleKind::HttpStatus,
            format!("{host} answered {status}"),
            format!("{url} answered with status {status} and nothing that could be read."),
            vec![(
                "Look into the service's own log for this request.".into(),
                String::new(),
            )],
        ),
    };
    Trouble {
        kind,
        title,
        detail,
        checks: vec![
            (Check::Yes, "The service was reached.".into()),
            (Check::Yes, "It lets this page read its answers.".into()),
            (
                Check::No,
                format!("The answer is good: its status is {status}."),
            ),
        ],
        remedies,
        raw: format!("HTTP {status}"),
        ..Trouble::default()
    }
}

fn blocked(url: &str, host: &str, message: &str, probe: &Probe) -> Trouble {
    let base = Trouble {
        raw: message.to_owned(),
        ..Trouble::default()
    };
    if probe.is_mixed_content {
        return Trouble {
            kind: TroubleKind::MixedContent,
            title: format!("This page came over https and may not ask {host} over http"),
            detail: format!("Browsers refuse {url} from a secure page before anything is sent."),
            checks: vec![(
                Check::No,
                "The browser sent the request: it did not.".into(),
            )],
            remedies: remedies::mixed_content(url),
            ..base
        };
    }
    if probe.is_local_address && probe.local_network == "denied" {
        return Trouble {
            kind: TroubleKind::LocalNetworkDenied,
            title: format!("The browser was told not to let this page reach {host}"),
            detail: "Reaching addresses of this machine or its network needs a permission, and it \
                     was denied for this page."
                .into(),
            checks: vec![(
                Check::No,
                "The permission for local addresses is granted.".into(),
            )],
            remedies: remedies::local_network(url),
            ..base
        };
    }
    match probe.reached {
        Some(true) => Trouble {
            kind: TroubleKind::Cors,
            title: format!("{host} does not let this page read its answers"),
            detail: format!(
                "Something answers at {host}, but without the header Access-Control-Allow-Origin, \
                 so the browser keeps the answer to itself. Go's net/http/pprof never sends it."
            ),
            checks: vec![
                (Check::Yes, "The service was reached.".into()),
                (
                    Check::No,
                    "It allows this page's origin to read its answers.".into(),
                ),
                (
                    Check::Hidden,
                    "What it answered: the browser hides it.".into(),
                ),
            ],
            remedies: remedies::cors(url),
            ..base
        },
        reached => {
            Trouble {
                kind: TroubleKind::Unreachable,
                title: format!("{host} could not be reached"),
                detail: unreached_detail(url, probe),
                checks: vec![
                match reached {
                    Some(_) => (Check::No, "The service was reached.".into()),
                    None => (
                        Check::Hidden,
                        "Whether the service was reached: the browser does not say, and asking \
                         again just to find out could be work for it."
                            .into(),
                    ),
                },
                (Check::Hidden, "Whether it allows this page's origin.".into()),
            ],
                remedies: remedies::unreachable(url),
                ..base
            }
        }
    }
}

fn unreached_detail(url: &str, probe: &Probe) -> String {
    let mut detail = format!(
        "{url} gave a network error. It could be that nothing listens there, that the name is \
         unknown, or that a certificate is not trusted"
    );
    if probe.reached.is_none() {
        detail.push_str("; or that it answers without letting this page read it (CORS)");
    }
    if probe.is_local_address {
        detail.push_str(
            ". The address is local and this page is not: the browser may have to ask you first",
        );
        if probe.local_network == "prompt" {
            detail.push_str(", and its question is still open");
        }
    }
    detail + "."
}
