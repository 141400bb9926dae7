//! The command palette: actions, profiles and functions by a few letters.

use leakscope_e2e::{Page, opened, story};

/// The row that Enter takes.
fn first(page: &Page) -> String {
    let script = "return document.querySelector('.palette [aria-selected=true]')?.innerText.replace(/\\s+/g, ' ') ?? ''";
    page.run(script).as_str().unwrap_or_default().to_owned()
}

#[track_caller]
fn expect_first(page: &Page, start: &str) {
    page.expect(&format!("{start:?} first"), |_| {
        first(page).starts_with(start)
    });
}

#[test]
fn actions_by_a_few_letters() {
    let (_site, page) = opened(&[]);
    page.press("Control+k");
    page.see("fit");
    page.type_text("demo");
    expect_first(&page, "load the demo recording");
    page.press("Enter");
    page.wait_for_mark("leakscope:overview-painted");
    page.see("Leak:");

    page.press(":");
    page.type_text("theme");
    expect_first(&page, "theme: system, light, dark t");
    page.press("Escape");
    page.see_no_more("1 fits");
    // Another key of the palette, which works while a field has the focus.
    page.press("Control+k");
    page.type_text("goprofile");
    expect_first(&page, "go to the profile");
    page.press("Enter");
    page.expect("the profile view", |_| page.url().contains("view=profile"));
    page.press("/");
    page.press("Control+k");
    page.type_text("upright");
    expect_first(&page, "upright: the root at the bottom u");
    page.press("Enter");
    page.expect("an upright flame", |_| page.url().contains("flame=upright"));
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn profiles_and_functions_by_name() {
    let (_site, page) = opened(&[]);
    page.drop_files(&[story("heap.pb.gz"), story("goroutine.pb.gz")]);
    page.wait_for_mark("leakscope:flame-painted");
    page.press("Control+k");
    page.type_text("pcrl");
    page.expect("a function", |_| {
        first(&page).contains("(*persistConn).readLoop")
    });
    page.press("Enter");
    page.expect("it to be selected", |_| {
        page.run("return document.querySelector('.detail h2')?.innerText ?? ''")
            .as_str()
            .is_some_and(|it| it.contains("readLoop"))
    });
    page.press("Control+k");
    page.type_text("profile heap");
    expect_first(&page, "profile heap.pb.gz");
    page.press("Enter");
    page.see("inuse_space");
    // What cannot be done says so.
    page.press("Control+k");
    page.type_text("hide the selected");
    page.press("Enter");
    page.see("need a selected one");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn keys_help_and_palette_are_one_list() {
    let (_site, page) = opened(&[]);
    page.drop_files(&[story("goroutine.pb.gz")]);
    page.wait_for_mark("leakscope:flame-painted");
    let listed = |script: &str| -> Vec<String> {
        let found = page.run(script);
        let found = found.as_array().cloned().unwrap_or_default();
        let text = |it: &serde_json::Value| it.as_str().unwrap_or_default().to_owned();
        found.iter().map(text).collect()
    };
    page.press("?");
    page.see("open files");
    let help =
        listed("return [...document.querySelectorAll('.keys-list dd')].map((it) => it.innerText)");
    page.press("Escape");
    page.press("Control+k");
    page.see("fit");
    let palette = listed(
        "return [...document.querySelectorAll('.palette [role=option] .name')].map((it) => it.innerText)",
    );
    for action in [
        "hide the selected function",
        "open files",
        "swap profile and base",
    ] {
        assert!(help.iter().any(|it| it == action), "{action} in {help:?}");
        assert!(
            palette.iter().any(|it| it == action),
            "{action} in {palette:?}"
        );
    }
}
