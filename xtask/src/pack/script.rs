//! The script that wasm-bindgen wrote for the wasm.

use std::collections::{HashMap, HashSet};

use crate::Result;

/// The script with the imports' short names, without comments and indentation.
pub fn packed(script: &str, short_names: &HashMap<String, String>) -> Result<String> {
    let mut shorter = String::with_capacity(script.len());
    let mut found = HashSet::new();
    let mut is_comment = false;
    for line in script.lines().map(str::trim) {
        is_comment |= line.starts_with("/*");
        if !is_comment && !line.starts_with("//") && !line.is_empty() {
            rename(line, short_names, &mut shorter, &mut found);
            shorter.push('\n');
        }
        is_comment &= !line.ends_with("*/");
    }
    match short_names
        .keys()
        .find(|name| !found.contains(name.as_str()))
    {
        Some(name) => Err(format!("the script does not define the import {name}")),
        None => Ok(shorter),
    }
}

/// Appends a line in which each word that is an import's name has become the short one.
fn rename<'a>(
    line: &'a str,
    short_names: &HashMap<String, String>,
    shorter: &mut String,
    found: &mut HashSet<&'a str>,
) {
    let is_of_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let mut rest = line;
    while !rest.is_empty() {
        let length = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(length);
        match short_names.get(word) {
            Some(short) => {
                found.insert(word);
                shorter.push_str(short);
            }
            None => shorter.push_str(word),
        }
        let length = after.find(is_of_word).unwrap_or(after.len());
        let (between, next) = after.split_at(length);
        shorter.push_str(between);
        rest = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_have_short_names_and_comments_are_gone() {
        let script = "/**\n * @returns {number}\n */\nconst wide = {\n    // what it is\n    __wbg_now_ab: () => wasm.__wbg_now_abc,\n    'a.__wbg_now_ab': 1,\n};\n";
        let names = HashMap::from([("__wbg_now_ab".to_owned(), "f0".to_owned())]);
        assert_eq!(
            packed(script, &names).unwrap(),
            "const wide = {\nf0: () => wasm.__wbg_now_abc,\n'a.f0': 1,\n};\n"
        );
        let other = HashMap::from([("__wbg_gone".to_owned(), "f0".to_owned())]);
        assert!(packed(script, &other).unwrap_err().contains("__wbg_gone"));
    }
}
