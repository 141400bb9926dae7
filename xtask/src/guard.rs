//! Which requests the server on the loopback answers at all.
//!
//! Any page the person visits can send requests to 127.0.0.1, and a name of its own that it
//! points there ("DNS rebinding") makes the answers readable to it. So the `Host` must be a
//! name of this machine, and what reaches the watched service must come from our own page.

use hyper::header::{HOST, HeaderMap};

/// Whether the request was meant for this machine by name.
pub fn is_local_host(headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|value| value.to_str().ok());
    host.is_some_and(|host| matches!(without_port(host), "localhost" | "127.0.0.1" | "[::1]"))
}

/// Whether the request comes from a page of this server, or from no page at all: browsers say
/// so in `Sec-Fetch-Site`, which no script can set.
pub fn is_same_origin(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").map(|value| value.as_bytes());
    matches!(site, None | Some(b"same-origin" | b"none"))
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::HeaderValue;

    fn headers(name: &'static str, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(
            name.parse().expect("a header name"),
            HeaderValue::from_static(value),
        )])
    }

    #[test]
    fn only_names_of_this_machine() {
        for host in [
            "localhost",
            "localhost:8080",
            "127.0.0.1:80",
            "[::1]",
            "[::1]:8080",
        ] {
            assert!(is_local_host(&headers("host", host)), "{host}");
        }
        for host in [
            "evil.example",
            "localhost.evil.example:8080",
            "127.0.0.1.evil:1",
            "::1",
            "",
        ] {
            assert!(!is_local_host(&headers("host", host)), "{host}");
        }
        assert!(!is_local_host(&HeaderMap::new()));
    }

    #[test]
    fn only_pages_of_this_server() {
        assert!(is_same_origin(&HeaderMap::new()));
        assert!(is_same_origin(&headers("sec-fetch-site", "same-origin")));
        assert!(!is_same_origin(&headers("sec-fetch-site", "cross-site")));
        assert!(!is_same_origin(&headers("sec-fetch-site", "same-site")));
    }
}
