//! Every view in both themes, at the widths of a desk, a tablet and a phone: nothing overflows the page.
//! With `LEAKSCOPE_PICTURES` the pictures are kept in that folder, those of the docs in `docs/views`.

use leakscope_e2e::{CALLS, Page, serve, story};
use std::path::Path;

/// Width, height and what the file's name ends with.
const SIZES: [(u32, u32, &str); 3] = [(1440, 900, ""), (900, 900, "-900"), (560, 900, "-560")];

/// Looks at what is shown in every size and theme. In how far it is too wide, a line each.
fn look(page: &Page, name: &str) -> Vec<String> {
    let folder = std::env::var("LEAKSCOPE_PICTURES").ok();
    let repo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let is_all = std::env::var("LEAKSCOPE_PICTURES_ALL").is_ok();
    let mut faults = Vec::new();
    for (width, height, end) in SIZES {
        page.resize(width, height, 1.0);
        let is_wide = "const it = document.documentElement; return it.scrollWidth - it.clientWidth";
        if page.run(is_wide).as_i64().unwrap_or_default() > 0 {
            faults.push(format!("{name} is wider than {width} px"));
        }
        for scheme in ["light", "dark"] {
            page.prefer_color_scheme(scheme);
            page.expect("the colours to have changed", |_| {
                page.run("return document.getAnimations().length === 0") == true
            });
            // A frame later the canvases are painted too.
            page.run("return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))");
            if let Some(folder) = folder.as_ref().filter(|_| end.is_empty() || is_all) {
                page.screenshot(&repo.join(folder).join(format!("{name}-{scheme}{end}.png")));
            }
        }
    }
    page.resize(1440, 900, 1.0);
    faults
}

#[test]
fn every_view_fits_its_window() {
    let site = serve();
    let page = Page::open(&site.url);
    page.resize(1440, 900, 1.0);
    page.wait_for_mark("leakscope:ready");
    let mut faults = look(&page, "first");
    page.press("d");
    page.wait_for_mark("leakscope:overview-painted");
    page.see("Leak:");
    page.see("What is growing");
    faults.extend(look(&page, "overview"));
    page.press("s");
    page.see("others");
    faults.extend(look(&page, "by-stack"));
    page.press("s");
    page.see_no_more("others");
    page.press("Control+k");
    page.type_text("save");
    page.see("fit");
    faults.extend(look(&page, "palette"));
    page.press("Escape");
    page.press("?");
    page.see("open files");
    faults.extend(look(&page, "keys"));
    page.press("Escape");

    page.drop_files(&[story("goroutine.pb.gz")]);
    page.see("goroutine.pb.gz");
    page.wait_for_mark("leakscope:flame-painted");
    page.see("Suspected:");
    faults.extend(look(&page, "flame"));
    page.run("document.querySelector('.flame').focus()");
    page.press("ArrowDown");
    page.press("ArrowDown");
    page.press("Shift+F10");
    page.see("Show from here");
    faults.extend(look(&page, "menu"));
    page.press("Escape");
    page.press("w");
    page.see("sandwich:");
    faults.extend(look(&page, "sandwich"));
    page.press("Escape");
    page.press("Escape");
    page.press("2");
    page.see("cum %");
    faults.extend(look(&page, "top"));
    page.press("3");
    page.see("callees");
    faults.extend(look(&page, "callers"));
    page.press("5");
    page.see("Point at a source folder");
    faults.extend(look(&page, "source"));
    page.press("e");
    page.see("What these numbers mean");
    faults.extend(look(&page, "numbers"));
    page.press("Escape");
    page.click("Graph");
    page.wait_for_mark("leakscope:graph-painted");
    faults.extend(look(&page, "graph"));
    page.press("1");
    page.click("+ Filter");
    page.click("focus");
    page.type_text("Loop");
    page.see("functions ·");
    faults.extend(look(&page, "filter"));
    page.press("Escape");
    page.drop_files(&[story("early/goroutine.pb.gz"), story("goroutine.pb.gz")]);
    page.see("Grew");
    faults.extend(look(&page, "difference"));

    page.paste(
        "goroutine 7 [select (leaked), 3 minutes] {handler: /orders}:\nnet/http.(*persistConn).readLoop(0xc0001)\n\t/go/src/net/http/transport.go:2227 +0x1\n\
         created by net/http.(*Transport).dialConn in goroutine 1\n\t/go/src/net/http/transport.go:1790 +0x1\n\n\
         goroutine 8 [sleep, 12 minutes, locked to thread] {handler: /health}:\nmain.poll(0x2)\n\t/shop/main.go:31 +0x1\n\
         created by main.main in goroutine 1\n\t/shop/main.go:12 +0x1\n\n\
         goroutine 9 [sleep] {handler: /health}:\nmain.poll(0x2)\n\t/shop/main.go:31 +0x1\n",
    );
    page.see("pasted text");
    page.see("total 3");
    page.click("Goroutines");
    page.see("group by");
    page.press("ArrowDown");
    page.press("ArrowRight");
    page.see("goroutine 8");
    faults.extend(look(&page, "goroutines"));
    page.click("Labels");
    page.see("Root by");
    faults.extend(look(&page, "labels"));
    page.paste(CALLS);
    page.see("total 100 ms");
    page.press("1");
    page.click("In time");
    faults.extend(look(&page, "time"));
    assert_eq!(page.console_errors(), Vec::<String>::new());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
