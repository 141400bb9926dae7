use expect_test::{Expect, expect};

use super::*;
use crate::formats::{Limits, Opened, open, print};
use crate::job::run;

/// Frames `main` (main.py:3), `f` and `g`, and these profiles.
fn file(profiles: &str) -> String {
    format!(
        r#"{{"$schema": "https://www.speedscope.app/file-format-schema.json",
        "profiles": [{profiles}], "activeProfileIndex": 1,
        "shared": {{"frames": [{{"name": "main", "file": "main.py", "line": 3, "col": 1}},
            {{"name": "f"}}, {{"file": null, "name": "g \"\u00e9\ud83d\ude00"}}]}}}}"#
    )
}

fn check(text: &str, expected: Expect) {
    let (profile, remarks) = run(read(
        text.as_bytes(),
        &Limits::default(),
        &Pace::unhurried(),
        &|_| {},
    ))
    .unwrap();
    let mut printed = print::profile(&profile);
    for remark in remarks {
        printed.push_str(&format!("# {remark}\n"));
    }
    expected.assert_eq(&printed);
}

#[test]
fn samples_with_weights() {
    check(
        &file(
            r#"{"weights": [0.5, 1e-3], "type": "sampled", "name": "x", "unit": "seconds",
                "startValue": 0, "endValue": 2, "samples": [[0], [0, 1, 2]]}"#,
        ),
        expect![[r#"
            time/nanoseconds
            500000000 main main.py:3
            1000000 main main.py:3 ; f ; g "é😀
        "#]],
    );
}

#[test]
fn events_become_what_each_call_took_itself() {
    let event = |kind: &str, frame, at| format!(r#"{{"type":"{kind}","at":{at},"frame":{frame}}}"#);
    let events = [
        event("O", 0, 10),
        event("O", 1, 12),
        event("C", 1, 15),
        event("O", 1, 16),
        event("C", 1, 20),
        event("C", 0, 21),
        event("O", 2, 30),
    ]
    .join(",");
    check(
        &file(&format!(
            r#"{{"type": "evented", "name": "x", "unit": "bytes", "startValue": 0, "endValue": 33,
                "events": [{events}]}}"#
        )),
        expect![[r#"
            space/bytes
            2 main main.py:3
            3 main main.py:3 ; f
            1 main main.py:3
            4 main main.py:3 ; f
            1 main main.py:3
            3 g "é😀
            # x: 1 call was still open at its end
        "#]],
    );
}

#[test]
fn several_profiles_are_one_with_a_label_and_a_column_for_each_unit() {
    let text = file(
        r#"{"type": "sampled", "name": "one", "unit": "milliseconds", "samples": [[0]], "weights": [2]},
           {"type": "sampled", "name": "", "unit": "none", "samples": [[1], []], "weights": [3, 0.5]},
           {"type": "sampled", "name": "three", "unit": "microseconds", "samples": [[2]], "weights": [1]}"#,
    );
    check(
        &text,
        expect![[r#"
            time/nanoseconds samples/count
            2000000 0 main main.py:3 {profile="one"}
            0 3 f {profile="profile 2"}
            0 1  {profile="profile 2"}
            1000 0 g "é😀 {profile="three"}
            # 1 weight with a fraction, rounded to whole numbers
        "#]],
    );
    // The second profile is the active one.
    let opened = run(open(
        "x.json",
        text.into_bytes(),
        &Limits::default(),
        &Pace::unhurried(),
        &|_| {},
    ));
    assert!(matches!(opened, Ok(Opened::Profile { kind, .. }) if kind == "samples"));
}

#[test]
fn what_the_beginning_of_such_a_file_looks_like() {
    for head in [
        r#"{"$schema":"https://www.speedscope.app/file-format-schema.json""#,
        r#"{"version":"0.0.1","shared" : { "frames" : ["#,
        r#"{"profiles":[{"name":"x","type" : "evented""#,
    ] {
        assert!(is_head(head.as_bytes()), "{head}");
    }
    for head in [
        r#"{"status":"UP","shared":{"status":"UP"},"frames":[]}"#,
        r#"{"type":"sampled"}"#,
        r#"{"profiles":[],"type":"other"}"#,
    ] {
        assert!(!is_head(head.as_bytes()), "{head}");
    }
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let sampled = |rest: &str| file(&format!(r#"{{"type":"sampled","unit":"none",{rest}}}"#));
    let evented = |events: &str| {
        file(&format!(
            r#"{{"type":"evented","unit":"none","events":[{events}],"endValue":9}}"#
        ))
    };
    let mut all = String::new();
    for text in [
        "{}".into(),
        r#"{"shared": {}}"#.into(),
        r#"{"shared": {"frames": []}, "profiles": []}"#.into(),
        r#"{"shared": {"frames": [{"file": "x"}]}, "profiles": [{"type":"sampled","unit":"none","samples":[],"weights":[]}]}"#.into(),
        file(""),
        file("7"),
        file(r#"{"unit":"none"}"#),
        file(r#"{"type":"other"}"#),
        file(r#"{"type":"sampled","unit":"parsecs"}"#),
        sampled(r#""samples":[[0]]"#),
        sampled(r#""samples":[[0]],"weights":[]"#),
        sampled(r#""samples":[[0,3]],"weights":[1]"#),
        sampled(r#""samples":[[0.5]],"weights":[1]"#),
        sampled(r#""samples":[[-1]],"weights":[1]"#),
        sampled(r#""samples":[[0,]],"weights":[1]"#),
        sampled(r#""samples":[[0]],"weights":[null]"#),
        evented(r#"{"type":"C","frame":0,"at":1}"#),
        evented(r#"{"type":"O","frame":0,"at":1},{"type":"C","frame":1,"at":2}"#),
        evented(r#"{"type":"O","frame":0,"at":2},{"type":"C","frame":0,"at":1}"#),
        evented(r#"{"type":"X","frame":0,"at":2}"#),
        evented(r#"{"type":"O","at":2}"#),
        sampled("")[..200].into(),
    ] {
        let error = run(read(text.as_bytes(), &Limits::default(), &Pace::unhurried(), &|_| {})).err();
        let error = error.unwrap_or_else(|| panic!("it was read: {text}"));
        all.push_str(&format!("{error}\n"));
    }
    expect![[r#"
        speedscope JSON: the file has no `shared` (byte 2)
        speedscope JSON: the file has no `profiles` (byte 14)
        speedscope JSON: there is no profile in it (byte 41)
        speedscope JSON: a frame has no `name` (byte 24)
        speedscope JSON: there is no profile in it (byte 88)
        speedscope JSON: expected `{` (byte 87)
        speedscope JSON: `profiles[0]` has no `type` (byte 87)
        speedscope JSON: `profiles[0]` has the type “other”, which is not known (byte 87)
        speedscope JSON: `profiles[0]` has the unit “parsecs”, which is not known (byte 87)
        speedscope JSON: `profiles[0]` has no `weights` (byte 87)
        speedscope JSON: there are not as many `weights` as `samples` (byte 147)
        speedscope JSON: 3 is no index of the 3 frames (byte 133)
        speedscope JSON: 0.5 is no index of the 3 frames (byte 131)
        speedscope JSON: -1 is no index of the 3 frames (byte 131)
        speedscope JSON: expected a number (byte 133)
        speedscope JSON: expected a number (byte 146)
        speedscope JSON: frame 0 is closed here and is not the last one opened (byte 129)
        speedscope JSON: frame 1 is closed here and is not the last one opened (byte 159)
        speedscope JSON: an event is earlier than the one before it (byte 159)
        speedscope JSON: an event is neither `O` nor `C` (byte 129)
        speedscope JSON: an event has no `frame` or no `at` (byte 129)
        speedscope JSON: the JSON is cut off (byte 200)
    "#]]
    .assert_eq(&all);
}

#[test]
fn any_cut_and_any_changed_byte_is_an_answer() {
    let text = file(
        r#"{"type":"sampled","name":"a","unit":"none","samples":[[0,1],[2]],"weights":[1,2]},
           {"type":"evented","name":"b","unit":"bytes","startValue":0,"endValue":5,
            "events":[{"type":"O","frame":0,"at":0},{"type":"C","frame":0,"at":5}]}"#,
    );
    for end in 0..text.len() {
        let _ = run(read(
            &text.as_bytes()[..end],
            &Limits::default(),
            &Pace::unhurried(),
            &|_| {},
        ));
    }
    for at in 0..text.len() {
        for byte in *b"\"\\[]{},:0e-" {
            let mut bytes = text.clone().into_bytes();
            bytes[at] = byte;
            let _ = run(read(
                &bytes,
                &Limits::default(),
                &Pace::unhurried(),
                &|_| {},
            ));
        }
    }
}

#[test]
fn few_events_do_not_make_endless_stacks() {
    // 20,000 calls within each other, each of which took something itself: 200 million frames.
    let events: Vec<_> = (0..20_000)
        .map(|at| format!(r#"{{"type":"O","frame":0,"at":{at}}}"#))
        .collect();
    let text = file(&format!(
        r#"{{"type":"evented","unit":"none","events":[{}],"endValue":20000}}"#,
        events.join(",")
    ));
    let error = run(read(
        text.as_bytes(),
        &Limits::default(),
        &Pace::unhurried(),
        &|_| {},
    ))
    .err();
    assert_eq!(
        error.unwrap().what,
        "more than 134,217,728 frames in all stacks together"
    );
}

#[test]
fn samples_follow_one_another() {
    let evented = r#"{"type":"evented","name":"b","unit":"none","endValue":9,"events":[
        {"type":"O","frame":0,"at":0},{"type":"O","frame":1,"at":1},{"type":"C","frame":1,"at":2},
        {"type":"O","frame":1,"at":2},{"type":"C","frame":1,"at":3},{"type":"O","frame":2,"at":4},
        {"type":"C","frame":2,"at":4},{"type":"C","frame":0,"at":5}]}"#;
    let sampled =
        r#"{"type":"sampled","name":"a","unit":"none","samples":[[0],[0,1]],"weights":[1,2]}"#;
    let text = file(&format!("{sampled},{evented}"));
    let read = run(read(
        text.as_bytes(),
        &Limits::default(),
        &Pace::unhurried(),
        &|_| {},
    ));
    let samples = read.unwrap().0.samples;
    // Of `main` alone, its first call of `f`, its second, and `main` alone around a call that took nothing.
    assert_eq!(samples.goes_on, [0, u32::MAX, 0, 1, 1, 1]);
    assert_eq!(samples.values, [1, 2, 1, 1, 1, 2]);
}

#[test]
fn too_many_calls_are_summed_up() {
    // Each of 30,000 calls lies below 1,000 others: 30 million frames.
    let mut events: Vec<String> = Vec::new();
    let mut event = |kind: &str, frame: usize, at: usize| {
        events.push(format!(r#"{{"type":"{kind}","frame":{frame},"at":{at}}}"#));
    };
    (0..1000).for_each(|_| event("O", 0, 0));
    for at in 0..30_000 {
        event("O", 1, at);
        event("C", 1, at + 1);
    }
    let text = file(&format!(
        r#"{{"type":"evented","name":"x","unit":"none","events":[{}],"endValue":30000}}"#,
        events.join(",")
    ));
    let read = run(read(
        text.as_bytes(),
        &Limits::default(),
        &Pace::unhurried(),
        &|_| {},
    ));
    let (profile, remarks) = read.unwrap();
    assert_eq!(profile.samples.values, [30_000]);
    assert!(!profile.samples.are_in_time());
    assert!(
        remarks
            .iter()
            .any(|remark| remark.contains("in the order of time")),
        "{remarks:?}"
    );
}
