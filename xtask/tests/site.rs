//! The server on the loopback as a browser meets it, bytes on a socket.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::{self, JoinHandle};
use tempfile::TempDir;
use xtask::proxy::Target;
use xtask::site::{Running, Site};

/// A served folder with one page, and a service behind `proxy/`.
fn serve(base: &str, service: Option<&str>) -> (Running, TempDir) {
    let root = TempDir::new().expect("a folder");
    std::fs::write(root.path().join("index.html"), "<p>page").expect("a file");
    let proxy = service.map(|url| Target::parse(url, false).expect("a target"));
    let site = Site {
        root: root.path().to_path_buf(),
        base: base.to_owned(),
        proxy,
    };
    (site.start(0).expect("a free port"), root)
}

/// A service that answers one request and gives what it was asked.
fn service(answer: &'static str) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!(
        "http://{}/base",
        listener.local_addr().expect("its address")
    );
    let asked = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let lines = BufReader::new(stream.try_clone().expect("a handle")).lines();
        let lines = lines
            .map_while(Result::ok)
            .take_while(|line| !line.is_empty());
        let asked = lines.collect::<Vec<_>>().join("\n");
        stream
            .write_all(answer.as_bytes())
            .expect("the answer is taken");
        asked
    });
    (url, asked)
}

fn ask(site: &Running, request: &str) -> String {
    let address = site
        .url
        .trim_start_matches("http://")
        .split('/')
        .next()
        .expect("an address");
    let mut stream = TcpStream::connect(address).expect("the site listens");
    let request = request.replace('\n', "\r\n");
    write!(stream, "{request}\r\nConnection: close\r\n\r\n").expect("the request is taken");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or(answer)
}

#[test]
fn the_page_is_served_under_its_path_only() {
    let (site, _root) = serve("/a/b/", None);
    let page = ask(&site, "GET /a/b/ HTTP/1.1\nHost: localhost:1");
    assert!(
        page.ends_with("<p>page") && page.contains("content-type: text/html"),
        "{page}"
    );
    assert!(page.contains("cache-control: no-cache"), "{page}");
    let moved = ask(&site, "GET /a/b HTTP/1.1\nHost: localhost");
    assert!(moved.contains("location: /a/b/"), "{moved}");
    for path in ["/", "/a/", "/a/bc", "/a/b/../b/", "/a/b//", "/a/b/proxy/x"] {
        let answer = ask(&site, &format!("GET {path} HTTP/1.1\nHost: localhost"));
        assert_eq!(status(&answer), "404", "{path}");
    }
    let head = ask(&site, "HEAD /a/b/ HTTP/1.1\nHost: localhost");
    assert!(
        head.contains("content-length: 7") && head.ends_with("\r\n\r\n"),
        "{head}"
    );
    assert_eq!(
        status(&ask(&site, "POST /a/b/ HTTP/1.1\nHost: localhost")),
        "405"
    );
    assert_eq!(
        status(&ask(&site, "GET /a/b/ HTTP/1.1\nHost: evil.example")),
        "421"
    );
}

#[test]
fn the_proxy_passes_what_it_should() {
    let (url, asked) = service(
        "HTTP/1.1 401 Unauthorized\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\
         Set-Cookie: a=b\r\nAccess-Control-Allow-Origin: *\r\n\r\nno...",
    );
    let (site, _root) = serve("/", Some(&url));
    let answer = ask(
        &site,
        "GET /proxy/debug/pprof/heap?gc=1&x=%2f HTTP/1.1\nHost: localhost\nCookie: c=d\n\
         Sec-Fetch-Site: same-origin\nX-Token: t",
    );
    let asked = asked.join().expect("the service was asked");
    assert!(
        asked.starts_with("GET /base/debug/pprof/heap?gc=1&x=%2f HTTP/1.1\n"),
        "{asked}"
    );
    assert!(
        asked.contains("x-token: t") && !asked.to_lowercase().contains("cookie"),
        "{asked}"
    );
    assert_eq!(status(&answer), "401");
    assert!(
        answer.ends_with("no...") && answer.contains("content-type: text/plain"),
        "{answer}"
    );
    assert!(
        !answer.contains("set-cookie") && !answer.contains("allow-origin"),
        "{answer}"
    );
}

#[test]
fn the_proxy_refuses_what_it_should() {
    // Nothing listens there: what is refused must not get that far.
    let (site, _root) = serve("/", Some("http://127.0.0.1:1"));
    let post = ask(&site, "POST /proxy/x HTTP/1.1\nHost: localhost");
    assert_eq!(status(&post), "405");
    let foreign = "GET /proxy/x HTTP/1.1\nHost: localhost\nSec-Fetch-Site: cross-site";
    assert_eq!(status(&ask(&site, foreign)), "403");
    assert_eq!(
        status(&ask(&site, "GET /proxy/x HTTP/1.1\nHost: evil.example")),
        "421"
    );

    let unreachable = ask(&site, "GET /proxy/x HTTP/1.1\nHost: localhost");
    assert_eq!(status(&unreachable), "502");
    assert!(
        unreachable.contains("could not reach http://127.0.0.1:1: "),
        "{unreachable}"
    );
}

#[test]
fn the_proxy_stays_on_this_machine() {
    // An address kept for documentation: asking it would take until the time-out.
    let (site, _root) = serve("/", Some("http://192.0.2.1"));
    let answer = ask(&site, "GET /proxy/x HTTP/1.1\nHost: localhost");
    assert_eq!(status(&answer), "502");
    assert!(answer.contains("--proxy-any-host"), "{answer}");
}
