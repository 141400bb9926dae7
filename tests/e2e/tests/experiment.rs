//! The experiment that varies the page's own health checks, on the real service.

use leakscope_e2e::{Page, demo, serve, until};
use std::time::Duration;

/// All phases at the pace of tests, and some.
const WHOLE: Duration = Duration::from_secs(180);

/// The page once an experiment is over.
fn result(page: &Page) -> String {
    let over = until(WHOLE, || {
        let text = page.text();
        let is_over = text.contains("each adds ") || text.contains("undecided: ");
        match is_over && !text.contains("Experiment: phase") {
            true => Ok(text),
            false => Err(text),
        }
    });
    over.unwrap_or_else(|text| panic!("{text}"))
}

#[test]
fn our_health_checks_are_proven_to_drive_the_growth() {
    let (site, service) = (serve(), demo(&[]));
    let page = Page::watch(&site.url, &service.url, &[]);
    page.see("persistConn");
    let offered = until(WHOLE, || {
        page.click("Limits…");
        page.see("Do health checks drive it?");
        let text = page.text();
        if text.contains("8 phases of") {
            return Ok(text);
        }
        page.press("Escape");
        std::thread::sleep(Duration::from_secs(2));
        Err(text)
    });
    let text = offered.unwrap_or_else(|text| panic!("{text}"));
    assert!(
        text.contains("more than usual") || text.contains("fewer than usual"),
        "{text}"
    );
    page.click("Begin");
    page.see("phase 1 of 8, no health checks");
    page.click("Close");
    page.see("Experiment: phase");
    // A reload does not stop it.
    page.reload();
    page.see("Experiment: phase");
    let mut text = result(&page);
    // On a machine that stands still for seconds phases are lost: it says so, and can be begun anew.
    for _ in 0..2 {
        if !text.contains("undecided: ") {
            break;
        }
        page.click("Limits…");
        page.click("Begin");
        page.click("Close");
        page.see("Experiment: phase");
        text = result(&page);
    }
    let said = text.split("each adds ").nth(1).unwrap_or_default();
    let adds: f64 = said
        .split(' ')
        .next()
        .unwrap_or_default()
        .parse()
        .expect("a number");
    assert!((1.5..=2.5).contains(&adds), "{text}");
    page.click("Connection settings");
    page.see("The last one: health checks drive it");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}
