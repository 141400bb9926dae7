//! What a verdict is made of: sentences whose numbers stand on something.

use crate::codec::coded;
use crate::profile::StackId;

/// What Leakscope says of a service or a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verdict {
    /// What it is.
    pub kind: VerdictKind,
    /// One sentence without the kind's word: "goroutines grow by 2 with every health check".
    pub sentence: Vec<Span>,
    /// The evidence, a line each.
    pub evidence: Vec<Evidence>,
    /// What is shown when it is asked for: how sure it is, and the shapes that lost.
    pub details: Vec<Evidence>,
    /// The known cause, where a pattern matches.
    pub cause: Option<Cause>,
}

coded! { struct Verdict { kind, sentence, evidence, details, cause } }

/// Kinds of verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum VerdictKind {
    Leak,
    Suspected,
    SpikeOnly,
    Step,
    WarmUp,
    Daily,
    Healthy,
    #[default]
    TooLittleData,
}

coded! {
    enum VerdictKind {
        Leak, Suspected, SpikeOnly, Step, WarmUp, Daily, Healthy, TooLittleData,
    }
}

impl VerdictKind {
    /// In words, within a sentence.
    pub fn name(self) -> &'static str {
        match self {
            VerdictKind::Leak => "leak",
            VerdictKind::Suspected => "suspected",
            VerdictKind::SpikeOnly => "spikes only",
            VerdictKind::Step => "step",
            VerdictKind::WarmUp => "warm-up",
            VerdictKind::Daily => "daily",
            VerdictKind::Healthy => "no leak seen",
            VerdictKind::TooLittleData => "not enough data",
        }
    }
}

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq)]
pub enum Span {
    /// Plain text.
    Text(String),
    /// Emphasised text.
    Strong(String),
    /// A name from a profile.
    Code(String),
    /// A number that stands on a stretch of time: clicking selects it.
    Range {
        /// What is shown.
        text: String,
        /// From, milliseconds since 1970.
        from_ms: f64,
        /// To.
        to_ms: f64,
    },
    /// A moment or a stretch as a clock shows it: the page prints it in the zone it shows (`Mon 12:00`,
    /// or `12:00 – 12:14` where it ends); clicking selects it.
    Clock {
        /// From, milliseconds since 1970.
        from_ms: f64,
        /// To; the same as `from_ms` for a moment.
        to_ms: f64,
    },
    /// A number that stands on a stack of what grows: clicking opens it.
    Stack {
        /// What is shown.
        text: String,
        /// The stack's hash.
        stack: String,
    },
}

coded! {
    enum Span {
        Text(a), Strong(a), Code(a), Range { text, from_ms, to_ms }, Clock { from_ms, to_ms },
        Stack { text, stack },
    }
}

/// One line of evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Its marker's glyph.
    pub mark: Mark,
    /// What it says.
    pub text: Vec<Span>,
}

coded! { struct Evidence { mark, text } }

/// Which marker a line of evidence starts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Mark {
    Spike,
    Trend,
    Restart,
    Gap,
    Note,
}

coded! { enum Mark { Spike, Trend, Restart, Gap, Note } }

/// A known cause and its cure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cause {
    /// Short name: "HTTP response body never closed".
    pub title: String,
    /// What happens, in two or three sentences.
    pub what: String,
    /// What to do, in order.
    pub fix: Vec<String>,
    /// Go code to copy.
    pub snippet: String,
    /// Where to read more.
    pub reference: String,
    /// The person's own function that does it, or none with `culprit_unknown` saying why.
    pub culprit: Option<String>,
    /// How the culprit was found, or why it is not known.
    pub culprit_reason: String,
}

coded! { struct Cause { title, what, fix, snippet, reference, culprit, culprit_reason } }

impl Cause {
    /// What to do, all of it on a line: of each step what stands before its reasons.
    pub fn fix_in_short(&self) -> String {
        let mut short = String::new();
        for step in &self.fix {
            let what = step.split([':', ';']).next().unwrap_or(step);
            let what = what.strip_suffix('.').unwrap_or(what);
            match short.is_empty() {
                true => short.push_str(what),
                false => {
                    short.push_str("; ");
                    short.push_str(&in_sentence(what));
                }
            }
        }
        short
    }
}

/// Plain text.
pub(super) fn text(text: impl Into<String>) -> Span {
    Span::Text(text.into())
}

/// Emphasised text.
pub(super) fn strong(text: impl Into<String>) -> Span {
    Span::Strong(text.into())
}

/// A number that stands on a stack.
pub(super) fn on_stack(text: impl Into<String>, stack: StackId) -> Span {
    Span::Stack {
        text: text.into(),
        stack: stack.to_string(),
    }
}

/// `99%`: never more than it is, so that 100% means all.
pub(super) fn whole_percent(share: f64) -> String {
    format!("{}%", (share.clamp(0.0, 1.0) * 100.0 + 1e-9) as u32)
}

/// `title` as it goes on in a sentence: in lower case, but for names and abbreviations.
pub(super) fn in_sentence(title: &str) -> String {
    let mut chars = title.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second))
            if first.is_ascii_uppercase() && second.is_ascii_lowercase() =>
        {
            let first_word = title.split(' ').next().unwrap_or("");
            // WaitGroup, ClientConn: a name of Go's.
            if first_word[1..].contains(|c: char| c.is_ascii_uppercase()) {
                title.to_owned()
            } else {
                first.to_ascii_lowercase().to_string() + &title[1..]
            }
        }
        _ => title.to_owned(),
    }
}

impl Verdict {
    /// The sentence and the evidence as plain text, a line each.
    pub fn as_text(&self) -> String {
        let line = |spans: &[Span]| spans.iter().map(Span::as_text).collect::<String>();
        let mut lines = vec![format!("{:?}: {}", self.kind, line(&self.sentence))];
        for evidence in &self.evidence {
            lines.push(format!("{:?}: {}", evidence.mark, line(&evidence.text)));
        }
        if let Some(cause) = &self.cause {
            let culprit = cause.culprit.as_deref().unwrap_or("unknown");
            lines.push(format!("cause: {}", cause.title));
            lines.push(format!("culprit: {culprit} ({})", cause.culprit_reason));
        }
        lines.join("\n")
    }
}

impl Span {
    /// As plain text, times in UTC.
    pub fn as_text(&self) -> String {
        match self {
            Span::Text(text) | Span::Strong(text) | Span::Code(text) => text.clone(),
            Span::Range { text, .. } | Span::Stack { text, .. } => text.clone(),
            Span::Clock { from_ms, to_ms } if from_ms == to_ms => utc_clock(*from_ms),
            Span::Clock { from_ms, to_ms } => {
                format!("{} – {}", utc_clock(*from_ms), utc_clock(*to_ms))
            }
        }
    }
}

fn utc_clock(at_ms: f64) -> String {
    let minutes = (at_ms / 60e3).floor().rem_euclid(1440.0) as u32;
    format!("{:02}:{:02} UTC", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fix_in_short_keeps_every_step_and_leaves_reasons_out() {
        let cause = |steps: &[&str]| Cause {
            fix: steps.iter().map(|step| (*step).to_owned()).collect(),
            ..Cause::default()
        };
        let story = cause(&[
            "Close the body: defer resp.Body.Close(); read it first.",
            "Set a Timeout on the http.Client: then it ends.",
            "WaitGroups last.",
        ]);
        assert_eq!(
            story.fix_in_short(),
            "Close the body; set a Timeout on the http.Client; WaitGroups last"
        );
        assert_eq!(cause(&[]).fix_in_short(), "");
    }
}
