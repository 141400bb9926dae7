//! Grafana's annotations as a source of events: what is asked for, and how many answers there may be.
//!
//! `GET /api/annotations?from&to&tags=a&tags=b&limit`: times in milliseconds, tags all of which must be
//! there, and a limit, 100 where none is given.

/// How many annotations are asked for, unless a person says otherwise.
const LIMIT: usize = 1_000;

/// The address with the time that is wanted, where it is Grafana's; what a person wrote into its query
/// stays, a time of her own too.
pub(super) fn asked(url: &str, (from_ms, to_ms): (f64, f64)) -> String {
    if !is_grafana(url) {
        return url.to_owned();
    }
    let has = |name: &str| query(url).any(|(its, _)| its == name);
    let mut asked = url.split('#').next().unwrap_or(url).to_owned();
    let mut add = |name: &str, value: f64| {
        let between = match asked.find('?') {
            None => "?",
            Some(place) if place + 1 == asked.len() || asked.ends_with('&') => "",
            Some(_) => "&",
        };
        asked += &format!("{between}{name}={}", value.max(0.0) as u64);
    };
    // One end of her own says what is meant: the other is hers as well.
    if !has("from") && !has("to") {
        add("from", from_ms);
        add("to", to_ms);
    }
    if !has("limit") {
        add("limit", LIMIT as f64);
    }
    asked
}

/// How many annotations an address asks for at most; none of what is not Grafana's.
pub fn annotations_limit(url: &str) -> Option<usize> {
    let limits = query(url).filter(|(name, _)| *name == "limit");
    let limit = limits.filter_map(|(_, value)| value.parse().ok()).next();
    is_grafana(url).then_some(limit.unwrap_or(100))
}

fn is_grafana(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    path.trim_end_matches('/').ends_with("/api/annotations")
}

/// Names and values of a query.
fn query(url: &str) -> impl Iterator<Item = (&str, &str)> {
    let url = url.split('#').next().unwrap_or(url);
    let pairs = url.split_once('?').map_or("", |(_, query)| query);
    pairs
        .split('&')
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_watched_is_asked_for_and_what_a_person_wrote_stays() {
        for (url, expected) in [
            (
                "https://g/api/annotations",
                "https://g/api/annotations?from=1000&to=2500&limit=1000",
            ),
            (
                "https://g/sub/api/annotations?tags=a&tags=b%20c",
                "https://g/sub/api/annotations?tags=a&tags=b%20c&from=1000&to=2500&limit=1000",
            ),
            (
                "/api/annotations/?limit=7&",
                "/api/annotations/?limit=7&from=1000&to=2500",
            ),
            (
                "/api/annotations?from=1&limit=5#x",
                "/api/annotations?from=1&limit=5",
            ),
            (
                "/api/annotations?",
                "/api/annotations?from=1000&to=2500&limit=1000",
            ),
            ("/events?tags=a", "/events?tags=a"),
            ("/api/annotations/7", "/api/annotations/7"),
        ] {
            assert_eq!(asked(url, (1000.0, 2500.7)), expected, "{url}");
        }
        assert_eq!(annotations_limit("/api/annotations?limit=7"), Some(7));
        assert_eq!(annotations_limit("/api/annotations"), Some(100));
        assert_eq!(annotations_limit("/events?limit=7"), None);
    }
}
