//! Files of the built page, by the path of a request.

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::{Response, StatusCode};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// Answers a GET or HEAD for `path`, which starts after the slash of the served folder.
pub fn answer(root: &Path, path: &str, headers: &HeaderMap) -> Response<Full<Bytes>> {
    let Some(file) = file_of(root, path) else {
        return plain(StatusCode::NOT_FOUND, "There is no such file here.\n");
    };
    let Ok(bytes) = fs::read(&file) else {
        return plain(
            StatusCode::INTERNAL_SERVER_ERROR,
            "This file cannot be read.\n",
        );
    };
    let tag = tag_of(&file);
    let is_known = tag.is_some() && headers.get(header::IF_NONE_MATCH) == tag.as_ref();
    let mut response = Response::new(Full::new(if is_known {
        Bytes::new()
    } else {
        bytes.into()
    }));
    if is_known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let fields = response.headers_mut();
    fields.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(mime_type(&file)),
    );
    // A rebuilt page must show at once; what did not change is answered with 304.
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    fields.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    fields.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    // A <meta> policy cannot say this.
    let no_frames = HeaderValue::from_static("frame-ancestors 'none'");
    fields.insert(header::CONTENT_SECURITY_POLICY, no_frames);
    if let Some(tag) = tag {
        fields.insert(header::ETAG, tag);
    }
    response
}

/// A short answer in plain words.
pub fn plain(status: StatusCode, text: impl Into<String>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(text.into())));
    *response.status_mut() = status;
    let fields = response.headers_mut();
    let text_plain = HeaderValue::from_static("text/plain; charset=utf-8");
    fields.insert(header::CONTENT_TYPE, text_plain);
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    fields.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}

/// The file a request path names, if it is one inside `root`. A folder stands for its index.
fn file_of(root: &Path, path: &str) -> Option<PathBuf> {
    let path = percent_decoded(path)?;
    let mut file = root.to_path_buf();
    let (folders, name) = match path.rsplit_once('/') {
        Some((folders, name)) => (Some(folders), name),
        None => (None, path.as_str()),
    };
    for segment in folders.into_iter().flat_map(|folders| folders.split('/')) {
        file.push(plain_segment(segment)?);
    }
    file.push(if name.is_empty() {
        "index.html"
    } else {
        plain_segment(name)?
    });
    // Links inside the folder must not lead out of it either.
    let (file, root) = (file.canonicalize().ok()?, root.canonicalize().ok()?);
    (file.starts_with(&root) && file.is_file()).then_some(file)
}

/// Nothing that a file system could read as more than one name: no `..`, no separators of
/// other systems, no drive letters, and nothing hidden.
fn plain_segment(segment: &str) -> Option<&str> {
    let is_plain = !segment.is_empty()
        && !segment.starts_with('.')
        && !segment.contains(|c: char| c.is_control() || matches!(c, '/' | '\\' | ':'));
    is_plain.then_some(segment)
}

fn percent_decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        if first == b'%' {
            let (digits, after) = after.split_at_checked(2)?;
            let digits = std::str::from_utf8(digits).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = after;
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

fn mime_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        // The browser compiles wasm while it arrives only under this name.
        Some("wasm") => "application/wasm",
        Some("json" | "map") => "application/json",
        Some("zip") => "application/zip",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt" | "md") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Length and time of the last change, which a rebuild alters.
fn tag_of(file: &Path) -> Option<HeaderValue> {
    let metadata = fs::metadata(file).ok()?;
    let changed = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    HeaderValue::try_from(format!("\"{:x}-{:x}\"", metadata.len(), changed.as_nanos())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> tempfile::TempDir {
        let parent = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(parent.path().join("dist/snippets")).expect("folders");
        fs::write(parent.path().join("secret.txt"), "secret").expect("a file");
        fs::write(parent.path().join("dist/index.html"), "<p>page").expect("a file");
        fs::write(parent.path().join("dist/a b.wasm"), "wasm").expect("a file");
        fs::write(parent.path().join("dist/snippets/one.js"), "1").expect("a file");
        fs::write(parent.path().join("dist/.hidden"), "hidden").expect("a file");
        parent
    }

    fn status(path: &str) -> u16 {
        let parent = site();
        answer(&parent.path().join("dist"), path, &HeaderMap::new())
            .status()
            .as_u16()
    }

    #[test]
    fn files_and_the_index_are_found() {
        for path in ["", "index.html", "a%20b.wasm", "snippets/one.js"] {
            assert_eq!(status(path), 200, "{path}");
        }
    }

    #[test]
    fn nothing_else_is() {
        for path in [
            "../secret.txt",
            "%2e%2e/secret.txt",
            "..%2fsecret.txt",
            "snippets/../../secret.txt",
            "/etc/passwd",
            "snippets//one.js",
            "snippets",
            "snippets/",
            ".hidden",
            "%",
            "%zz",
            "..%5csecret.txt",
            "index.html%00",
            "%ff",
            "missing.js",
        ] {
            assert_eq!(status(path), 404, "{path}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_do_not_lead_out() {
        let parent = site();
        let dist = parent.path().join("dist");
        std::os::unix::fs::symlink(parent.path().join("secret.txt"), dist.join("link.txt"))
            .expect("a link");
        assert_eq!(answer(&dist, "link.txt", &HeaderMap::new()).status(), 404);
    }

    #[test]
    fn wasm_has_its_type_and_what_is_known_is_not_sent_again() {
        let parent = site();
        let dist = parent.path().join("dist");
        let first = answer(&dist, "a%20b.wasm", &HeaderMap::new());
        assert_eq!(first.headers()[header::CONTENT_TYPE], "application/wasm");
        let tag = first.headers()[header::ETAG].clone();
        let again = HeaderMap::from_iter([(header::IF_NONE_MATCH, tag)]);
        assert_eq!(answer(&dist, "a%20b.wasm", &again).status(), 304);
        assert_eq!(answer(&dist, "index.html", &again).status(), 200);
    }
}
