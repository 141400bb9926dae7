//! How a name gives way when a box is too narrow for it: type arguments always, then path, package,
//! receiver, and the rest at `…`. As pprof shortens names, a version is no part of a package's name,
//! and C++ gives up its namespaces.

use std::borrow::Cow;

use crate::ui::parts::split_name;

/// A name with its type arguments as `[…]`: what Go prints there, `[go.shape.struct { … }]`, says
/// little and is long.
pub fn folded(full: &str) -> Cow<'_, str> {
    if !full.contains("[go.shape.") {
        return Cow::Borrowed(full);
    }
    let (mut text, mut depth) = (String::new(), 0u32);
    for c in full.chars() {
        if c == '[' {
            depth += 1;
            if depth == 1 {
                text.push_str("[…");
            }
        }
        if depth == 0 {
            text.push(c);
        }
        if c == ']' && depth > 0 {
            depth -= 1;
            if depth == 0 {
                text.push(c);
            }
        }
    }
    Cow::Owned(text)
}

/// What of a name is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label<'a> {
    /// Package, dimmed.
    pub package: &'a str,
    /// Name.
    pub name: &'a str,
    /// Whether `…` follows because the name was cut.
    pub is_cut: bool,
}

/// Fewer characters than these say nothing.
pub const LEAST: usize = 3;

/// The label that fits into `room` characters; none under three.
pub fn fit(full: &str, room: usize) -> Option<Label<'_>> {
    if room < LEAST {
        return None;
    }
    let (package, mut name) = split_name(full);
    let (package_len, name_len) = (chars(package), chars(name));
    if package_len + name_len <= room {
        return Some(Label {
            package,
            name,
            is_cut: false,
        });
    }
    let last_part = last_part(package);
    if !last_part.is_empty() && chars(last_part) + name_len <= room {
        return Some(Label {
            package: last_part,
            name,
            is_cut: false,
        });
    }
    // `ns::Cls<a::b>::f`, of which `Cls<a::b>::f` and `f` are left.
    while chars(name) > room
        && let Some((first, rest)) = name.split_once("::")
        && !first.contains(['<', '('])
    {
        name = rest;
    }
    if name_len > room
        && name.starts_with('(')
        && let Some((_, method)) = name.split_once(").")
    {
        name = method;
    }
    if chars(name) <= room {
        return Some(Label {
            package: "",
            name,
            is_cut: false,
        });
    }
    let mut taken = 0;
    let end = name
        .char_indices()
        .find(|&(_, c)| {
            taken += columns(c);
            taken > room - 1
        })
        .map_or(name.len(), |(end, _)| end);
    Some(Label {
        package: "",
        name: &name[..end],
        is_cut: true,
    })
}

/// `sarama.` of `github.com/IBM/sarama.`, and of `github.com/IBM/sarama/v2.` with its version:
/// `sarama/v2.`; nothing where there is no path.
fn last_part(package: &str) -> &str {
    let Some(slash) = package.rfind('/') else {
        return "";
    };
    let last = &package[slash + 1..];
    let version = last
        .strip_prefix('v')
        .map(|rest| rest.trim_end_matches('.'));
    let is_version = version.is_some_and(|digits| {
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    });
    match package[..slash].rfind('/') {
        Some(before) if is_version => &package[before + 1..],
        _ if is_version => "",
        _ => last,
    }
}

/// Length as drawn with a monospaced font, in columns.
pub fn chars(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else {
        text.chars().map(columns).sum()
    }
}

/// Two for the wide characters of East Asia and for emoji, else one.
fn columns(c: char) -> usize {
    match c {
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn shown(full: &str, room: usize) -> String {
        fit(full, room).map_or("none".into(), |label| {
            format!(
                "{}{}{}",
                label.package,
                label.name,
                if label.is_cut { "…" } else { "" }
            )
        })
    }

    #[wasm_bindgen_test]
    fn text_gives_way_in_order() {
        let full = "github.com/IBM/sarama.(*client).refresh";
        for (room, text) in [
            (39, full),
            (38, "sarama.(*client).refresh"),
            (24, "sarama.(*client).refresh"),
            (23, "(*client).refresh"),
            (17, "(*client).refresh"),
            (16, "refresh"),
            (7, "refresh"),
            (6, "refre…"),
            (3, "re…"),
            (2, "none"),
        ] {
            assert_eq!(shown(full, room), text, "room {room}");
        }
    }

    #[wasm_bindgen_test]
    fn type_arguments_are_folded() {
        for (full, text) in [
            (
                "slices.SortFunc[go.shape.[]example.com/a.T,go.shape.int]",
                "slices.SortFunc[…]",
            ),
            (
                "a.(*Set[go.shape.string]).Add.func1",
                "a.(*Set[…]).Add.func1",
            ),
            ("a.b[int]", "a.b[int]"),
            ("a.f[go.shape.int", "a.f[…"),
            ("a]b[go.shape.int]", "a]b[…]"),
        ] {
            assert_eq!(folded(full), text);
        }
    }

    #[wasm_bindgen_test]
    fn versions_and_namespaces_give_way_as_pprof_has_it() {
        let full = "github.com/jackc/pgx/v5.(*Conn).Exec";
        assert_eq!(shown(full, 24), "pgx/v5.(*Conn).Exec");
        assert_eq!(shown(full, 14), "(*Conn).Exec");
        let full = "v8::internal::Heap<a::b>::Collect";
        assert_eq!(shown(full, 33), full);
        assert_eq!(shown(full, 30), "internal::Heap<a::b>::Collect");
        assert_eq!(shown(full, 20), "Heap<a::b>::Collect");
    }

    #[wasm_bindgen_test]
    fn names_of_other_languages_are_cut_between_characters() {
        assert_eq!(shown("größe_ändern", 5), "größ…");
        assert_eq!(shown("日本語の関数名", 14), "日本語の関数名");
        assert_eq!(shown("日本語の関数名", 8), "日本語…");
        assert_eq!(shown("0x4a2f10 libc.so.6", 9), "0x4a2f10…");
    }
}
