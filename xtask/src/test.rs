//! `cargo xtask test`: everything that must hold, from the format of the code to the real page
//! beside the real service. A step that fails does not keep the later ones from telling more.

use crate::report::Report;
use crate::tools::{self, Browsers, Go, Install};
use crate::{Result, page, paths, run};
use std::process::Command;

/// Options of the command.
#[derive(Clone, Debug)]
pub struct Options {
    /// Install system packages without asking.
    pub install: Install,
    /// Leave out the tests that build the release page and drive a browser with it.
    pub skip_e2e: bool,
}

const WASM: &str = "wasm32-unknown-unknown";

/// Runs every step and prints a summary; an error if one of them failed.
pub fn test(options: &Options) -> Result<()> {
    let mut report = Report::default();
    let mut browsers = Err(String::new());
    let mut go = Err(String::new());
    report.step("tools", || {
        tools::component("fmt")?;
        tools::component("clippy")?;
        tools::wasm_target()?;
        tools::trunk()?;
        tools::wasm_bindgen()?;
        browsers = tools::browsers(options.install);
        go = tools::go(options.install);
        browsers.as_ref().map_err(Clone::clone)?;
        go.as_ref().map(|_| ()).map_err(Clone::clone)
    });

    report.step("format", || {
        run::run(&mut cargo(&["fmt", "--all", "--", "--check"]))
    });
    report.step("clippy, native", || {
        let all_but_the_page = ["clippy", "--workspace", "--exclude", "leakscope"];
        run::run(cargo(&all_but_the_page).args(["--all-targets", "--", "-D", "warnings"]))
    });
    report.step("clippy, wasm", || {
        let page = [
            "clippy",
            "-p",
            "leakscope",
            "--target",
            WASM,
            "--all-targets",
        ];
        run::run(cargo(&page).args(["--", "-D", "warnings"]))?;
        let unpacker = ["clippy", "-p", "leakscope-unpack", "--target", WASM];
        run::run(cargo(&unpacker).args(["--", "-D", "warnings"]))
    });
    report.step("native tests", || {
        let mut command = cargo(&["test", "--no-fail-fast"]);
        command.args([
            "-p",
            "leakscope-inflate",
            "-p",
            "leakscope-unpack",
            "-p",
            "leakscope-core",
            "-p",
            "xtask",
        ]);
        // Reports are held against the pprof of this Go; without one that test says it is skipped.
        if let Ok(go) = &go {
            command.env("LEAKSCOPE_GO", go.program());
        }
        run::run(&mut command)
    });
    report.step_with("demo service: go vet, go test", &go, test_demo);
    report.step_with("page tests in Chromium", &browsers, test_page);

    if options.skip_e2e {
        for name in ["release build", "end to end"] {
            report.skip(name, "asked for with --skip-e2e");
        }
        return report.end();
    }
    if report.step("release build", release_build) {
        let both = browsers
            .clone()
            .and_then(|browsers| go.clone().map(|go| (browsers, go)));
        report.step_with("end to end, in Chromium and Firefox", &both, |_| {
            run::run(&mut cargo(&[
                "test",
                "--no-fail-fast",
                "-p",
                "leakscope-e2e",
                "--",
                "--test-threads=1",
            ]))
        });
    } else {
        report.skip(
            "end to end, in Chromium and Firefox",
            "there is no release build",
        );
    }
    report.end()
}

fn test_demo(go: &Go) -> Result<()> {
    let folder = paths::repo().join("demo");
    run::run(go.command(&folder).args(["vet", "./..."]))?;
    run::run(go.command(&folder).args(["test", "./..."]))
}

/// The page's own tests run inside a page of wasm-bindgen's test runner.
fn test_page(browsers: &Browsers) -> Result<()> {
    let runner = tools::wasm_bindgen()?.with_file_name("wasm-bindgen-test-runner");
    let mut command = cargo(&["test", "-p", "leakscope", "--target", WASM]);
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner);
    command.env("CHROMEDRIVER", &browsers.chromedriver);
    // The flags of the browser stand in `webdriver.json`, where the runner looks for them.
    command.env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    run::run(&mut command)
}

fn release_build() -> Result<()> {
    page::build()?;
    let files = page::bundle_gzip_bytes()?;
    let mut too_heavy = Vec::new();
    for (what, is_first, limit) in [
        ("the first load", true, page::FIRST_LIMIT_BYTES),
        ("the rest", false, page::REST_LIMIT_BYTES),
    ] {
        let its_files = files.iter().filter(|file| file.is_first == is_first);
        let mut sum = 0;
        for file in its_files {
            println!("{:>9} B gzipped  {}", file.gzip_bytes, file.name);
            sum += file.gzip_bytes;
        }
        println!("{sum:>9} B gzipped in all: {what}, of {limit} allowed");
        if sum > limit {
            too_heavy.push(format!("{what} weighs {sum} B gzipped"));
        }
    }
    match too_heavy.is_empty() {
        true => Ok(()),
        false => Err(too_heavy.join(", ")),
    }
}

fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(paths::repo()).args(arguments);
    command
}
