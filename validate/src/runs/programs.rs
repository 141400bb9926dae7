//! The labelled programs: built, listed, started.

use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

/// What a program says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Its pattern; what follows a colon only tells two programs of one pattern apart.
    pub pattern: String,
    /// Which variant.
    pub variant: u32,
    /// The functions to blame; none where Go's profiles cannot tell.
    pub culprits: Vec<String>,
}

impl Label {
    /// The name of its pattern in the table.
    pub fn pattern_name(&self) -> &str {
        self.pattern.split(": ").next().unwrap_or(&self.pattern)
    }

    /// Whether a function is to blame, or a closure within it.
    pub fn blames(&self, function: &str) -> bool {
        let function = without_types(function);
        self.culprits.iter().any(|culprit| {
            let culprit = without_types(culprit);
            let rest = function.strip_prefix(culprit.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    }
}

/// `main.load` of `main.load[go.shape.int]` or `main.load[...]`: profiles differ in how they write these.
fn without_types(function: &str) -> String {
    let mut depth = 0;
    let outside = function.chars().filter(|c| {
        depth += i32::from(*c == '[');
        let is_outside = depth == 0;
        depth -= i32::from(*c == ']');
        is_outside
    });
    outside.collect()
}

/// Builds the programs and returns the one file they are.
pub fn build() -> Result<PathBuf, String> {
    let go = std::env::var_os("LEAKSCOPE_GO").unwrap_or_else(|| OsString::from("go"));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("programs");
    let built = std::env::temp_dir().join(format!("leakscope-labelled-{}", std::process::id()));
    let status = Command::new(&go)
        .current_dir(&folder)
        .env("CGO_ENABLED", "0")
        .env("GOTOOLCHAIN", "local")
        .env("GOFLAGS", "-mod=mod")
        .env("GOPROXY", "off")
        .env_remove("GOROOT")
        .args(["build", "-trimpath", "-o"])
        .arg(&built)
        .arg(".")
        .status()
        .map_err(|error| format!("cannot run {}: {error}", go.display()))?;
    match status.success() {
        true => Ok(built),
        false => Err("the labelled programs do not build".to_owned()),
    }
}

/// Every program there is.
pub fn list(program: &Path) -> Result<Vec<Label>, String> {
    let output = Command::new(program)
        .arg("-list")
        .output()
        .map_err(|error| format!("{}: {error}", program.display()))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().map(label).collect()
}

fn label(line: &str) -> Result<Label, String> {
    let parts: Vec<&str> = line.split('\t').collect();
    let [pattern, variant, culprits] = parts[..] else {
        return Err(format!("{line:?} is no label"));
    };
    let culprits = culprits.split('|').filter(|c| !c.is_empty());
    Ok(Label {
        pattern: pattern.to_owned(),
        variant: variant
            .parse()
            .map_err(|_| format!("{line:?} has no variant"))?,
        culprits: culprits.map(str::to_owned).collect(),
    })
}

/// A running process that ends when this is dropped: it waits for the end of its standard input.
pub struct Running {
    child: Child,
    _stdin: Option<ChildStdin>,
    /// What it printed first, after `before`.
    pub said: String,
}

impl Running {
    /// Starts the program and waits for its first line, which begins with `before`.
    pub fn start(program: &Path, arguments: &[&str], before: &str) -> Result<Running, String> {
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("{}: {error}", program.display()))?;
        let stdin = child.stdin.take();
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            // The programs print nothing else, so nothing can fill the pipe.
            let _ = BufReader::new(stdout).read_line(&mut line);
        }
        let said = line.trim_end().strip_prefix(before).map(str::to_owned);
        let running = Running {
            child,
            _stdin: stdin,
            said: said.unwrap_or_default(),
        };
        match running.said.is_empty() {
            false => Ok(running),
            true => Err(format!("{arguments:?} ended without naming its address")),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_blame_functions_and_their_closures() {
        let label = label("chan receive: ticker\t2\tmain.(*lease).renew|main.start").unwrap();
        assert_eq!(label.pattern_name(), "chan receive");
        assert_eq!(label.variant, 2);
        assert!(label.blames("main.start"));
        assert!(label.blames("main.(*lease).renew.func1"));
        assert!(!label.blames("main.startAll"));
        let generic = super::label("chan send\t1\tmain.first[...]").unwrap();
        assert!(generic.blames("main.first[go.shape.[]int].func1"));
        assert!(!label.blames("main.(*lease).end"));
    }

    #[test]
    fn what_is_no_label_says_so() {
        for line in ["", "chan send\t1", "chan send\tone\tmain.f"] {
            assert!(super::label(line).is_err(), "{line:?}");
        }
    }
}
