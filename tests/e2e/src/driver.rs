//! chromedriver, and commands fantoccini has no method for.

use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use url::{ParseError, Url};

/// A running chromedriver on a port of its own.
#[derive(Debug)]
pub struct Driver {
    /// Such as `http://127.0.0.1:40213`.
    pub url: String,
    child: Child,
}

impl Driver {
    /// Starts it on a free port.
    pub fn start(program: &Path) -> Result<Driver, String> {
        let mut child = Command::new(program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("cannot start {}: {error}", program.display()))?;
        let stdout = child.stdout.take();
        let mut driver = Driver {
            url: String::new(),
            child,
        };
        let mut lines = stdout
            .map(BufReader::new)
            .into_iter()
            .flat_map(BufRead::lines);
        let port = lines.find_map(|line| port_in(&line.ok()?));
        let port = port.ok_or("chromedriver ended without naming its port")?;
        driver.url = format!("http://127.0.0.1:{port}");
        std::thread::spawn(move || lines.for_each(drop));
        Ok(driver)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `ChromeDriver was started successfully on port 40213.`
fn port_in(line: &str) -> Option<u16> {
    let digits = line
        .rsplit_once(" on port ")?
        .1
        .trim_end()
        .trim_end_matches('.');
    line.contains("started successfully")
        .then(|| digits.parse().ok())?
}

/// A command of this session by its path, with a JSON body: `goog/cdp/execute`, `se/log`, …
#[derive(Debug)]
pub struct Call {
    pub path: &'static str,
    pub body: Value,
}

impl WebDriverCompatibleCommand for Call {
    fn endpoint(&self, base_url: &Url, session_id: Option<&str>) -> Result<Url, ParseError> {
        base_url.join(&format!(
            "session/{}/{}",
            session_id.unwrap_or_default(),
            self.path
        ))
    }

    fn method_and_body(&self, _: &Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_read_from_what_chromedriver_prints() {
        assert_eq!(
            port_in("ChromeDriver was started successfully on port 40213."),
            Some(40213)
        );
        assert_eq!(
            port_in("Starting ChromeDriver 156.0.8078.79 on port 0"),
            None
        );
    }
}
