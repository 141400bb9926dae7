//! Filters while they are typed, and the one of one's own code.

use leakscope_e2e::{Page, opened, serve};

/// Begins to type a filter of a kind.
fn add(page: &Page, kind: &str) {
    page.click("+ Filter");
    page.click(kind);
    page.expect("the field", |_| {
        page.run("return document.activeElement?.getAttribute('role')") == "combobox"
    });
}

/// The suggestions, a line each.
fn suggested(page: &Page) -> Vec<String> {
    let script = "return [...document.querySelectorAll('#suggestions [role=option]')].map((it) => it.innerText.replace(/\\s+/g, ' '))";
    let found = page.run(script);
    let found = found.as_array().cloned().unwrap_or_default();
    let text = |it: &serde_json::Value| it.as_str().unwrap_or_default().to_owned();
    found.iter().map(text).collect()
}

#[test]
fn suggestions_tell_what_matches_and_how_much_it_is() {
    let (_site, page) = opened(&["goroutine.pb.gz"]);
    add(&page, "ignore");
    page.type_text("persist");
    page.see("2 functions · 100,000");
    page.expect("functions with their share", |_| {
        let all = suggested(&page);
        all.iter()
            .any(|it| it.contains("readLoop") && it.contains("50,000 49."))
    });
    page.press("ArrowDown");
    page.press("Enter");
    page.expect("the filter of that function alone", |_| {
        page.url().contains("filter=ignore%3A%5Enet%2Fhttp")
    });
    page.see("filtered to");
    page.press("z");
    page.see_no_more("filtered to");

    // A package, all of it.
    add(&page, "hide");
    page.type_text("net/http");
    page.expect("the package first", |_| {
        suggested(&page)
            .first()
            .is_some_and(|it| it.contains("package, "))
    });
    page.press("ArrowDown");
    page.press("Enter");
    page.see("hide:^net/http\\.");
    page.press("z");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn text_or_expression_in_any_case_or_one() {
    let (_site, page) = opened(&["goroutine.pb.gz"]);
    add(&page, "focus");
    page.type_text("READLOOP");
    page.see("0 functions");
    page.click("Any letter case");
    page.see("1 function ·");
    page.press("Enter");
    page.see("focus:(?i)READLOOP");
    page.press("z");
    add(&page, "focus");
    // What was chosen stays chosen.
    page.type_text("(*persistconn)");
    page.see("Not yet an expression");
    page.click("Plain text");
    page.see("2 functions ·");
    page.press("Enter");
    page.see("focus:(?i)\\(\\*persistconn\\)");
    page.press("z");
    add(&page, "focus");
    page.click("Plain text");
    page.type_text("a(");
    page.see("Not yet an expression");
    page.press("Escape");
    page.see_no_more("Not yet an expression");
    assert!(!page.url().contains("filter="));
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn labels_are_suggested_by_key_and_value() {
    let site = serve();
    let page = Page::open(&site.url);
    page.wait_for_mark("leakscope:ready");
    page.paste(
        "goroutine 7 [select, 3 minutes] {handler: /a}:\nmain.f(0x1)\n\t/m.go:1 +0x1\n\n\
         goroutine 8 [select] {handler: /b}:\nmain.g()\n\t/m.go:3 +0x1\n\n\
         goroutine 9 [select] {handler: /b}:\nmain.g()\n\t/m.go:3 +0x1\n",
    );
    page.see("total 3");
    add(&page, "tag focus");
    page.type_text("handler=/b");
    page.expect("the value with its count", |_| {
        suggested(&page)
            .iter()
            .any(|it| it.starts_with("handler=/b 2"))
    });
    page.press("ArrowDown");
    page.press("Enter");
    page.see("filtered to 2");
    page.press("z");
    add(&page, "root by");
    page.type_text("hand");
    page.expect("the key", |_| {
        suggested(&page)
            .iter()
            .any(|it| it.starts_with("handler key, 2 values"))
    });
    page.press("ArrowDown");
    page.press("Enter");
    page.see("root by:handler");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn only_my_code_is_a_filter_like_any_other() {
    let (_site, page) = opened(&["goroutine.pb.gz"]);
    page.see("total 100,");
    page.click("Only my code");
    page.see("filtered to");
    page.expect("the filter in the link", |_| {
        page.url().contains("filter=show%3A%5E")
    });
    page.expect("the switch on", |_| {
        page.run("return document.querySelector('.own').getAttribute('aria-pressed')") == "true"
    });
    // In Top nothing of the runtime, the library or other modules is left.
    page.press("2");
    page.see("flat %");
    page.expect("only functions of the service", |_| {
        let script = "const all = [...document.querySelectorAll('.t.top tbody tr[data-fn]')];
            return all.length > 0 && all.every((it) => !/^(runtime|net|internal|database|os|syscall|sync)[./]/.test(it.dataset.fn))";
        page.run(script) == true
    });
    page.reload();
    page.see("only my code");
    page.see("filtered to");
    page.press("y");
    page.see_no_more("filtered to");
    page.press("y");
    page.see("filtered to");
    page.press("z");
    page.see_no_more("filtered to");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}
