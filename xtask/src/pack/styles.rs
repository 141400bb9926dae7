//! The page's style sheets, joined.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use crate::Result;

const BEFORE: &str = "<link rel=\"stylesheet\" href=\"./";
const AFTER: &str = "\"/>";

/// The page with one style sheet in place of those it has, in their order. Writes that one and removes
/// the others.
pub fn join(page: &str, folder: &Path) -> Result<String> {
    let (mut joined, mut rest, mut styles, mut names) =
        (String::new(), page, String::new(), vec![]);
    let mut place = None;
    while let Some((before, after)) = rest.split_once(BEFORE) {
        let (name, after) = after
            .split_once(AFTER)
            .ok_or("a style sheet's link has no end")?;
        joined += before.trim_end();
        place.get_or_insert(joined.len());
        styles += &super::read_text(&folder.join(name))?;
        names.push(name);
        rest = after;
    }
    joined += rest;
    let Some(place) = place else {
        return Ok(page.to_owned());
    };
    let mut hasher = DefaultHasher::new();
    styles.hash(&mut hasher);
    let name = format!("style-{:016x}.css", hasher.finish());
    super::write(&folder.join(&name), styles.as_bytes())?;
    for name in names {
        let removed = fs::remove_file(folder.join(name));
        removed.map_err(|error| format!("cannot remove {name}: {error}"))?;
    }
    joined.insert_str(place, &format!("\n{BEFORE}{name}{AFTER}"));
    Ok(joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_sheets_become_one_in_their_order_and_place() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("a-1.css", "a {}\n"), ("b-2.css", "b {}\n")] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let link = |name: &str| format!("{BEFORE}{name}{AFTER}");
        let page = format!("<head>\n{}\n{}\n</head>", link("a-1.css"), link("b-2.css"));
        let joined = join(&page, folder.path()).unwrap();
        let files: Vec<_> = fs::read_dir(folder.path()).unwrap().flatten().collect();
        assert_eq!(files.len(), 1);
        let name = files[0].file_name().into_string().unwrap();
        assert_eq!(joined, format!("<head>\n{}\n</head>", link(&name)));
        assert_eq!(fs::read_to_string(files[0].path()).unwrap(), "a {}\nb {}\n");
        assert_eq!(join("<p>", folder.path()).unwrap(), "<p>");
    }
}
