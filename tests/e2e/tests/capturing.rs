//! Capture now, and what the service tells of itself, from the real service.

use leakscope_e2e::{LONG, Page, ask, demo, serve, until};

/// Opens the capture menu and takes one of what it lists.
#[track_caller]
fn capture(page: &Page, what: &str) {
    page.click("Capture");
    page.click(what);
}

#[test]
fn every_profile_the_index_lists_can_be_captured() {
    let (site, service) = (serve(), demo(&[]));
    let page = Page::watch(&site.url, &service.url, &[]);
    page.see("persistConn");
    page.click("Capture");
    page.see("threadcreate");
    let listed = page
        .run("return [...document.querySelectorAll('.pop .pick b')].map((name) => name.innerText)");
    let listed: Vec<String> = serde_json::from_value(listed).expect("names");
    for name in [
        "allocs",
        "block",
        "goroutine",
        "heap",
        "mutex",
        "threadcreate",
    ] {
        assert!(listed.iter().any(|one| one == name), "{name}: {listed:?}");
    }
    page.press("Escape");
    for name in listed.iter().filter(|name| !name.contains(' ')) {
        capture(&page, name);
        page.expect(&format!("{name} to be shown"), |_| {
            let title = page.run("return document.title");
            title
                .as_str()
                .is_some_and(|title| title.starts_with(name.as_str()))
        });
        page.click("Overview");
        page.see("What is growing");
    }
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn goroutineleak_says_its_price_first_and_its_blind_spots_after() {
    let (site, service) = (serve(), demo(&[]));
    let page = Page::watch(&site.url, &service.url, &[]);
    page.see("persistConn");
    page.click("Capture");
    page.see("forces a garbage collection; at 100,000: 0.3 s, 24 ms of it stopped");
    page.click("goroutineleak");
    page.see("goroutineleak found");
    page.see("It confirms; it does not clear");
    page.click("Overview");
    page.see("goroutineleak profile of");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn a_full_dump_says_its_price_first() {
    let (site, service) = (serve(), demo(&[]));
    let page = Page::watch(&site.url, &service.url, &[]);
    page.see("persistConn");
    page.click("Capture");
    page.see("stops the world, about");
    page.click("Full goroutine dump");
    page.see("goroutine?debug=2");
    page.wait_for_mark("leakscope:flame-painted");
    page.see("persistConn");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn a_cpu_profile_shows_how_far_it_is_and_can_be_cancelled() {
    let (site, service) = (serve(), demo(&[]));
    let page = Page::watch(&site.url, &service.url, &[]);
    page.see("persistConn");
    capture(&page, "CPU, 5 s");
    page.see("1 s of 5 s");
    page.press("Escape");
    page.see_no_more("of 5 s");
    // The service measures one at a time: that it takes the next shows that it was told to stop.
    capture(&page, "CPU, 5 s");
    page.see("1 s of 5 s");
    page.wait_for_mark("leakscope:flame-painted");
    page.see("samples");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn migrations_of_the_events_address_are_labelled_markers() {
    let migration = [
        "-migrate-mb",
        "20",
        "-migrate-goroutines",
        "100",
        "-migrate-for",
        "2s",
    ];
    let (site, service) = (serve(), demo(&migration));
    let page = Page::watch(&site.url, &service.url, &[("Events", "1")]);
    let answer = ask(&service.url, "POST", "/migrate");
    assert!(answer.contains(" 20"), "{answer}");
    page.see_painted("migration");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn usual_paths_are_tried_once_and_what_came_of_it_is_shown() {
    let (site, service) = (serve(), demo(&[]));
    let page = Page::watch(&site.url, &service.url, &[]);
    page.click("Connection settings");
    page.see("not offered: not there (404)");
    let asked = |path: &str| {
        let requests = page.requests().into_iter();
        requests
            .filter(|request| request.url == format!("{}{path}", service.url))
            .count()
    };
    // Memory is asked every second and expvar would be: were it asked on, it would be seen here.
    let before = asked("/debug/pprof/heap?debug=1");
    let memory = until(LONG, || match asked("/debug/pprof/heap?debug=1") {
        count if count >= before + 3 => Ok(()),
        count => Err(count.to_string()),
    });
    memory.unwrap_or_else(|count| panic!("memory was asked {count} times"));
    assert_eq!(asked("/debug/vars"), 1);
    page.click("Ask again what did not answer");
    let again = until(LONG, || match asked("/debug/vars") {
        2 => Ok(()),
        count => Err(count.to_string()),
    });
    again.unwrap_or_else(|count| panic!("expvar was asked {count} times"));
    assert_eq!(page.console_errors(), Vec::<String>::new());
    drop(page);

    let service = demo(&["-vars"]);
    let page = Page::watch(&site.url, &service.url, &[("expvar path", "")]);
    page.click("Connection settings");
    page.see("/events answers");
    assert!(!page.text().contains("expvar"), "{}", page.text());
    assert!(page.requests().iter().all(|one| !one.url.contains("/vars")));
}
