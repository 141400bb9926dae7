//! The page as a person uses it.

use crate::chromium::Chromium;
use crate::scripts;
use crate::wait::{LONG, until};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use fantoccini::error::CmdError;
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::panic::Location;
use std::path::Path;

/// Leakscope in a new Chromium, until dropped. Its verbs panic with what was there instead.
#[derive(Debug)]
pub struct Page {
    pub(crate) browser: Chromium,
    /// The console so far: level and text. Reading the browser's log empties it.
    console: RefCell<Vec<(String, String)>>,
    requests: RefCell<Vec<Request>>,
    /// Whether the rest of the wasm may be loaded before its time.
    may_force_rest: Cell<bool>,
    /// Where the test opened it; names the screenshot a failure leaves.
    opened_at: &'static Location<'static>,
}

/// A request the browser made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: String,
    /// The whole address.
    pub url: String,
}

impl Page {
    /// Opens an address in a new browser, with nothing stored.
    #[track_caller]
    pub fn open(url: &str) -> Page {
        Page::open_with(url, &[], scripts::PREPARE)
    }

    /// Opens an address in a new browser with further flags, and with a script that runs
    /// before those of the page.
    #[track_caller]
    pub fn open_with(url: &str, flags: &[&str], first_script: &str) -> Page {
        let browser = Chromium::start(flags).unwrap_or_else(|error| panic!("{error}"));
        Page::open_in(browser, url, first_script)
    }

    /// The same in a browser that holds back what it does not show, as it does for a person: its
    /// driver tells it not to.
    #[track_caller]
    pub fn open_throttled(url: &str, first_script: &str) -> Page {
        let unwanted = [
            "disable-background-timer-throttling",
            "disable-backgrounding-occluded-windows",
            "disable-renderer-backgrounding",
        ];
        let browser = Chromium::start_without(&unwanted, &[]);
        let browser = browser.unwrap_or_else(|error| panic!("{error}"));
        Page::open_in(browser, url, first_script)
    }

    #[track_caller]
    fn open_in(browser: Chromium, url: &str, first_script: &str) -> Page {
        let opened_at = Location::caller();
        let page = Page {
            browser,
            console: RefCell::default(),
            requests: RefCell::default(),
            may_force_rest: Cell::default(),
            opened_at,
        };
        page.devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": first_script }),
        );
        page.go(url);
        page
    }

    /// Goes to another address in the same browser.
    #[track_caller]
    pub fn go(&self, url: &str) {
        let gone = self
            .browser
            .wait(|client| async move { client.goto(url).await });
        gone.unwrap_or_else(|error| panic!("cannot open {url}: {error}"));
    }

    /// Reloads; what is stored stays.
    #[track_caller]
    pub fn reload(&self) {
        let done = self
            .browser
            .wait(|client| async move { client.refresh().await });
        done.unwrap_or_else(|error| panic!("cannot reload: {error}"));
    }

    /// Does something while another tab of the window is in front of the page.
    #[track_caller]
    pub fn behind_another_tab<T>(&self, work: impl FnOnce() -> T) -> T {
        let ours = self.browser.wait(|client| async move {
            let ours = client.window().await?;
            let other = client.new_window(true).await?;
            client.switch_to_window(other.handle).await?;
            Ok::<_, CmdError>(ours)
        });
        let ours = ours.unwrap_or_else(|error| panic!("cannot open another tab: {error}"));
        let done = work();
        let back = self.browser.wait(|client| async move {
            client.close_window().await?;
            client.switch_to_window(ours).await
        });
        back.unwrap_or_else(|error: CmdError| panic!("cannot come back: {error}"));
        done
    }

    /// Lets the page need the rest of its wasm before that has come, which is a mistake elsewhere: the
    /// page stands still until it has loaded it.
    pub fn may_force_rest(&self) {
        self.may_force_rest.set(true);
    }

    /// Who needed the rest of the wasm before it had come; nobody, most likely.
    fn forced_rest(&self) -> Option<String> {
        let found = self
            .browser
            .wait(|client| async move { client.execute(scripts::FORCED_REST, Vec::new()).await });
        Some(found.ok()?.as_str()?.to_owned())
    }

    /// The address with its fragment.
    #[track_caller]
    pub fn url(&self) -> String {
        self.text_of("return location.href")
    }

    /// All the text a person can see, white space as one space.
    #[track_caller]
    pub fn text(&self) -> String {
        self.text_of(scripts::VISIBLE_TEXT)
    }

    /// Waits until the text can be seen (letter case does not count).
    #[track_caller]
    pub fn see(&self, wanted: &str) {
        let sought = wanted.to_lowercase();
        self.expect(&format!("to see {wanted:?}"), |text| {
            text.to_lowercase().contains(&sought)
        });
    }

    /// Waits until the text can be seen no more.
    #[track_caller]
    pub fn see_no_more(&self, unwanted: &str) {
        let sought = unwanted.to_lowercase();
        self.expect(&format!("{unwanted:?} to go"), |text| {
            !text.to_lowercase().contains(&sought)
        });
    }

    /// Waits until the visible text is as wanted; `what` completes "waited for".
    #[track_caller]
    pub fn expect(&self, what: &str, is_so: impl Fn(&str) -> bool) {
        let seen = until(LONG, || {
            let text = self.text();
            if is_so(&text) { Ok(()) } else { Err(text) }
        });
        seen.unwrap_or_else(|text| panic!("waited for {what}; the page says:\n{text}"));
    }

    /// Clicks the control with this label: exactly so, or beginning with it, or holding it.
    #[track_caller]
    pub fn click(&self, label: &str) {
        let clicked = until(LONG, || {
            let element = self
                .element(scripts::CONTROL, json!(label))?
                .ok_or("there is none")?;
            self.browser
                .wait(|_| element.click())
                .map_err(|error| error.to_string())
        });
        clicked.unwrap_or_else(|why| {
            panic!(
                "cannot click {label:?}: {why}; controls: {}",
                self.run(scripts::CONTROL_NAMES)
            )
        });
    }

    /// Whether there is a control with this label now.
    #[track_caller]
    pub fn has_control(&self, label: &str) -> bool {
        matches!(self.element(scripts::CONTROL, json!(label)), Ok(Some(_)))
    }

    /// Types into the field with this label, in place of what stood there.
    #[track_caller]
    pub fn fill(&self, label: &str, text: &str) {
        let filled = until(LONG, || {
            let element = self
                .element(scripts::FIELD, json!(label))?
                .ok_or("there is none")?;
            // Everything is selected and deleted by keys, as by a hand: a field whose page puts
            // its value back when it is emptied would otherwise be typed into behind it.
            let keys = format!("\u{e009}a\u{e000}\u{e017}{text}");
            let typing = element.send_keys(&keys);
            self.browser
                .wait(|_| typing)
                .map_err(|error| error.to_string())
        });
        filled.unwrap_or_else(|why| panic!("cannot fill the field {label:?}: {why}"));
    }

    /// From now on no request of the page reaches anything.
    #[track_caller]
    pub fn cut_network(&self) {
        self.devtools("Network.enable", json!({}));
        let nothing = json!({
            "offline": true, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0,
        });
        self.devtools("Network.emulateNetworkConditions", nothing);
    }

    /// Runs the body of a function in the page and gives what it returns.
    #[track_caller]
    pub fn run(&self, script: &str) -> Value {
        self.run_with(script, Vec::new())
    }

    /// The same with `arguments`.
    #[track_caller]
    pub fn run_with(&self, script: &str, arguments: Vec<Value>) -> Value {
        let ran = self
            .browser
            .wait(|client| async move { client.execute(script, arguments).await });
        ran.unwrap_or_else(|error| panic!("{error} in the script\n{script}"))
    }

    /// Sends a command of the Chrome DevTools Protocol.
    #[track_caller]
    pub fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.browser
            .devtools(command, parameters)
            .unwrap_or_else(|error| panic!("{error}"))
    }

    /// Errors on the console so far: what the page logged and what the browser refused, without
    /// the usual paths that were tried and are not there.
    pub fn console_errors(&self) -> Vec<String> {
        let lines = self.console();
        lines
            .into_iter()
            .filter(|(level, text)| level == "SEVERE" && !is_tried_path(text))
            .map(|(_, text)| text)
            .collect()
    }

    /// The whole console so far: level and text.
    pub fn console(&self) -> Vec<(String, String)> {
        let text = |entry: &Value, key: &str| entry[key].as_str().unwrap_or_default().to_owned();
        let mut console = self.console.borrow_mut();
        for entry in self.browser.log("browser") {
            console.push((text(&entry, "level"), text(&entry, "message")));
        }
        console.clone()
    }

    /// Every request of the page so far, in order.
    pub fn requests(&self) -> Vec<Request> {
        let mut requests = self.requests.borrow_mut();
        for entry in self.browser.log("performance") {
            let message = entry["message"].as_str().unwrap_or_default();
            let message: Value = serde_json::from_str(message).unwrap_or_default();
            if message["message"]["method"] == "Network.requestWillBeSent" {
                let request = &message["message"]["params"]["request"];
                let text = |key: &str| request[key].as_str().unwrap_or_default().to_owned();
                // The browser's own first tab is no page of ours.
                if !text("url").starts_with("chrome:") {
                    requests.push(Request {
                        method: text("method"),
                        url: text("url"),
                    });
                }
            }
        }
        requests.clone()
    }

    /// Writes what the window shows as PNG.
    #[track_caller]
    pub fn screenshot(&self, path: &Path) {
        self.save_screenshot(path)
            .unwrap_or_else(|error| panic!("{error}"));
    }

    /// Sets the size of the page's view, in CSS pixels, and the device pixels of each.
    #[track_caller]
    pub fn resize(&self, width_px: u32, height_px: u32, device_pixel_ratio: f64) {
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width_px, "height": height_px, "mobile": false,
                    "deviceScaleFactor": device_pixel_ratio }),
        );
    }

    /// As if the person preferred `light` or `dark`.
    #[track_caller]
    pub fn prefer_color_scheme(&self, scheme: &str) {
        self.prefer(&[("prefers-color-scheme", scheme)]);
    }

    /// As if the person preferred all this, and nothing else: `prefers-contrast` `more`.
    #[track_caller]
    pub fn prefer(&self, features: &[(&str, &str)]) {
        let feature = |(name, value): &(&str, &str)| json!({ "name": name, "value": value });
        let features: Vec<Value> = features.iter().map(feature).collect();
        self.devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": features }),
        );
    }

    fn save_screenshot(&self, path: &Path) -> Result<(), String> {
        let shot = self
            .browser
            .devtools("Page.captureScreenshot", json!({ "format": "png" }))?;
        let png = BASE64_STANDARD.decode(shot["data"].as_str().unwrap_or_default());
        let png = png.map_err(|error| format!("the screenshot is no base64: {error}"))?;
        let written = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        written
            .and_then(|()| std::fs::write(path, png))
            .map_err(|error| format!("cannot write {}: {error}", path.display()))
    }

    pub(crate) fn element(
        &self,
        script: &str,
        argument: Value,
    ) -> Result<Option<fantoccini::elements::Element>, String> {
        let found = self.browser.wait(|client| async move {
            let found = client.execute(script, vec![argument]).await?;
            Ok::<_, fantoccini::error::CmdError>((client, found))
        });
        let (client, found) = found.map_err(|error| error.to_string())?;
        // The key WebDriver marks an element with.
        let id = found["element-6066-11e4-a52e-4f735466cecf"]
            .as_str()
            .map(str::to_owned);
        Ok(id.map(|id| fantoccini::elements::Element::from_element_id(client, id.into())))
    }

    #[track_caller]
    fn text_of(&self, script: &str) -> String {
        self.run(script).as_str().unwrap_or_default().to_owned()
    }
}

/// Whether a line of the console is the browser's own word of a usual path that was tried and is
/// not there: no page can keep it from that.
fn is_tried_path(line: &str) -> bool {
    let not_there = " - Failed to load resource: the server responded with a status of 404";
    let address = line.split_once(not_there).map(|(address, _)| address);
    address.is_some_and(|address| {
        ["/debug/vars", "/events"]
            .iter()
            .any(|path| address.ends_with(path))
    })
}

impl Drop for Page {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let forced = self.forced_rest();
            let forced = forced.filter(|_| !self.may_force_rest.get());
            assert_eq!(forced, None, "what is of the first load called the rest");
            return;
        }
        let test = Path::new(self.opened_at.file())
            .file_stem()
            .unwrap_or_default();
        let name = format!("{}-line-{}", test.to_string_lossy(), self.opened_at.line());
        let folder = xtask::paths::target().join("e2e");
        let picture = folder.join(format!("{name}.png"));
        match self.save_screenshot(&picture) {
            Ok(()) => eprintln!("what it looked like: {}", picture.display()),
            Err(error) => eprintln!("no screenshot: {error}"),
        }
        let console: String = self
            .console()
            .iter()
            .map(|(level, text)| format!("{level} {text}\n"))
            .collect();
        if let Err(error) = std::fs::write(folder.join(format!("{name}.console.txt")), &console) {
            eprintln!("console not saved: {error}");
        }
        eprintln!("console:\n{console}");
    }
}
