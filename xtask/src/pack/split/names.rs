//! What functions are called, as Rust writes it: `<leakscope::ui::dom::El>::on::<click, …>`.

/// The name without the hashes that tell crates of one name apart: `core[c5930c85a12de822]::…`.
pub fn without_hashes(name: &str) -> String {
    const SHORTEST: usize = 8;
    let mut left = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('[') {
        left.push_str(before);
        let hash = after.split_once(']').filter(|(hash, _)| {
            hash.len() >= SHORTEST && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
        });
        rest = match hash {
            Some((_, after)) => after,
            None => {
                left.push('[');
                after
            }
        };
    }
    left + rest
}

/// The name with inherent methods written like functions: `page::El::on` for `<page::El>::on`.
pub fn with_methods(name: &str) -> String {
    let mut flat = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('<') {
        flat.push_str(before);
        // Arguments of a type or a function are no methods' type.
        let is_argument = before.ends_with(is_of_path) && !before.ends_with("::");
        let path = after.find(|c| !is_of_path(c)).unwrap_or(after.len());
        rest = match !is_argument && after[path..].starts_with(">::") {
            true => {
                flat.push_str(&after[..path]);
                &after[path + 1..]
            }
            false => {
                flat.push('<');
                after
            }
        };
    }
    flat + rest
}

fn is_of_path(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | ':' | '{' | '}' | '#')
}

/// The paths in a name, each beginning with a crate: of the function, of its types, of its closures.
pub fn paths(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c| !is_of_path(c))
        .filter(|path| path.starts_with(|c: char| c.is_alphabetic() || c == '_'))
}

/// Whether a path leads into a room, or is it: `a::b` and all `a::b::…`.
pub fn is_within(path: &str, room: &str) -> bool {
    let after = path.strip_prefix(room);
    after.is_some_and(|after| after.is_empty() || after.starts_with("::"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_its_rooms() {
        let name = "<page[ee9acbe52b841c35]::El>::on::<[u8], core[c5930c85a12de822]::f::{closure#1}>::{closure#0}[3]";
        let name = without_hashes(name);
        assert_eq!(
            name,
            "<page::El>::on::<[u8], core::f::{closure#1}>::{closure#0}[3]"
        );
        let flat = with_methods(&name);
        assert_eq!(
            flat,
            "page::El::on::<[u8], core::f::{closure#1}>::{closure#0}[3]"
        );
        let paths: Vec<&str> = paths(&flat).filter(|path| path.len() > 2).collect();
        assert_eq!(paths, ["page::El::on::", "core::f::{closure#1}"]);
        assert!(is_within("page::El", "page") && is_within("page", "page"));
        assert!(!is_within("pages::El", "page"));
    }
}
