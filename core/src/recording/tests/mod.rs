use std::io::{Cursor, Write};

use ::zip::ZipWriter;
use ::zip::write::SimpleFileOptions;
use expect_test::expect;
use proptest::prelude::*;

use super::*;
use crate::formats::{FormatError, Limits};
use crate::job::{Pace, run};
use crate::telemetry::{Event, Metric, Series, Source};

mod hostile;

fn written(recording: &Recording) -> Vec<u8> {
    run(write(recording, sample::bytes_of, &Pace::unhurried())).expect("it can be written")
}

fn opened(bytes: &[u8]) -> Result<Opened, FormatError> {
    run(read(bytes, &Limits::default(), &Pace::unhurried()))
}

/// A zip of these files, as any other program could write it.
fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default())
            .expect("a file");
        zip.write_all(bytes).expect("its bytes");
    }
    zip.finish().expect("a zip").into_inner()
}

#[test]
fn what_is_written_is_read() {
    let recording = sample::recording();
    let opened = opened(&written(&recording)).expect("it opens");
    assert_eq!(opened.recording, recording);
    assert_eq!(opened.remarks, [""; 0]);
    for (id, bytes) in &opened.profiles {
        assert_eq!(Some(bytes), sample::bytes_of(*id).as_ref());
    }
    assert_eq!(opened.profiles.len(), 3);
}

#[test]
fn profiles_lie_in_the_zip_as_received() {
    let bytes = written(&sample::recording());
    let mut zip = ::zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let names: Vec<String> = zip
        .file_names()
        .map(|n| n.expect("UTF-8").into_owned())
        .collect();
    expect![[r#"
        profiles/00000-goroutine-2026-11-23T15-40-12Z.pb.gz
        profiles/00001-heap-2026-11-23T15-40-12Z.pb
        profiles/00002-cpu-of-monday-2026-11-23T15-40-12Z.txt
        recording.json"#]]
    .assert_eq(&names.join("\n"));
    let mut goroutine = Vec::new();
    std::io::copy(&mut zip.by_index(0).expect("a file"), &mut goroutine).expect("its bytes");
    assert_eq!(Some(goroutine), sample::bytes_of(ProfileId(7)));
}

#[test]
fn an_index_is_plain_to_read() {
    let index = json::to_json(&sample::recording(), &crate::map::Map::default());
    let value: serde_json::Value = serde_json::from_slice(&index).expect("JSON");
    let text = serde_json::to_string_pretty(&value).expect("text");
    expect![[r#"
        {
          "format": 1,
          "profiles": [
            {
              "at_ms": 1795448412999,
              "bytes": 27,
              "file": "",
              "hash": "00000000000000000000000000000002",
              "id": 2,
              "name": "cpu of monday.txt",
              "source": "file"
            }
          ],
          "services": [
            {
              "events": [
                {
                  "note": false,
                  "tags": [
                    "migration"
                  ],
                  "text": "migration 1: 12,000 customers",
                  "time": 1795448401000
                }
              ],
              "gaps": [
                {
                  "from_ms": 1,
                  "to_ms": 2.5
                }
              ],
              "health": [
                {
                  "at_ms": 1795448400000,
                  "dependencies": [
                    {
                      "name": "database",
                      "state": "up",
                      "took_ms": 2.1
                    },
                    {
                      "detail": "connection refused",
                      "name": "registry",
                      "state": "down"
                    }
                  ],
                  "state": "down",
                  "status": "DOWN",
                  "uptime_ms": 82467491.102,
                  "version": "go1.27.3"
                }
              ],
              "id": 4,
              "our_checks_ms": [
                1795448400000
              ],
              "profiles": [
                {
                  "at_ms": 1795448412999,
                  "bytes": 18,
                  "file": "",
                  "hash": "00000000000000000000000000000007",
                  "id": 7,
                  "name": "goroutine",
                  "source": "poll"
                },
                {
                  "at_ms": 1795448412999,
                  "bytes": 600,
                  "file": "",
                  "hash": "00000000000000000000000000000008",
                  "id": 8,
                  "name": "heap",
                  "source": "capture"
                }
              ],
              "restarts": [
                {
                  "at_ms": 3,
                  "version": "v2.4.0"
                }
              ],
              "series": [
                {
                  "at_ms": [
                    1795448400000,
                    1795448405000.5
                  ],
                  "metric": "goroutines",
                  "values": [
                    24,
                    26
                  ]
                },
                {
                  "at_ms": [],
                  "metric": "heap_in_use",
                  "values": []
                }
              ],
              "target": {
                "base_url": "http://localhost:8081",
                "events": "/events",
                "health": "/health",
                "name": "migration",
                "pprof": "/debug/pprof/",
                "vars": ""
              }
            }
          ]
        }"#]]
    .assert_eq(&text);
}

#[test]
fn no_secret_leaves() {
    let mut recording = sample::recording();
    let target = &mut recording.services[0].target;
    target.base_url = "http://admin:hunter2@localhost:8081".into();
    target.health = "/health?token=hunter2".into();
    recording.services[0].health[0].1.dependencies[1].detail =
        "dial amqp://app:hunter2@mq failed".into();
    recording.loose_profiles[0].name = "vars?api_key=hunter2".into();
    let vars = br#"{"cmdline":["svc","-password","hunter2"],"memstats":{}}"#;
    let bytes_of = |_| Some(vars.to_vec());
    let bytes = run(write(&recording, bytes_of, &Pace::unhurried())).expect("it can be written");
    let opened = opened(&bytes).expect("it opens");
    for (_, bytes) in &opened.profiles {
        assert_eq!(bytes, br#"{"memstats":{}}"#);
    }
    assert!(!format!("{opened:?}").contains("hunter2"));
    assert_eq!(
        opened.recording.services[0].target.base_url,
        "http://localhost:8081"
    );
}

#[test]
fn fields_of_a_newer_version_survive() {
    let index = r#"{"format":1,"colour":"blue","services":[{"id":3,"owner":{"team":"a"},
        "target":{"name":"x","region":"eu"},
        "series":[{"metric":"goroutines","at_ms":[1,2],"values":[3,4],"unit":"1"},
                  {"metric":"gpu_bytes","at_ms":[1],"values":[9],"shape":"step"}],
        "health":[{"at_ms":5,"state":"resting","zone":1,
                   "dependencies":[{"name":"db","state":"up","role":"primary"}]}],
        "events":[{"time":6,"text":"t","dashboardId":7}],
        "gaps":[{"from_ms":1,"to_ms":2,"why":"sleep"}],
        "restarts":[{"at_ms":3,"pod":"p"}],
        "profiles":[{"id":0,"source":"parca","name":"cpu","file":"profiles/a","labels":{"k":"v"}}]}]}"#;
    let bytes = zip_of(&[("recording.json", index.as_bytes()), ("profiles/a", b"x")]);
    let mut first = opened(&bytes).expect("it opens");
    assert_eq!(first.recording.services[0].profiles[0].source, Source::File);
    first.recording.renumber(10, 20);
    let bytes_of = |_| Some(b"x".to_vec());
    let again = run(write(&first.recording, bytes_of, &Pace::unhurried())).expect("written");
    let second = opened(&again).expect("it opens again");
    assert_eq!(second.recording, first.recording);
    let index = json::to_json(&second.recording, &crate::map::Map::default());
    let index = String::from_utf8(index).expect("UTF-8");
    for field in [
        r#""colour":"blue""#,
        r#""owner":{"team":"a"}"#,
        r#""region":"eu""#,
        r#""unit":"1""#,
        r#""at_ms":[1],"metric":"gpu_bytes","shape":"step","values":[9]"#,
        r#""state":"resting""#,
        r#""zone":1"#,
        r#""role":"primary""#,
        r#""dashboardId":7"#,
        r#""why":"sleep""#,
        r#""pod":"p""#,
        r#""source":"parca""#,
        r#""labels":{"k":"v"}"#,
        r#""id":10"#,
        r#""id":20"#,
    ] {
        assert!(index.contains(field), "{field} is lost: {index}");
    }
}

/// Written when format 1 was new. It must open for ever: never renew it.
#[test]
fn a_file_of_format_1_opens_for_ever() {
    let bytes = include_bytes!("../../../tests/fixtures/recording/format-1.leakscope.zip");
    let opened = opened(bytes).expect("it opens");
    assert_eq!(opened.recording, sample::recording());
    assert_eq!(opened.remarks, [""; 0]);
    assert_eq!(opened.profiles.len(), 3);
}

/// Thousandths up to 2^53 of them: what JSON's decimals give back to the last bit.
fn any_number() -> impl Strategy<Value = f64> {
    (-(1i64 << 53)..1 << 53, prop::bool::ANY)
        .prop_map(|(n, is_whole)| n as f64 / if is_whole { 1.0 } else { 1e3 })
}

fn any_series() -> impl Strategy<Value = Series> {
    prop::collection::btree_map(0u64..1 << 50, any_number(), 0..40).prop_map(|points| Series {
        at_ms: points.keys().map(|at| *at as f64).collect(),
        values: points.values().copied().collect(),
    })
}

fn any_event() -> impl Strategy<Value = Event> {
    let end = prop::option::of(any_number());
    (
        any_number(),
        end,
        prop::collection::vec(".{0,8}", 0..3),
        ".{0,20}",
        any::<bool>(),
    )
        .prop_map(|(start_ms, end_ms, tags, text, is_note)| Event {
            start_ms,
            end_ms,
            tags,
            text,
            is_note,
        })
}

proptest! {
    #[test]
    fn any_recording_comes_back_the_same(
        series in any_series(),
        events in prop::collection::vec(any_event(), 0..20),
        checks in prop::collection::vec(any_number(), 0..20),
        name in "[^?:@\\p{C}]{0,60}",
        version in prop::option::of(".{0,10}"),
    ) {
        let mut recording = sample::recording();
        let service = &mut recording.services[0];
        service.series = vec![(Metric::HeapInUse, series)];
        service.events = events;
        service.our_checks_ms = checks;
        service.target.name = name.clone();
        service.health[0].1.version = version;
        recording.loose_profiles[0].name = name;
        let opened = opened(&written(&recording)).expect("it opens");
        prop_assert_eq!(opened.recording, recording);
        prop_assert_eq!(opened.remarks, [""; 0]);
    }
}
