//! Regular expressions as a person writes them in a filter.
//!
//! Searching takes time in proportion to expression and text, whatever is typed: an expression that
//! would keep a backtracking engine busy for ever is one like any other here. What is written is
//! RE2's syntax, as in pprof's filters, but for classes of Unicode (`\pL`) and `\C`.

use std::borrow::Cow;

use regex_lite::RegexBuilder;

use crate::profile::filter::Matcher;

/// What an expression may come to, in bytes: Go refuses at 1,000 repetitions, whatever they cost.
const SIZE_LIMIT: usize = 1 << 20;

/// Compiles an expression that matches anywhere in a text, unless it is anchored.
///
/// # Errors
/// What is wrong with it, in words.
pub fn compile(text: &str) -> Result<Matcher, String> {
    let written = quoted(text);
    let compiled = RegexBuilder::new(&written).size_limit(SIZE_LIMIT).build();
    let expression = compiled.map_err(|error| error.to_string())?;
    Ok(Box::new(move |text| expression.is_match(text)))
}

/// The expression with what stands between `\Q` and `\E` escaped character by character, which is
/// what the two ask for.
fn quoted(text: &str) -> Cow<'_, str> {
    if !text.contains(r"\Q") {
        return Cow::Borrowed(text);
    }
    let mut written = String::with_capacity(text.len() * 2);
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, from) = rest.split_at(at);
        written.push_str(before);
        if let Some(literal) = from.strip_prefix(r"\Q") {
            let (literal, after) = literal.split_once(r"\E").unwrap_or((literal, ""));
            written.push_str(&literally(literal));
            rest = after;
        } else {
            // An escaped character, which may be a backslash itself.
            let next = from.chars().nth(1).map_or(0, char::len_utf8);
            written.push_str(&from[..1 + next]);
            rest = &from[1 + next..];
        }
    }
    written.push_str(rest);
    Cow::Owned(written)
}

/// An expression that this text matches and nothing else.
pub fn literally(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if r".*+?()[]{}|^$\".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn matches(expression: &str, text: &str) -> bool {
        compile(expression).expect(expression)(text)
    }

    #[test]
    fn what_pprof_filters_are_written_with() {
        let name = "net/http.(*persistConn).readLoop";
        for expression in [
            "readLoop",
            "^net/http",
            r"http\.\(\*persist",
            "(?i)READLOOP",
            r"\.read(Loop|All)$",
            r"^\w+/\w+\.",
            r"(?P<verb>read)[[:alpha:]]{4}\z",
            r"\Q.(*\E.*\Q).\EreadLoop",
            r"a{0}",
            "",
        ] {
            assert!(matches(expression, name), "{expression}");
        }
        for expression in ["writeLoop", "^http", "READLOOP", r"\Q.*\E", r"\\Qread"] {
            assert!(!matches(expression, name), "{expression}");
        }
    }

    #[test]
    fn what_is_no_expression_is_told() {
        for expression in ["(", "a**b(", "[z-a]", r"\pL", r"(a{1000}){1000}", "(?=a)"] {
            let error = compile(expression).err().expect(expression);
            assert!(!error.is_empty(), "{expression}");
        }
    }

    #[test]
    fn no_expression_backtracks() {
        let text = "a".repeat(2000) + "!";
        assert!(!matches("^(a+)+$", &text));
        assert!(!matches("^(a|a)*$", &text));
        assert!(!matches("^(a|aa)+$", &text));
    }

    proptest! {
        #[test]
        fn any_text_is_an_expression_or_an_error(expression in r"[a-c(){}\[\]*+?|^$\\QE.,0-9-]{0,12}", text in "[a-c]{0,8}") {
            if let Ok(matches) = compile(&expression) {
                matches(&text);
            }
        }

        #[test]
        fn a_literal_matches_itself(text in r"[ -~äß]{0,10}") {
            let escaped = format!("^{}$", literally(&text));
            prop_assert!(matches(&escaped, &text), "{}", escaped);
            if !text.contains(r"\E") && !text.ends_with('\\') {
                let quoted = format!(r"^\Q{text}\E$");
                prop_assert!(matches(&quoted, &text), "{}", quoted);
            }
        }
    }
}
