//! A few verbs of [`crate::Page`] in Firefox, for a smoke test there.

use crate::bidi::Connection;
use crate::scripts;
use crate::wait::{LONG, until};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use xtask::tools::{self, Install};

/// A headless Firefox with a profile of its own, until dropped.
#[derive(Debug)]
pub struct Firefox {
    runtime: Runtime,
    connection: RefCell<Connection>,
    context: String,
    // Dropped in this order: the process before the folder it writes to.
    _process: Process,
    _profile: TempDir,
}

#[derive(Debug)]
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Firefox {
    /// Opens an address in a new browser.
    #[track_caller]
    pub fn open(url: &str) -> Firefox {
        let firefox = Firefox::start().unwrap_or_else(|error| panic!("{error}"));
        let target = json!({ "context": firefox.context, "url": url, "wait": "complete" });
        firefox
            .send("browsingContext.navigate", target)
            .unwrap_or_else(|error| panic!("{error}"));
        firefox
    }

    /// Waits until the text can be seen (letter case does not count).
    #[track_caller]
    pub fn see(&self, wanted: &str) {
        let seen = until(LONG, || {
            let text = self.run(scripts::VISIBLE_TEXT, &[])?;
            let text = text["value"].as_str().unwrap_or_default().to_owned();
            if text.to_lowercase().contains(&wanted.to_lowercase()) {
                Ok(())
            } else {
                Err(text)
            }
        });
        seen.unwrap_or_else(|text| panic!("waited to see {wanted:?}; Firefox says:\n{text}"));
    }

    /// Clicks the control with this label.
    #[track_caller]
    pub fn click(&self, label: &str) {
        let clicked = until(LONG, || {
            let control = self.run(
                scripts::CONTROL,
                &[json!({ "type": "string", "value": label })],
            )?;
            let at = json!({ "type": "element", "element": { "sharedId": control["sharedId"] } });
            let actions = json!([
                { "type": "pointerMove", "x": 0, "y": 0, "origin": at },
                { "type": "pointerDown", "button": 0 },
                { "type": "pointerUp", "button": 0 },
            ]);
            let mouse = json!({ "type": "pointer", "id": "mouse", "actions": actions });
            let params = json!({ "context": self.context, "actions": [mouse] });
            self.send("input.performActions", params)
        });
        clicked.unwrap_or_else(|why| panic!("cannot click {label:?} in Firefox: {why}"));
    }

    /// Waits for a User Timing mark.
    #[track_caller]
    pub fn wait_for_mark(&self, name: &str) {
        let script = "return performance.getEntriesByName(arguments[0], 'mark').length > 0";
        let marked = until(LONG, || {
            let found = self.run(script, &[json!({ "type": "string", "value": name })])?;
            if found["value"] == true {
                Ok(())
            } else {
                Err("it is not set".to_owned())
            }
        });
        marked.unwrap_or_else(|why| panic!("waited for the mark {name} in Firefox: {why}"));
    }

    /// Chooses files as in the browser's dialogue, after the click that opens it.
    #[track_caller]
    pub fn choose_files(&self, files: &[PathBuf]) {
        let files: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
        let chosen = until(LONG, || {
            let field = self.run(scripts::FILE_FIELD, &[])?;
            let field = json!({ "sharedId": field["sharedId"] });
            let params = json!({ "context": self.context, "element": field, "files": files });
            self.send("input.setFiles", params)
        });
        chosen.unwrap_or_else(|why| panic!("cannot choose files in Firefox: {why}"));
    }

    /// Errors on the console so far.
    #[track_caller]
    pub fn console_errors(&self) -> Vec<String> {
        // Any command brings the events that have come.
        self.run("return true", &[])
            .unwrap_or_else(|error| panic!("{error}"));
        let connection = self.connection.borrow();
        let entries = connection.events.iter().map(|event| &event["params"]);
        let errors = entries.filter(|entry| entry["level"] == "error");
        errors
            .map(|entry| entry["text"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    fn start() -> Result<Firefox, String> {
        let program = tools::browsers(Install::AskFirst)?.firefox;
        let profile = TempDir::with_prefix("leakscope-firefox-")
            .map_err(|error| format!("cannot make a folder for Firefox: {error}"))?;
        let mut child = Command::new(&program)
            .args([
                "--headless",
                "--no-remote",
                "--remote-debugging-port",
                "0",
                "--profile",
            ])
            .arg(profile.path())
            // Some systems have no home folder for the user of the tests; Firefox wants one.
            .env("HOME", profile.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot start {}: {error}", program.display()))?;
        let stderr = child.stderr.take();
        let process = Process(child);
        let mut lines = stderr
            .map(BufReader::new)
            .into_iter()
            .flat_map(BufRead::lines);
        let url = lines.find_map(|line| {
            line.ok()?
                .strip_prefix("WebDriver BiDi listening on ")
                .map(|url| url.trim().to_owned())
        });
        let url = url.ok_or("Firefox ended without naming its WebDriver BiDi address")?;
        std::thread::spawn(move || lines.for_each(drop));

        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| format!("cannot start tokio: {error}"))?;
        let (connection, context) = runtime.block_on(new_session(&format!("{url}/session")))?;
        let connection = RefCell::new(connection);
        Ok(Firefox {
            runtime,
            connection,
            context,
            _process: process,
            _profile: profile,
        })
    }

    fn send(&self, method: &str, params: Value) -> Result<Value, String> {
        self.runtime
            .block_on(self.connection.borrow_mut().send(method, params))
    }

    /// Runs the body of a function with BiDi's own form of arguments and results.
    fn run(&self, script: &str, arguments: &[Value]) -> Result<Value, String> {
        let params = json!({
            "functionDeclaration": format!("function () {{ {script} }}"),
            "awaitPromise": true,
            "target": { "context": self.context },
            "arguments": arguments,
        });
        let mut answer = self.send("script.callFunction", params)?;
        match answer["type"].as_str() {
            Some("success") => Ok(answer["result"].take()),
            _ => Err(answer["exceptionDetails"]["text"].to_string()),
        }
    }
}

async fn new_session(url: &str) -> Result<(Connection, String), String> {
    let mut connection = Connection::open(url).await?;
    connection
        .send("session.new", json!({ "capabilities": {} }))
        .await?;
    connection
        .send("session.subscribe", json!({ "events": ["log.entryAdded"] }))
        .await?;
    let prepare = format!("() => {{ {} }}", scripts::PREPARE);
    let prepare = json!({ "functionDeclaration": prepare });
    connection.send("script.addPreloadScript", prepare).await?;
    let tree = connection
        .send("browsingContext.getTree", json!({}))
        .await?;
    let context = tree["contexts"][0]["context"].as_str().map(str::to_owned);
    Ok((connection, context.ok_or("Firefox has no window")?))
}
