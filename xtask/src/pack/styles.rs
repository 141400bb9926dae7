//! The page's style sheets, joined.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use crate::Result;

const BEFORE: &str = "<link rel=\"stylesheet\" href=\"";
const AFTER: &str = "\"/>";

/// The page with one style sheet in place of those it has, in their order. Writes that one and removes
/// the others.
pub fn join(page: &str, folder: &Path) -> Result<String> {
    let (mut joined, mut rest) = (String::new(), page);
    let (mut styles, mut files) = (String::new(), Vec::new());
    // Where the first one's link stood, and the folder it named.
    let mut first = None;
    while let Some((before, after)) = rest.split_once(BEFORE) {
        let (address, after) = after
            .split_once(AFTER)
            .ok_or("a style sheet's link has no end")?;
        let (base, name) = address.split_at(address.rfind('/').map_or(0, |slash| slash + 1));
        joined += before.trim_end();
        first.get_or_insert((joined.len(), base));
        let file = folder.join(name);
        styles += &super::read_text(&file)?;
        files.push(file);
        rest = after;
    }
    joined += rest;
    let Some((place, base)) = first else {
        return Ok(page.to_owned());
    };
    let mut hasher = DefaultHasher::new();
    styles.hash(&mut hasher);
    let name = format!("style-{:016x}.css", hasher.finish());
    for file in files {
        super::remove(&file)?;
    }
    super::write(&folder.join(&name), styles.as_bytes())?;
    joined.insert_str(place, &format!("\n{BEFORE}{base}{name}{AFTER}"));
    Ok(joined)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn style_sheets_become_one_in_their_order_and_place() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("a-1.css", "a {}\n"), ("b-2.css", "b {}\n")] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        // As Trunk writes them for a page below an address (`--public-url /sub/`).
        let link = |name: &str| format!("{BEFORE}/sub/{name}{AFTER}");
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
