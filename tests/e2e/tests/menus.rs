//! The menu of a function, by pointer and by keys, in every view that shows functions.

use leakscope_e2e::{Page, opened};

/// The function whose menu is open; empty if none is.
fn menu(page: &Page) -> String {
    let script = "return document.querySelector('.frame-menu')?.getAttribute('aria-label') ?? ''";
    page.run(script).as_str().unwrap_or_default().to_owned()
}

#[track_caller]
fn expect_menu(page: &Page, name: &str) {
    page.expect(&format!("the menu of {name:?}"), |_| menu(page) == name);
}

const READ_LOOP: &str = "net/http.(*persistConn).readLoop";
const WRITE_LOOP: &str = "net/http.(*persistConn).writeLoop";

#[test]
fn a_right_click_in_the_flame_and_each_of_its_actions() {
    let (_site, page) = opened(&["goroutine.pb.gz"]);
    let row = |page: &Page| page.right_click_at(".flame", 0.2, 0.115);
    row(&page);
    page.expect("a menu", |_| {
        menu(&page).starts_with("net/http.(*persistConn)")
    });
    let name = menu(&page);
    page.expect("its first item to have the focus", |_| {
        page.focused().starts_with("Focus")
    });
    // The keys of the actions work in it, arrows go through it, Escape closes it.
    page.press("ArrowDown");
    assert!(page.focused().starts_with("Ignore"), "{}", page.focused());
    page.press("End");
    assert!(page.focused().starts_with("Search"), "{}", page.focused());
    page.press("Escape");
    expect_menu(&page, "");

    row(&page);
    expect_menu(&page, &name);
    page.press("f");
    page.see("filtered to 50,000");
    expect_menu(&page, "");
    page.press("z");
    page.see_no_more("filtered to");

    for (item, said) in [
        ("Ignore", "filter=ignore"),
        ("Hide", "filter=hide"),
        ("Show from here", "filter=show_from"),
        ("Show only it", "filter=show%3A"),
    ] {
        row(&page);
        expect_menu(&page, &name);
        page.click(item);
        page.expect(&format!("{said} in the link"), |_| {
            page.url().contains(said)
        });
        page.press("z");
        page.expect("no filter", |_| !page.url().contains("filter="));
    }

    row(&page);
    page.click("Search for it");
    page.see("1 function");
    row(&page);
    page.click("Open in sandwich");
    page.expect("the sandwich in the link", |_| {
        page.url().contains("around=")
    });
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn by_keys_in_the_flame() {
    let (_site, page) = opened(&["goroutine.pb.gz"]);
    page.run("document.querySelector('.flame').focus()");
    page.press("ArrowDown");
    page.press("ArrowDown");
    page.press("Shift+F10");
    expect_menu(&page, READ_LOOP);
    // It opens where the frame is.
    let beside = "const menu = document.querySelector('.frame-menu').getBoundingClientRect();
        const flame = document.querySelector('.flame').getBoundingClientRect();
        return menu.top > flame.top && menu.top < flame.top + 110;";
    assert_eq!(page.run(beside), true);
    page.press("Enter");
    page.see("filtered to 50,000");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn in_tables_graph_and_lists() {
    let (_site, page) = opened(&["early/goroutine.pb.gz", "goroutine.pb.gz"]);
    page.right_click_at(".movers .mover", 0.5, 0.5);
    page.expect("a menu of what grew", |_| !menu(&page).is_empty());
    page.press("Escape");

    page.press("2");
    page.see("cum now");
    page.right_click_at(".t.top tbody tr[data-fn]", 0.5, 0.5);
    page.expect("a menu in Top", |_| !menu(&page).is_empty());
    page.click("Open in graph");
    page.wait_for_mark("leakscope:graph-painted");
    page.expect("the box selected", |_| {
        page.run("return !!document.querySelector('.graph .box.selected')") == true
    });
    page.right_click_at(&format!(".graph .box[data-fn='{WRITE_LOOP}']"), 0.5, 0.5);
    expect_menu(&page, WRITE_LOOP);
    page.press("Escape");
    page.run("document.querySelector('.graph').focus()");
    page.press("Shift+F10");
    expect_menu(&page, WRITE_LOOP);
    page.click("Copy name");
    expect_menu(&page, "");
    // A caller in the panel: a button, which is reached by Tab.
    page.run("document.querySelector('.detail .li[data-fn]').focus()");
    page.press("Shift+F10");
    page.expect("a menu in the panel", |_| !menu(&page).is_empty());
    page.press("Escape");

    page.press("6");
    page.see("group by");
    page.press("ArrowDown");
    page.press("ArrowRight");
    page.press("ArrowDown");
    page.press("Shift+F10");
    page.expect("a menu of a goroutine's frame", |_| !menu(&page).is_empty());
    page.press("h");
    page.expect("the filter", |_| page.url().contains("filter=hide"));
    assert_eq!(page.console_errors(), Vec::<String>::new());
}
