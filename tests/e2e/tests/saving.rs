//! What is saved of a view: pictures, and one HTML file that opens anywhere.

use leakscope_e2e::{Page, opened};
use std::path::Path;

fn profile() -> (impl Sized, Page) {
    opened(&["early/goroutine.pb.gz", "goroutine.pb.gz"])
}

/// Width and height of a PNG, from its first chunk.
fn png_size(bytes: &[u8]) -> (u32, u32) {
    assert_eq!(bytes.get(..8), Some(&b"\x89PNG\r\n\x1a\n"[..]), "no PNG");
    let number = |at: usize| {
        bytes[at..at + 4]
            .iter()
            .fold(0, |sum, &byte| sum << 8 | u32::from(byte))
    };
    (number(16), number(20))
}

/// What an SVG document holds: texts, and how many elements could run or fetch.
fn svg(page: &Page, path: &Path) -> (String, u64) {
    let text = std::fs::read_to_string(path).expect("text");
    let script = "const parsed = new DOMParser().parseFromString(arguments[0], 'image/svg+xml');
        if (parsed.querySelector('parsererror')) return [parsed.documentElement.textContent, 99];
        const all = [...parsed.querySelectorAll('text, title')].map((it) => it.textContent).join(' ');
        return [all, parsed.querySelectorAll('script, foreignObject, image, use, a').length]";
    let found = page.run_with(script, vec![text.into()]);
    let words = found[0].as_str().unwrap_or_default().to_owned();
    (words, found[1].as_u64().unwrap_or_default())
}

#[test]
fn the_flame_as_picture_says_what_it_is_of() {
    let (_site, page) = profile();
    let downloads = page.catch_downloads();
    page.click("Save");
    page.click("Flame (PNG)");
    let saved = downloads.wait_for(".flame.png");
    let (width, height) = png_size(&std::fs::read(&saved).expect("bytes"));
    keep_picture(&sheet(&saved), "flame-png.png");
    // Two device pixels for each of the screen's.
    let shown = page.run("return document.querySelector('.flame').clientWidth");
    let shown = shown.as_u64().expect("a width") as u32;
    assert!(
        width >= 2 * shown && width <= 2 * shown + 80,
        "{width} of {shown}"
    );
    assert!(height > 200, "{height}");

    page.press("ArrowDown");
    page.press("ArrowDown");
    page.press("f");
    page.see("filtered to");
    page.click("Save");
    page.click("Flame (SVG)");
    let (words, scripts) = svg(&page, &downloads.wait_for(".flame.svg"));
    assert_eq!(scripts, 0);
    for said in [
        "goroutine.pb.gz",
        " vs ",
        "total 100,",
        "filtered to 50,000",
        "focus: ^net/http",
        "net/http.(*persistConn).readLoop, 50,000, 49.99%, change +49,910",
    ] {
        assert!(words.contains(said), "{said:?} in {words}");
    }
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn charts_as_pictures() {
    let (_site, page) = opened(&[]);
    page.press("d");
    page.wait_for_mark("leakscope:overview-painted");
    page.see("Leak:");
    let downloads = page.catch_downloads();
    page.click("Save the charts");
    page.click("Charts (PNG)");
    let (width, height) =
        png_size(&std::fs::read(downloads.wait_for(".charts.png")).expect("bytes"));
    assert!(width > 1000 && height > 600, "{width} × {height}");
    page.click("Save the charts");
    page.click("Charts (SVG)");
    let (words, scripts) = svg(&page, &downloads.wait_for(".charts.svg"));
    assert_eq!(scripts, 0);
    for said in ["Leak: ", "polls", "Memory: heap in use", "migration", "R²"] {
        assert!(words.contains(said), "{said:?} in {words}");
    }
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

/// Opens a saved sheet by itself, with nothing to fetch from.
fn sheet(path: &Path) -> Page {
    let page = Page::open(&format!("file://{}", path.display()));
    page.cut_network();
    page
}

/// Keeps a picture of it where they are wanted: see `views.rs`.
fn keep_picture(page: &Page, name: &str) {
    if let Ok(folder) = std::env::var("LEAKSCOPE_PICTURES") {
        let repo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        page.resize(1440, 900, 1.0);
        page.screenshot(&repo.join(folder).join(name));
    }
}

/// How many rows are shown, and how many boxes of the picture have not stepped back.
fn shown(page: &Page) -> (u64, u64) {
    let script = "return [document.querySelectorAll('tbody tr:not(.out)').length,
        document.querySelectorAll('svg g:not(.out) > title').length]";
    let found = page.run(script);
    (
        found[0].as_u64().unwrap_or(0),
        found[1].as_u64().unwrap_or(0),
    )
}

#[test]
fn a_view_as_one_file_that_opens_anywhere() {
    let (_site, page) = profile();
    page.press("ArrowDown");
    page.press("ArrowDown");
    page.press("i");
    page.see("filtered to");
    let downloads = page.catch_downloads();
    page.click("Save");
    page.click("This view (HTML)");
    let saved = downloads.wait_for(".html");
    let file = sheet(&saved);
    for said in [
        "goroutine.pb.gz",
        "filtered to 50,",
        "ignore: ^net/http",
        "base 196",
        "Made by Leakscope",
        "flat %",
        "net/http.(*persistConn).writeLoop",
    ] {
        file.see(said);
    }
    keep_picture(&file, "sheet.png");
    let before = shown(&file);
    assert!(before.0 > 5 && before.1 > 2, "{before:?}");
    file.fill("Search", "writeLoop");
    file.expect("fewer rows and boxes", |_| {
        let now = shown(&file);
        now.0 > 0 && now.0 < before.0 && now.1 > 0 && now.1 < before.1
    });
    assert_eq!(file.console_errors(), Vec::<String>::new());
    let text = std::fs::read_to_string(&saved).expect("text");
    for outside in ["src=", "href=", "url(", "@import", "http://www.w3.org/1999"] {
        assert!(!text.contains(outside), "{outside}");
    }
}

#[test]
fn the_overview_as_one_file() {
    let (_site, page) = opened(&[]);
    page.press("d");
    page.wait_for_mark("leakscope:overview-painted");
    page.see("What is growing");
    page.expect("rows", |_| {
        page.run("return document.querySelectorAll('.grow-sec tbody tr').length > 0") == true
    });
    // The kept profiles are read by and by; what is saved is what is seen.
    page.see("Leak: ");
    let downloads = page.catch_downloads();
    page.press("Control+k");
    page.type_text("overview as one");
    page.press("Enter");
    let file = sheet(&downloads.wait_for(".html"));
    for said in [
        "Leak: ",
        "polls",
        "What is growing: Goroutines",
        "readLoop",
        "Made by",
    ] {
        file.see(said);
    }
    keep_picture(&file, "sheet-overview.png");
    assert!(
        file.run("return document.querySelectorAll('svg path').length")
            .as_u64()
            > Some(10)
    );
    assert_eq!(file.console_errors(), Vec::<String>::new());
}

#[test]
fn names_are_never_markup() {
    let (_site, page) = opened(&[]);
    page.paste("main.main;</title><script>document.title='x'</script>;<img/src=y/onerror=alert(1)>\u{202e}gnp 7\n");
    page.see("total 7");
    let downloads = page.catch_downloads();
    page.click("Save");
    page.click("This view (HTML)");
    let file = sheet(&downloads.wait_for(".html"));
    file.see("Made by");
    assert_eq!(
        file.run("return document.querySelectorAll('img, script').length"),
        1
    );
    assert_eq!(
        file.run("return document.body.textContent.includes('\\u202e')"),
        false
    );
    assert!(
        file.text().contains("<img/src=y/onerror=alert(1)>"),
        "{}",
        file.text()
    );
}
