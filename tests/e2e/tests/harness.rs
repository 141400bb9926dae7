//! The harness itself, on a small page of its own: what its verbs do to a page.

use leakscope_e2e::{Firefox, Page};
use std::path::PathBuf;
use tempfile::TempDir;
use xtask::site::{Running, Site};

/// A page that writes down what is done to it.
const PAGE: &str = r#"<!DOCTYPE html>
<title>harness</title>
<link rel="icon" href="data:,">
<meta name="color-scheme" content="light dark">
<style>canvas { width: 400px; height: 100px; background: silver } #hidden { display: none }</style>
<p id="seen">nothing yet</p><p id="hidden">a hidden line</p>
<table><tr tabindex="0"><td><button>Open</button></td><td><button>Open the other</button></td></tr></table>
<label>Base URL <input id="field" value="before"></label>
<button id="choose">Choose files</button>
<canvas></canvas>
<script>
const seen = document.getElementById('seen');
const say = (text) => { seen.textContent += ' · ' + text; };
for (const button of document.querySelectorAll('td button'))
  button.onclick = () => say('clicked ' + button.textContent + '.');
addEventListener('keydown', (event) => say('key ' + (event.shiftKey ? 'shift ' : '') + event.key));
document.getElementById('field').oninput = (event) => say('field ' + event.target.value);
const canvas = document.querySelector('canvas');
let from = 0;
canvas.onpointerdown = (event) => { from = event.offsetX; };
canvas.onpointerup = (event) => say('dragged ' + Math.round((event.offsetX - from) / 10));
canvas.onwheel = (event) => say('wheel ' + event.deltaY);
const read = async (kind, files) => {
  for (const file of files) say(kind + ' ' + file.name + ' ' + (await file.text()).length);
};
document.getElementById('choose').onclick = () => {
  const field = Object.assign(document.createElement('input'), { type: 'file', multiple: true });
  field.onchange = () => read('chosen', field.files);
  field.click();
};
addEventListener('dragover', (event) => event.preventDefault());
addEventListener('drop', (event) => { event.preventDefault(); read('dropped', event.dataTransfer.files); });
addEventListener('paste', (event) => say('pasted ' + event.clipboardData.getData('text/plain')));
const end = performance.now() + 120;
while (performance.now() < end);
performance.mark('harness:ready');
</script>"#;

fn site() -> (Running, TempDir) {
    let root = TempDir::new().expect("a folder");
    std::fs::write(root.path().join("index.html"), PAGE).expect("a file");
    let site = Site {
        root: root.path().to_path_buf(),
        base: "/".to_owned(),
        proxy: None,
    };
    (site.start(0).expect("a free port"), root)
}

fn files(folder: &TempDir) -> Vec<PathBuf> {
    let file = |name: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, name).expect("a file");
        path
    };
    vec![file("one.txt"), file("second.txt")]
}

#[test]
fn what_a_person_does_reaches_the_page() {
    let (site, folder) = site();
    let files = files(&folder);
    let page = Page::open(&site.url);
    page.see("Nothing yet");
    assert!(!page.text().contains("hidden line"));

    page.click("open");
    page.see("clicked Open.");
    page.click("the other");
    page.see("clicked Open the other.");
    page.fill("Base URL", "x");
    page.see("field x");
    page.press("Shift+ArrowRight");
    page.see("key shift ArrowRight");
    page.drag("canvas", 0.25, 0.75);
    page.see("dragged 20");
    page.wheel("canvas", 120);
    page.see("wheel 120");
    page.click("Choose files");
    page.choose_files(&files);
    page.see("chosen one.txt 7 · chosen second.txt 10");
    page.drop_files(&files);
    page.see("dropped one.txt 7 · dropped second.txt 10");
    page.paste("some text");
    page.see("pasted some text");
}

#[test]
fn what_the_browser_measured_and_logged_is_told() {
    let (site, _folder) = site();
    let page = Page::open(&site.url);
    let ready = page.wait_for_mark("harness:ready");
    assert!(ready.start_ms > 0.0);
    // Of the page's own long task, in which the mark is set, a browser that is still starting may not tell.
    let work = "setTimeout(() => { const end = performance.now() + 120; while (performance.now() < end); })";
    page.expect("a task of 100 ms", |_| {
        page.run(work);
        let tasks = page.long_tasks();
        tasks.iter().any(|task| task.duration_ms >= 100.0)
    });

    assert_eq!(page.console_errors(), Vec::<String>::new());
    page.run("console.error('something broke')");
    let errors = page.console_errors();
    assert!(
        errors.iter().any(|line| line.contains("something broke")),
        "{errors:?}"
    );
    assert!(
        page.requests()
            .iter()
            .any(|request| request.url == site.url)
    );
}

#[test]
fn a_cut_network_reaches_nothing() {
    let (site, _folder) = site();
    let page = Page::open(&site.url);
    let fetch = "return fetch(location.href).then((answer) => answer.status, () => 'cut off')";
    assert_eq!(page.run(fetch), 200);
    page.cut_network();
    assert_eq!(page.run(fetch), "cut off");
}

#[test]
fn firefox_does_the_same() {
    let (site, folder) = site();
    let firefox = Firefox::open(&site.url);
    firefox.wait_for_mark("harness:ready");
    firefox.click("Choose files");
    firefox.choose_files(&files(&folder));
    firefox.see("chosen one.txt 7 · chosen second.txt 10");
    assert_eq!(firefox.console_errors(), Vec::<String>::new());
}
