//! One headless Chromium with a profile folder of its own, driven by fantoccini.

use crate::driver::{Call, Driver};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::future::Future;
use std::process::{Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use xtask::tools::{self, Install};

/// A browser until it is dropped: then its processes and its folder are gone.
#[derive(Debug)]
pub struct Chromium {
    runtime: Runtime,
    client: Option<Client>,
    process_id: Option<u64>,
    // Dropped last, in this order: the driver before the folder the browser writes to.
    _driver: Driver,
    profile: TempDir,
}

impl Chromium {
    /// Starts a browser that has never been started before, with further flags.
    pub fn start(flags: &[&str]) -> Result<Chromium, String> {
        Chromium::start_without(&[], flags)
    }

    /// The same without some of the flags that its driver gives it.
    pub fn start_without(unwanted: &[&str], flags: &[&str]) -> Result<Chromium, String> {
        let programs = tools::browsers(Install::AskFirst)?;
        let driver = Driver::start(&programs.chromedriver)?;
        let profile = TempDir::with_prefix("leakscope-chromium-")
            .map_err(|error| format!("cannot make a folder for the browser: {error}"))?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| format!("cannot start tokio: {error}"))?;
        let capabilities = capabilities(&programs.chromium, &profile, flags, unwanted);
        let client = runtime
            .block_on(
                ClientBuilder::new(HttpConnector::new())
                    .capabilities(capabilities)
                    .connect(&driver.url),
            )
            .map_err(|error| format!("chromedriver starts no browser: {error}"))?;
        let process_id = client
            .capabilities()
            .and_then(|found| found.get("goog:processID"))
            .and_then(Value::as_u64);
        Ok(Chromium {
            runtime,
            client: Some(client),
            process_id,
            _driver: driver,
            profile,
        })
    }

    /// Does something with the browser, to its end.
    pub fn wait<T, F: Future<Output = T>>(&self, work: impl FnOnce(Client) -> F) -> T {
        let client = self
            .client
            .clone()
            .unwrap_or_else(|| unreachable!("only a drop takes it"));
        self.runtime.block_on(work(client))
    }

    /// Sends a command fantoccini has no method for.
    pub fn call(&self, path: &'static str, body: Value) -> Result<Value, String> {
        self.wait(|client| async move { client.issue_cmd(Call { path, body }).await })
            .map_err(|error| format!("{path}: {error}"))
    }

    /// Sends a command of the Chrome DevTools Protocol to the page.
    pub fn devtools(&self, command: &str, parameters: Value) -> Result<Value, String> {
        self.call(
            "goog/cdp/execute",
            json!({ "cmd": command, "params": parameters }),
        )
        .map_err(|error| format!("{command}: {error}"))
    }

    /// What was logged since the last call; `kind` is `browser` or `performance`.
    pub fn log(&self, kind: &str) -> Vec<Value> {
        let entries = self.call("se/log", json!({ "type": kind }));
        entries
            .ok()
            .and_then(|entries| entries.as_array().cloned())
            .unwrap_or_default()
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            let closing =
                async { tokio::time::timeout(Duration::from_secs(5), client.close()).await };
            if matches!(self.runtime.block_on(closing), Ok(Ok(()))) {
                return;
            }
        }
        // The driver did not answer any more, so the browser has to be ended by its id; the
        // folder in its command line makes sure that the id is still the browser's.
        if let Some(id) = self.process_id {
            let line = std::fs::read_to_string(format!("/proc/{id}/cmdline")).unwrap_or_default();
            if line.contains(&*self.profile.path().to_string_lossy()) {
                let _ = Command::new("kill")
                    .args(["-9", &id.to_string()])
                    .stderr(Stdio::null())
                    .status();
            }
        }
    }
}

fn capabilities(
    chromium: &std::path::Path,
    profile: &TempDir,
    flags: &[&str],
    unwanted: &[&str],
) -> serde_json::Map<String, Value> {
    let folder = format!("--user-data-dir={}", profile.path().display());
    let fixed = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1440,900",
        // No test may depend on anything beyond this machine.
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
        &folder,
    ];
    let arguments: Vec<&str> = fixed.iter().chain(flags).copied().collect();
    let capabilities = json!({
        "browserName": "chrome",
        // A page that is measured beside ours may stand still for half a minute.
        "timeouts": { "script": 180_000 },
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        "goog:chromeOptions": {
            "binary": chromium,
            "args": arguments,
            "excludeSwitches": unwanted,
        },
    });
    capabilities.as_object().cloned().unwrap_or_default()
}
