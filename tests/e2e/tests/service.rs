//! The Go service as the tests and `cargo xtask serve --demo` start it.

use leakscope_e2e::{demo, go_tool, serve_under, until};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

/// The answer to a GET, headers and all.
fn get(url: &str) -> Result<String, String> {
    let (address, path) = url
        .trim_start_matches("http://")
        .split_once('/')
        .expect("a path");
    let mut stream = TcpStream::connect(address).map_err(|error| error.to_string())?;
    let request = format!("GET /{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream
        .write_all(request.as_bytes())
        .map_err(|error| error.to_string())?;
    let mut answer = Vec::new();
    stream
        .read_to_end(&mut answer)
        .map_err(|error| error.to_string())?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[test]
fn the_service_leaks_until_it_is_dropped_and_the_proxy_reads_it() {
    let service = demo(&[]);
    let site = serve_under("/", Some(&service.url));
    let health = get(&format!("{}proxy/health", site.url)).expect("the proxy answers");
    assert!(health.contains("\"goroutines\""), "{health}");
    for _ in 0..5 {
        get(&format!("{}/health", service.url)).expect("the service answers");
    }
    // The six checks left one readLoop each.
    let stacks = get(&format!("{}proxy/debug/pprof/goroutine?debug=1", site.url));
    let stacks = stacks.expect("the proxy answers");
    assert!(
        stacks.lines().any(|line| line.starts_with("6 @ ")),
        "{stacks}"
    );

    let url = format!("{}/health", service.url);
    drop(service);
    let is_gone = || get(&url).map_or(Ok(()), Err);
    until(Duration::from_secs(5), is_gone).expect("the service has stopped");
}

#[test]
fn go_reads_the_story() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../core/tests/fixtures/story");
    let top = go_tool(&["-top", "-nodecount=3", "goroutine.pb.gz"], &fixtures);
    assert!(top.contains("Type: goroutine"), "{top}");
}
