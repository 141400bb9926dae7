//! Source lines with their values, beside the text of the demo service's own files.

use leakscope_e2e::{Page, go_tool, opened, story};
use std::path::{Path, PathBuf};

/// The heap of the demo service, at the lines of a function.
fn source_of(function: &str) -> (impl Sized, Page) {
    let (site, page) = opened(&["heap.pb.gz"]);
    page.run_with(
        "location.hash += '&tab=source&of=' + encodeURIComponent(arguments[0])",
        vec![function.into()],
    );
    page.see("Point at a source folder");
    (site, page)
}

/// Cells of the lines that have values: `flat cum line text`.
fn lines(page: &Page) -> Vec<Vec<String>> {
    let script = "return [...document.querySelectorAll('.source-lines .hot')].map(
         row => [...row.cells].map(cell => cell.textContent.trim()))";
    serde_json::from_value(page.run(script)).expect("rows of texts")
}

/// What `go tool pprof -list` says of a function: its sums, and lines of its output with a value.
fn listed(function: &str, sources: &Path) -> (String, Vec<(String, String)>) {
    let list = format!("-list=^{function}$");
    let path = format!("-source_path={}", sources.display());
    let heap = story("heap.pb.gz");
    let file = heap.to_str().expect("a name");
    let text = go_tool(
        &["-symbolize=none", "-unit=kb", &list, &path, file],
        Path::new("."),
    );
    let mut sums = String::new();
    let mut rows = Vec::new();
    for line in text.lines() {
        if let Some((values, _)) = line.split_once(" (flat, cum) ") {
            sums = values.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        let Some((before, source)) = line.split_once(':') else {
            continue;
        };
        let parts: Vec<&str> = before.split_whitespace().collect();
        if let [_, cum, number] = parts[..]
            && cum != "."
            && number.parse::<u32>().is_ok()
        {
            rows.push((number.to_owned(), source.trim().to_owned()));
        }
    }
    (sums, rows)
}

const FUNCTION: &str = "net/http.(*Transport).dialConn";

#[test]
fn lines_without_a_folder_are_those_of_the_profile() {
    let (_site, page) = source_of(FUNCTION);
    page.see("net/http/transport.go");
    page.see("Point at the folder of its sources");
    let ours: Vec<String> = lines(&page).iter().map(|row| row[2].clone()).collect();
    let (_, theirs) = listed(
        FUNCTION.replace(['(', '*', ')'], ".").as_str(),
        &go_sources(),
    );
    let theirs: Vec<String> = theirs.into_iter().map(|(number, _)| number).collect();
    assert!(!ours.is_empty());
    assert_eq!(ours, theirs);
    // Another function from the list, found by the search.
    page.press("/");
    for letter in ["g", "e", "t", "C", "o", "n", "n"] {
        page.press(letter);
    }
    page.see("1 function matches");
    page.press("Escape");
    page.press("Escape");
    // The list is whole again.
    page.see("dialConnFor");
    page.press("ArrowDown");
    page.expect("the next function in the link", |_| {
        page.url().contains("dialConnFor")
    });
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

/// The sources of the Go that the demo is built with.
fn go_sources() -> PathBuf {
    let go = xtask::tools::go(xtask::tools::Install::AskFirst).expect("Go");
    let root = go
        .program()
        .parent()
        .and_then(Path::parent)
        .expect("its folder");
    root.join("src")
}

#[test]
fn a_dropped_folder_gives_the_text_as_pprof_lists_it() {
    let (_site, page) = source_of(FUNCTION);
    page.see("net/http/transport.go");
    page.drop_files(&[go_sources()]);
    page.see("Text of net/http/transport.go, which stays in this browser.");
    let theirs = listed(&FUNCTION.replace(['(', '*', ')'], "."), &go_sources()).1;
    let ours = lines(&page)
        .into_iter()
        .map(|row| (row[2].clone(), row[3].clone()));
    assert_eq!(ours.collect::<Vec<_>>(), theirs);
    page.see("func (t *Transport) dialConn(");
    // No profile was opened by it, and nothing was asked for.
    page.see_no_more("Drop to open");
    let site = page.url();
    let own = site.split('#').next().unwrap_or_default();
    assert!(
        page.requests()
            .iter()
            .all(|request| request.url.starts_with(own)
                || request.url.starts_with("data:")
                || request.url.starts_with("blob:"))
    );
    page.click("Without");
    page.see("Point at the folder of its sources");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn a_file_that_is_another_version_or_not_there_is_told_of() {
    let (_site, page) = source_of(FUNCTION);
    page.see("net/http/transport.go");
    let folder = tempfile::TempDir::new().expect("a folder");
    let other = folder.path().join("transport.go");
    std::fs::write(&other, "package http\n\n<script>alert(1)</script>\n").expect("a file");
    page.drop_files(&[folder.path().to_owned()]);
    page.see("Only the file’s name fits");
    page.see("it is not of the version that ran");
    let empty = tempfile::TempDir::new().expect("a folder");
    page.drop_files(&[empty.path().to_owned()]);
    page.see("net/http/transport.go is not in the folder");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn a_chosen_folder_does_where_there_is_no_picker() {
    let (_site, page) = source_of(FUNCTION);
    page.see("net/http/transport.go");
    let folder = tempfile::TempDir::new().expect("a folder");
    let below = folder.path().join("http");
    std::fs::create_dir(&below).expect("a folder");
    let text: String = (1..4000).map(|at| format!("// line {at} <b>\n")).collect();
    std::fs::write(below.join("transport.go"), text).expect("a file");
    page.run("window.showDirectoryPicker = undefined");
    page.click("Point at a source folder");
    page.choose_files(&[folder.path().to_owned()]);
    page.see("Text of http/transport.go");
    page.see("does not begin this function");
    let number = &lines(&page)[0][2];
    page.see(&format!("// line {number} <b>"));
    assert_eq!(page.console_errors(), Vec::<String>::new());
}
