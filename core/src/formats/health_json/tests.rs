//! One answer of each dialect in, what it says out.

use super::*;
use expect_test::{Expect, expect};

fn check(text: &str, expected: Expect) {
    expected.assert_eq(&match read(text.as_bytes()) {
        Err(error) => error.to_string(),
        Ok(reading) => {
            let health = reading.health.unwrap_or_default();
            let mut text = format!("{:?} “{}”", health.state, health.status);
            if let Some(ms) = health.uptime_ms {
                text += &format!(" up {ms} ms");
            }
            text += &health.version.map_or(String::new(), |v| format!(" of {v}"));
            for (metric, value) in reading.values {
                text += &format!(" {metric:?}={value}");
            }
            for d in health.dependencies {
                text += &format!("\n{:?} {}", d.state, d.name);
                text += &d.took_ms.map_or(String::new(), |ms| format!(" {ms} ms"));
                if !d.detail.is_empty() {
                    text += &format!(" ({})", d.detail);
                }
            }
            text
        }
    });
}

#[test]
fn flat_as_in_the_story() {
    check(
        r#"{"status":"UP","uptime":"22h54m27.5s","goroutines":24,"version":"go1.9.7",
            "sf1":{"status":"UP"},"database":{"status":"DOWN","error":"refused"},
            "registry":{"status":"OUT OF SERVICE","duration":"12ms"}}"#,
        expect![[r#"
            Up “UP” up 82467500 ms of go1.9.7 Goroutines=24
            Down database (refused)
            Down registry 12 ms
            Up sf1"#]],
    );
}

#[test]
fn hellofresh() {
    check(
        r#"{"status":"Partially Available","timestamp":"2026-11-23T15:12:01Z",
            "failures":{"rabbitmq":"dial tcp: refused"},
            "system":{"version":"go1.22","goroutines_count":9,"total_alloc_bytes":1,"heap_objects_count":30,"alloc_bytes":2},
            "component":{"name":"svc","version":"v1.0"}}"#,
        expect![[r#"
            Slow “Partially Available” of v1.0 Goroutines=9 HeapObjects=30
            Down rabbitmq (dial tcp: refused)"#]],
    );
}

#[test]
fn alexliesenfeld_and_heptiolabs() {
    check(
        r#"{"info":{"version":"v7"},"status":"down","details":{"db":{"status":"down","timestamp":"x","error":"timeout"},"search":{"status":"up"}}}"#,
        expect![[r#"
            Down “down” of v7
            Down db (timeout)
            Up search"#]],
    );
    check(
        r#"{"dns":"OK","goroutine-threshold":"too many goroutines (101 > 100)"}"#,
        expect![[r#"
            Down “”
            Up dns
            Down goroutine-threshold (too many goroutines (101 > 100))"#]],
    );
    check("{}", expect!["Unknown “”"]);
}

#[test]
fn spring_boot() {
    check(
        r#"{"status":"UP","components":{"db":{"status":"UP","details":{"database":"H2","validationQuery":"isValid()"}},
            "mail":{"status":"OUT_OF_SERVICE","components":{"eu":{"status":"UP"},"us":{"status":"DOWN"}}}}}"#,
        expect![[r#"
            Up “UP”
            Up db (database H2, validationQuery isValid())
            Down mail
            Up mail/eu
            Down mail/us"#]],
    );
}

#[test]
fn ietf_draft() {
    check(
        r#"{"status":"warn","releaseId":"1.2.2","checks":{
            "cassandra:responseTime":[{"observedValue":250,"observedUnit":"ms","status":"pass"}],
            "memory:utilization":[{"observedValue":8.5,"observedUnit":"GiB","status":"warn"},{"status":"pass"}]}}"#,
        expect![[r#"
            Slow “warn” of 1.2.2
            Up cassandra:responseTime 250 ms (250 ms)
            Slow memory:utilization (8.5 GiB)"#]],
    );
}

#[test]
fn microprofile_and_asp_net() {
    check(
        r#"{"status":"DOWN","checks":[{"name":"datastore","status":"DOWN","data":{"host":"db1"}},{"name":"disk","status":"UP"}]}"#,
        expect![[r#"
            Down “DOWN”
            Down datastore (host db1)
            Up disk"#]],
    );
    check(
        r#"{"status":"Degraded","totalDuration":"00:00:00.1","entries":{"sql":{"status":"Unhealthy","duration":"00:00:00.0980000","description":"slow"}}}"#,
        expect![[r#"
            Slow “Degraded”
            Down sql 98 ms (slow)"#]],
    );
    check("Healthy\n", expect!["Up “Healthy”"]);
    check("\"OK\"", expect!["Up “OK”"]);
}

#[test]
fn what_is_no_health() {
    check(
        "<html>",
        expect!["health JSON: not valid JSON: expected value at line 1 column 1 (line 1)"],
    );
    check(
        r#"{"status":"UP""#,
        expect!["health JSON: the JSON is cut off (line 1)"],
    );
    check(
        r#"{"items":[1,2],"total":2}"#,
        expect!["health JSON: no status and no dependency in it"],
    );
    check("", expect!["health JSON: the JSON is cut off (line 1)"]);
}
