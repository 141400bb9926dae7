//! A function's name as Go prints it: package dimmed, name strong.

use std::borrow::Cow;

use crate::ui::dom::{El, el};

/// Splits `github.com/x/y.(*T).M` after the dot that ends the package.
/// A name without one (an address, a C symbol) has no package.
pub fn split_name(name: &str) -> (&str, &str) {
    // `0x4a2f10 libc.so.6`: the dots are its binary's.
    if name.starts_with("0x") {
        return ("", name);
    }
    // Type parameters may hold slashes and dots of their own: `slices.SortFunc[go.shape.[]a/b.T]`.
    let plain = name
        .find('[')
        .map_or(name, |bracket| name.get(..bracket).unwrap_or(name));
    let after_path = plain.rfind('/').map_or(0, |slash| slash + 1);
    match plain.get(after_path..).and_then(|rest| rest.find('.')) {
        Some(dot) => name.split_at(after_path + dot + 1),
        None => ("", name),
    }
}

/// A name with what cannot be seen in it escaped as Go does (`\u202e`): controls, and characters
/// that turn the direction of text or have no width, with which a name could look like another.
pub fn visible(name: &str) -> Cow<'_, str> {
    let is_hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    if !name.contains(is_hidden) {
        return Cow::Borrowed(name);
    }
    let mut visible = String::new();
    for c in name.chars() {
        match is_hidden(c) {
            true => visible.push_str(&format!("\\u{:04x}", u32::from(c))),
            false => visible.push(c),
        }
    }
    Cow::Owned(visible)
}

/// A function's name, as text, isolated from the direction of what is around it.
pub fn fn_name(name: &str) -> El {
    let name = visible(name);
    let (package, rest) = split_name(&name);
    let whole = el("span").class("w").child((
        el("span").class("p").child(package),
        el("span").class("n").child(rest),
    ));
    el("bdi").class("fn").child(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn what_hides_in_a_name_is_seen() {
        assert_eq!(visible("main.größe_日本"), "main.größe_日本");
        assert_eq!(
            visible("main.\u{202e}gnp\u{202c}"),
            "main.\\u202egnp\\u202c"
        );
        assert_eq!(visible("a\u{200b}b\nc"), "a\\u200bb\\u000ac");
    }
}
