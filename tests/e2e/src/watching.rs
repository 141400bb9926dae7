//! Watching a service, as a person sets it up.

use crate::page::Page;
use std::io::{Read, Write};
use std::net::TcpStream;

/// Seconds between questions, fast enough for a test.
const FAST: [(&str, &str); 4] = [
    ("Counts", "1"),
    ("Health", "1"),
    ("Memory", "1"),
    ("Profiles", "3"),
];

impl Page {
    /// Opens the page on a service and watches it at a fast pace, with further fields of the form
    /// filled in; comes back once the overview is painted.
    #[track_caller]
    pub fn watch(site: &str, service: &str, fields: &[(&str, &str)]) -> Page {
        let page = Page::open(&format!("{site}#v=1&watch={service}"));
        page.wait_for_mark("leakscope:ready");
        page.click("Settings");
        for (label, text) in FAST.iter().chain(fields) {
            page.fill(label, text);
        }
        page.click("Start");
        page.wait_for_mark("leakscope:overview-painted");
        page
    }
}

/// Asks a service as somebody else would; its whole answer.
#[track_caller]
pub fn ask(url: &str, method: &str, path: &str) -> String {
    let address = url.trim_start_matches("http://");
    let mut answer = String::new();
    let asked = TcpStream::connect(address).and_then(|mut stream| {
        write!(
            stream,
            "{method} {path} HTTP/1.0\r\nHost: {address}\r\n\r\n"
        )?;
        stream.read_to_string(&mut answer)
    });
    asked.unwrap_or_else(|error| panic!("{method} {url}{path}: {error}"));
    answer
}
