//! A function's name as Go prints it: package dimmed, name strong.

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

/// A function's name, as text, isolated from the direction of what is around it.
pub fn fn_name(name: &str) -> El {
    let (package, rest) = split_name(name);
    el("bdi").class("fn").child((
        el("span").class("p").child(package),
        el("span").class("n").child(rest),
    ))
}
