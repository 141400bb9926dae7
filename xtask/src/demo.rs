//! The leaking Go service of `demo/`, with its registry.

use crate::tools::Go;
use crate::{Result, paths, run};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};

/// The running service. It stops when this is dropped, and when this process dies in any way:
/// the service waits for the end of its standard input.
#[derive(Debug)]
pub struct Demo {
    /// Such as `http://127.0.0.1:8081`.
    pub url: String,
    child: Child,
    /// Open for as long as the service is to run.
    stdin: Option<ChildStdin>,
}

/// Builds the service and returns its program.
pub fn build(go: &Go) -> Result<PathBuf> {
    let folder = paths::repo().join("demo");
    let program = folder.join("bin/migration-service");
    run::run(
        go.command(&folder)
            // Its profiles then carry no path of this machine.
            .env("CGO_ENABLED", "0")
            .args(["build", "-trimpath", "-o"])
            .arg(&program)
            .arg("."),
    )?;
    Ok(program)
}

impl Demo {
    /// Starts the service and its registry on free ports; `arguments` as the service's `-h`
    /// lists them, `["-fixed"]` for one.
    pub fn start(program: &std::path::Path, arguments: &[&str]) -> Result<Demo> {
        let mut command = Command::new(program);
        command.args(["-until-stdin-closes", "-spawn-registry"]);
        if !arguments.contains(&"-addr") {
            command.args(["-addr", "127.0.0.1:0"]);
        }
        command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let line = run::shown(&command);
        let mut child = command
            .spawn()
            .map_err(|error| format!("cannot start `{line}`: {error}"))?;
        let stdin = child.stdin.take();
        let stdout = child.stdout.take();
        let mut demo = Demo {
            url: String::new(),
            child,
            stdin,
        };
        let mut lines = stdout
            .map(BufReader::new)
            .into_iter()
            .flat_map(BufRead::lines);
        let url = lines.find_map(|line| url_in(&line.ok()?).map(str::to_owned));
        demo.url = url.ok_or_else(|| format!("`{line}` ended without naming its address"))?;
        // What it prints later must not fill the pipe and block it.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(demo)
    }
}

impl Demo {
    /// Its process, for signals.
    pub fn process_id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        drop(self.stdin.take());
        // Its registry is its child: give it the time to stop that before it is killed itself.
        for _ in 0..100 {
            match self.child.try_wait() {
                Ok(Some(_)) | Err(_) => return,
                Ok(None) => std::thread::sleep(std::time::Duration::from_millis(20)),
            }
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The first http address of a line.
fn url_in(line: &str) -> Option<&str> {
    let start = line.find("http://")?;
    line.get(start..)?
        .split(|c: char| c.is_whitespace() || c == '"')
        .next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_read_from_what_the_service_prints() {
        assert_eq!(
            url_in("listening on http://127.0.0.1:8081 (v1)"),
            Some("http://127.0.0.1:8081")
        );
        assert_eq!(url_in("registry started"), None);
    }
}
