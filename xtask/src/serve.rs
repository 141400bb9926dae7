//! `cargo xtask serve`: builds the page and serves it.

use crate::demo::Demo;
use crate::site::Site;
use crate::tools::{self, Install};
use crate::{Result, demo, page, paths, proxy};
use std::process::{Command, Stdio};

/// Options of the command.
#[derive(Clone, Debug)]
pub struct Options {
    /// Port of the page on 127.0.0.1.
    pub port: u16,
    /// Build and start the leaking service, too.
    pub demo: bool,
    /// A service to answer under `/proxy/`.
    pub proxy: Option<String>,
    /// That service may be on another machine.
    pub proxy_any_host: bool,
    /// Install system packages without asking.
    pub install: Install,
}

/// As in the story, the leak is driven by checks from outside, here one a second.
const DEMO: [&str; 4] = ["-addr", "127.0.0.1:8081", "-check-every", "1s"];

/// Runs until Ctrl-C.
pub fn serve(options: &Options) -> Result<()> {
    let target = options
        .proxy
        .as_deref()
        .map(|url| proxy::Target::parse(url, options.proxy_any_host));
    let target = target.transpose()?;
    let demo_program = match options.demo {
        true => Some(demo::build(&tools::go(options.install)?)?),
        false => None,
    };
    page::build()?;

    let demo = demo_program.map(|program| Demo::start(&program, &DEMO));
    let demo = demo.transpose()?;
    let proxied = target.as_ref().map(proxy::Target::url);
    let site = Site {
        root: paths::dist(),
        base: "/".to_owned(),
        proxy: target,
    };
    let running = site.start(options.port)?;

    println!("\nLeakscope: {}", running.url);
    if let Some(url) = proxied {
        println!("{url} through this page: {}#v=1&watch=/proxy", running.url);
    }
    if let Some(demo) = &demo {
        let watching = format!("{}#v=1&watch={}", running.url, demo.url);
        println!("The leaking service {}: {watching}", demo.url);
        open(&watching);
    }
    println!("Ctrl-C stops it.");
    wait_for_the_end()
    // The site and the demo stop as they are dropped.
}

/// In the person's browser, where there is a screen; the address is printed in any case.
fn open(url: &str) {
    let has_screen = ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some());
    if has_screen && let Some(opener) = paths::on_path("xdg-open") {
        let _ = Command::new(opener)
            .arg(url)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
    }
}

fn wait_for_the_end() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(|error| format!("cannot wait for Ctrl-C: {error}"))?;
    runtime
        .block_on(end_signal())
        .map_err(|error| format!("cannot wait for Ctrl-C: {error}"))
}

#[cfg(unix)]
async fn end_signal() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminated = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = terminated.recv() => Ok(()),
        pressed = tokio::signal::ctrl_c() => pressed,
    }
}

#[cfg(not(unix))]
async fn end_signal() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
