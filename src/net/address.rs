//! What an address alone tells: how near it is, and whether a secure page may ask it.

use crate::prelude::window;

/// How near an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Space {
    /// This machine.
    Loopback,
    /// A private network.
    Private,
    /// Anywhere else, or unknown: a name is resolved where no page can see it.
    Public,
}

/// How near the host of a URL is, as far as its text tells.
pub fn space_of(url: &str) -> Space {
    let host = host_of(url);
    if host == "localhost" || host.ends_with(".localhost") || host == "::1" {
        return Space::Loopback;
    }
    if host.ends_with(".local") || is_private_v6(host) {
        return Space::Private;
    }
    let parts: Vec<Option<u8>> = host.split('.').map(|part| part.parse().ok()).collect();
    match parts[..] {
        [Some(127), Some(_), Some(_), Some(_)] => Space::Loopback,
        [Some(10), Some(_), Some(_), Some(_)]
        | [Some(172), Some(16..=31), Some(_), Some(_)]
        | [Some(192), Some(168), Some(_), Some(_)]
        | [Some(169), Some(254), Some(_), Some(_)] => Space::Private,
        _ => Space::Public,
    }
}

/// Whether a secure page asks over plain http, which browsers refuse; loopback is exempt, and
/// private addresses are asked about instead.
pub fn is_mixed(page_url: &str, url: &str) -> bool {
    page_url.starts_with("https:") && url.starts_with("http:") && space_of(url) == Space::Public
}

/// Whether two URLs, as the browser reads them, are of one host; the port may differ. Neither is if one is
/// no URL.
pub fn is_same_host(a: &str, b: &str) -> bool {
    let host = |url: &str| {
        let here = window().location().href().ok()?;
        Some(web_sys::Url::new_with_base(url, &here).ok()?.hostname())
    };
    matches!((host(a), host(b)), (Some(a), Some(b)) if a == b)
}

/// The host alone: without scheme, user, port and brackets.
fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    }
}

/// fc00::/7 and fe80::/10.
fn is_private_v6(host: &str) -> bool {
    let first = host.split(':').next().unwrap_or_default();
    host.contains(':')
        && u16::from_str_radix(first, 16)
            .is_ok_and(|bits| bits & 0xfe00 == 0xfc00 || bits & 0xffc0 == 0xfe80)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn a_header_is_for_one_host() {
        let base = "http://svc.example:6060/app";
        for (url, is_same) in [
            ("http://svc.example:6060/app/health", true),
            ("https://SVC.example/health", true),
            ("https://grafana.example/api/annotations", false),
            ("http://svc.example@evil.example/", false),
            ("http://evil.example\\@svc.example/", false),
            ("http://svc.example.evil.example/", false),
            ("http://", false),
        ] {
            assert_eq!(is_same_host(base, url), is_same, "{url}");
        }
        // A path of the page's own origin, as behind the proxy.
        assert!(is_same_host("/proxy", "/proxy/health"));
    }

    #[wasm_bindgen_test]
    fn near_and_far_addresses() {
        for (url, space) in [
            ("http://localhost:8080/health", Space::Loopback),
            ("http://127.0.0.1", Space::Loopback),
            ("http://[::1]:6060/debug/pprof/", Space::Loopback),
            ("http://app.localhost/", Space::Loopback),
            ("http://192.168.1.4:80", Space::Private),
            ("http://172.16.0.1", Space::Private),
            ("http://172.32.0.1", Space::Public),
            ("http://[fe80::1]/", Space::Private),
            ("http://[2001:db8::1]/", Space::Public),
            ("http://127.0.0.1.example.com", Space::Public),
            ("http://localhost@evil.example/", Space::Public),
            ("https://svc.example", Space::Public),
        ] {
            assert_eq!(space_of(url), space, "{url}");
        }
    }

    #[wasm_bindgen_test]
    fn only_a_secure_page_meets_mixed_content() {
        let secure = "https://leakscope.example/";
        assert!(is_mixed(secure, "http://svc.example/health"));
        assert!(!is_mixed(secure, "http://localhost:8080"));
        assert!(!is_mixed(secure, "https://svc.example"));
        assert!(!is_mixed("http://localhost:8080/", "http://svc.example"));
    }
}
