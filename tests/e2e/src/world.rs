//! What stands around the page in a test: its server, the Go service, Go's own tools.

use std::path::Path;
use std::sync::OnceLock;
use xtask::demo::{self, Demo};
use xtask::site::{Running, Site};
use xtask::tools::{self, Go, Install};
use xtask::{paths, proxy};

/// Serves the release build at `/` of a free port.
#[track_caller]
pub fn serve() -> Running {
    serve_under("/", None)
}

/// Serves the release build under a path such as `/tools/leakscope/`, with one service behind
/// `proxy/` if asked.
#[track_caller]
pub fn serve_under(base: &str, service: Option<&str>) -> Running {
    let root = paths::dist();
    assert!(
        root.join("index.html").is_file(),
        "there is no release build: `cargo xtask test` makes one, or `trunk build --release`"
    );
    let proxy = service
        .map(|url| proxy::Target::parse(url, false).unwrap_or_else(|error| panic!("{error}")));
    let site = Site {
        root,
        base: base.to_owned(),
        proxy,
    };
    site.start(0).unwrap_or_else(|error| panic!("{error}"))
}

/// Serves the release build under a path, with one of its files changed.
#[track_caller]
pub fn serve_changed(base: &str, name: &str, change: impl FnOnce(&str) -> String) -> Changed {
    serve_changed_folder(base, |folder| {
        let file = folder.join(name);
        let text = std::fs::read_to_string(&file)?;
        std::fs::write(&file, change(&text))
    })
}

/// The same, with whatever is done to the folder.
#[track_caller]
pub fn serve_changed_folder(
    base: &str,
    change: impl FnOnce(&Path) -> std::io::Result<()>,
) -> Changed {
    let folder = tempfile::TempDir::with_prefix("leakscope-site-");
    let folder = folder.unwrap_or_else(|error| panic!("cannot make a folder: {error}"));
    let copied = (|| {
        for entry in std::fs::read_dir(paths::dist())? {
            let entry = entry?;
            std::fs::copy(entry.path(), folder.path().join(entry.file_name()))?;
        }
        change(folder.path())
    })();
    copied.unwrap_or_else(|error| panic!("cannot copy the release build: {error}"));
    let site = Site {
        root: folder.path().to_owned(),
        base: base.to_owned(),
        proxy: None,
    };
    let running = site.start(0).unwrap_or_else(|error| panic!("{error}"));
    Changed {
        url: running.url.clone(),
        _running: running,
        _folder: folder,
    }
}

/// A changed release build being served, until dropped.
#[derive(Debug)]
pub struct Changed {
    /// Where the page is.
    pub url: String,
    _running: Running,
    _folder: tempfile::TempDir,
}

/// Starts the leaking service and its registry on free ports, with further arguments.
#[track_caller]
pub fn demo(arguments: &[&str]) -> Demo {
    static PROGRAM: OnceLock<Result<std::path::PathBuf, String>> = OnceLock::new();
    let program = PROGRAM.get_or_init(|| demo::build(&tools::go(Install::AskFirst)?));
    let started = program
        .clone()
        .and_then(|program| Demo::start(&program, arguments));
    started.unwrap_or_else(|error| panic!("{error}"))
}

/// What `go tool pprof <arguments>` prints: the yardstick for what the page shows.
#[track_caller]
pub fn go_tool(arguments: &[&str], folder: &Path) -> String {
    let go: Go = tools::go(Install::AskFirst).unwrap_or_else(|error| panic!("{error}"));
    let mut command = go.command(folder);
    command.args(["tool", "pprof"]).args(arguments);
    xtask::run::output(&mut command).unwrap_or_else(|error| panic!("{error}"))
}
