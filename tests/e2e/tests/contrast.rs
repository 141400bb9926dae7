//! What a person asks of the whole system is kept: more contrast, forced colours, less motion.

use leakscope_e2e::{Page, opened, serve};
use serde_json::Value;

fn compared() -> (impl Sized, Page) {
    opened(&["early/goroutine.pb.gz", "goroutine.pb.gz"])
}

/// The contrast of the quietest text with the ground, and of the lines that part regions.
fn contrasts(page: &Page) -> (f64, f64) {
    let script = "const style = getComputedStyle(document.documentElement);
        const light = (name) => { const hex = style.getPropertyValue(name).trim();
          const part = (at) => { const c = parseInt(hex.slice(at, at + 2), 16) / 255;
            return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
          return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5); };
        const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
          return (x + 0.05) / (y + 0.05); };
        return [contrast('--ink-3', '--surface'), contrast('--line', '--surface')];";
    let found = page.run(script);
    let number = |value: &Value| value.as_f64().unwrap_or_default();
    (number(&found[0]), number(&found[1]))
}

#[test]
fn more_contrast_is_more() {
    let (_site, page) = compared();
    for scheme in ["light", "dark"] {
        page.prefer(&[("prefers-color-scheme", scheme)]);
        let usual = contrasts(&page);
        page.prefer(&[
            ("prefers-color-scheme", scheme),
            ("prefers-contrast", "more"),
        ]);
        let more = contrasts(&page);
        assert!(
            more.0 >= 7.0 && more.0 > usual.0,
            "text, {scheme}: {more:?}"
        );
        assert!(
            more.1 >= 3.0 && more.1 > usual.1,
            "lines, {scheme}: {more:?}"
        );
    }
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn axe_finds_nothing_with_more_contrast_or_forced_colours() {
    let script = match xtask::tools::axe() {
        Ok(path) => std::fs::read_to_string(path).expect("axe-core"),
        Err(why) => return println!("skipped: {why}"),
    };
    let (_site, page) = compared();
    page.press("ArrowDown");
    page.press("ArrowDown");
    page.press("i");
    page.see("filtered to");
    let mut faults = Vec::new();
    for features in [
        [
            ("prefers-color-scheme", "light"),
            ("prefers-contrast", "more"),
        ],
        [
            ("prefers-color-scheme", "dark"),
            ("prefers-contrast", "more"),
        ],
        [
            ("prefers-color-scheme", "dark"),
            ("forced-colors", "active"),
        ],
    ] {
        page.prefer(&features);
        page.expect("the colours to have changed", |_| {
            page.run("return document.getAnimations().length === 0") == true
        });
        let found = page.access_faults(&script);
        faults.extend(
            found
                .into_iter()
                .map(|fault| format!("{features:?}: {fault}")),
        );
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn nothing_moves_where_less_motion_is_asked_for() {
    let (_site, page) = compared();
    page.prefer(&[("prefers-reduced-motion", "reduce")]);
    let script = "return [...document.querySelectorAll('*')].filter((it) => {
        const style = getComputedStyle(it);
        const longest = (times) => Math.max(...times.split(',').map((time) => parseFloat(time)));
        return longest(style.transitionDuration) > 0 || longest(style.animationDuration) > 0;
    }).map((it) => it.className)";
    assert_eq!(page.run(script), Value::Array(Vec::new()));
}

#[test]
fn names_of_another_direction_stay_where_they_are() {
    let site = serve();
    let page = Page::open(&site.url);
    page.wait_for_mark("leakscope:ready");
    // Letters that run from right to left, and characters that turn the rest.
    page.paste("main.main;main.\u{5d0}\u{5d1}\u{5d2};main.\u{202e}gnp 5\n");
    page.see("total 5");
    page.run("document.querySelector('.flame').focus()");
    for _ in 0..3 {
        page.press("ArrowDown");
    }
    page.press("Shift+F10");
    page.see("main.\\u202egnp");
    let isolated = |selector: &str| {
        let script = "const it = document.querySelector(arguments[0]);
            return !!it && [...it.querySelectorAll('bdi')].length > 0
              && [...it.querySelectorAll('bdi')].every((it) => getComputedStyle(it).unicodeBidi === 'isolate')
              && !/[\\u202a-\\u202e]/.test(it.textContent);";
        page.run_with(script, vec![selector.into()]) == true
    };
    assert!(isolated(".frame-menu"), "the menu");
    page.press("i");
    page.see("filtered to");
    assert!(isolated(".f"), "the chip");
    page.press("z");
    page.press("Control+k");
    page.type_text("gnp");
    page.expect("the function", |text| text.contains("main.\\u202egnp"));
    assert!(isolated(".palette"), "the palette");
    page.press("Escape");
    page.click("+ Filter");
    page.click("hide");
    page.type_text("gnp");
    page.expect("a suggestion", |_| {
        page.run("return document.querySelectorAll('#suggestions [role=option]').length") == 1
    });
    assert!(isolated("#suggestions"), "the suggestions");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}
