//! Addresses of a service's endpoints.

use crate::telemetry::Target;

/// A path under `base`, or an absolute URL as it is.
pub(super) fn join(base: &str, path: &str) -> String {
    if path.starts_with("http://") || path.starts_with("https://") {
        return path.to_owned();
    }
    format!(
        "{}/{}",
        base.trim_end_matches('/'),
        path.trim_start_matches('/')
    )
}

/// Where a profile of the pprof index is: `what` is its name with its query,
/// `goroutine?debug=2`. What follows the index's own `?` (a token) goes along.
pub fn capture_url(target: &Target, what: &str) -> String {
    let index = join(&target.base_url, &target.pprof);
    let (path, query) = match index.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (index.as_str(), None),
    };
    let url = format!("{}/{what}", path.trim_end_matches('/'));
    match query {
        None => url,
        Some(query) if what.contains('?') => format!("{url}&{query}"),
        Some(query) => format!("{url}?{query}"),
    }
}

/// `localhost:8080` of a URL, without user, path and scheme: what a sentence calls it.
pub fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = &rest[..end];
    authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_stand_under_the_base_or_alone() {
        let target = |pprof: &str| Target {
            base_url: "http://localhost:8080/".into(),
            pprof: pprof.into(),
            ..Target::default()
        };
        for (pprof, what, url) in [
            (
                "/debug/pprof/",
                "heap",
                "http://localhost:8080/debug/pprof/heap",
            ),
            (
                "debug/pprof",
                "heap?debug=1",
                "http://localhost:8080/debug/pprof/heap?debug=1",
            ),
            ("http://h:6060/p/", "goroutine", "http://h:6060/p/goroutine"),
            (
                "/p/?token=x",
                "heap?debug=1",
                "http://localhost:8080/p/heap?debug=1&token=x",
            ),
            (
                "/p/?token=x",
                "heap",
                "http://localhost:8080/p/heap?token=x",
            ),
        ] {
            assert_eq!(capture_url(&target(pprof), what), url);
        }
    }

    #[test]
    fn a_host_is_named_without_its_password() {
        assert_eq!(host_of("http://me:secret@svc:80/x?y"), "svc:80");
        assert_eq!(host_of("localhost:8080"), "localhost:8080");
    }
}
