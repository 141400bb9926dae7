//! Where a file that a profile names may lie in a folder on somebody's own disk.

use crate::callgraph::clean;

/// A path below the folder that may be the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The path, its parts with `/` between them.
    pub path: String,
    /// How many parts of the profile's path it has in common with that.
    pub parts: usize,
}

/// Where a file may lie in a folder of this name, likeliest first. As pprof does, the folder's own
/// name is looked for in the path; where that leads nowhere, all ends of the path are, longest first.
///
/// ```text
/// /root/src/shop/cart/add.go in shop  cart/add.go, root/src/shop/cart/add.go, src/shop/cart/add.go, …, add.go
/// ```
pub fn candidates(path: &str, folder: &str) -> Vec<Candidate> {
    let path = clean(&path.replace('\\', "/"));
    let parts: Vec<&str> = path.split('/').collect();
    // What leads out of the folder is not looked for, nor is the letter of a disk.
    let is_kept = |part: &&&str| !part.is_empty() && **part != ".." && !part.ends_with(':');
    let parts: Vec<&str> = parts.iter().filter(is_kept).copied().collect();
    let version = format!("{folder}@");
    let is_folder = |part: &&str| *part == folder || part.starts_with(&version);
    let below = parts.iter().position(is_folder).map(|at| at + 1);
    let ends = below.into_iter().chain(0..parts.len());
    let mut all: Vec<Candidate> = Vec::new();
    for start in ends.filter(|&start| start < parts.len()) {
        let path = parts[start..].join("/");
        if all.iter().all(|other| other.path != path) {
            let parts = parts.len() - start;
            all.push(Candidate { path, parts });
        }
    }
    all
}

/// Whether a line of Go may be the one where a function begins: it has the function's own name, or of
/// one without a name the word `func`. Other languages are taken at their word.
pub fn may_declare(file: &str, line: &str, function: &str) -> bool {
    if !file.ends_with(".go") {
        return true;
    }
    let bare = without_brackets(function);
    let last = bare.rsplit('/').next().unwrap_or(&bare);
    let parts = last.split('.').skip(1).filter(|part| !part.is_empty());
    let parts: Vec<&str> = parts.collect();
    let is_closure = |part: &str| {
        let number = part
            .strip_prefix("func")
            .or(part.strip_prefix("gowrap"))
            .or(part.strip_prefix("deferwrap"))
            .unwrap_or(part);
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    };
    if parts.iter().any(|part| is_closure(part)) {
        let words = ["func", "go ", "defer ", "range"];
        return words.iter().any(|word| line.contains(word));
    }
    let name = parts.last().copied().unwrap_or_default();
    let name = name.split('-').next().unwrap_or(name);
    // What the compiler makes of variables has no line of its own.
    name.is_empty() || name == "init" || line.contains(name)
}

/// `main.(*List[go.shape.int]).Push` as it is without the types of generics.
fn without_brackets(name: &str) -> String {
    let mut depth = 0usize;
    let is_outside = |letter: &char| {
        match letter {
            '[' => depth += 1,
            ']' => {
                depth = depth.saturating_sub(1);
                return false;
            }
            _ => {}
        }
        depth == 0
    };
    name.chars().filter(is_outside).collect()
}
