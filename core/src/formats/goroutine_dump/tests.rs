//! Dumps in, their goroutines as text out.

use super::*;
use crate::formats::print;
use crate::job::run;
use expect_test::{Expect, expect};

fn check(text: &str, expected: Expect) {
    let read = run(read(text.as_bytes().to_vec(), &Pace::unhurried(), &|_| {}));
    expected.assert_eq(&match read {
        Ok((dump, _, remarks)) => {
            let remarks: String = remarks.iter().map(|r| format!("! {r}\n")).collect();
            printed(&dump) + &remarks
        }
        Err(error) => format!("{error}\n"),
    });
}

fn printed(dump: &GoroutineDump) -> String {
    let mut text = String::new();
    let string = |id| dump.tables.strings.get(id);
    for goroutine in &dump.goroutines {
        text += &format!("{} [{}]", goroutine.id, string(goroutine.state));
        if let Some(minutes) = goroutine.wait_minutes {
            text += &format!(" {minutes} min");
        }
        if goroutine.is_leaked {
            text += " leaked";
        }
        if goroutine.is_locked_to_thread {
            text += " locked";
        }
        for &(key, value) in dump.labels_of(goroutine) {
            text += &format!(" {}={}", string(key), string(value));
        }
        match goroutine.elided_frames {
            0 => {}
            u64::MAX => text += " elided",
            n => text += &format!(" {n} elided"),
        }
        text.push('\n');
        for frame in dump.stack(goroutine) {
            let (function, arguments) = (dump.function(frame.frame), dump.arguments(frame));
            let (file, line) = dump.place(frame.frame);
            text += &format!("  {function}({arguments}) {file}:{line}\n");
        }
        if let Some(frame) = goroutine.created_by {
            let (file, line) = dump.place(frame);
            text += &format!("  by {} {file}:{line}", dump.function(frame));
            if let Some(id) = goroutine.creator_id {
                text += &format!(" in {id}");
            }
            text.push('\n');
        }
    }
    text
}

#[test]
fn a_goroutine_with_everything() {
    check(
        "goroutine 167 [chan receive (leaked), locked to thread] {handler: /health}:\n\
         main.(*pool[...]).work(0xc000010018, {0x1?, 0x2})\n\
         \tC:/my srv/main.go:35 +0x9f fp=0xc000055fa8 sp=0xc000055f80 pc=0x4\n\
         main.inlined(...)\n\
         \t/srv/main.go:12\n\
         created by main.start in goroutine 1\n\
         \t/srv/main.go:12 +0x85\n\n\
         goroutine 2 [sleep, 3 minutes]:\n\
         time.Sleep(0x3b9aca00)\n\
         \ttime.go:188 +0xbf\n",
        expect![[r#"
            167 [chan receive] leaked locked handler=/health
              main.(*pool[...]).work(0xc000010018, {0x1?, 0x2}) C:/my srv/main.go:35
              main.inlined(...) /srv/main.go:12
              by main.start /srv/main.go:12 in 1
            2 [sleep] 3 min
              time.Sleep(0x3b9aca00) time.go:188
        "#]],
    );
}

#[test]
fn elided_frames_are_counted_and_stand_in_the_stack() {
    check(
        "goroutine 1 [running]:\n\
         main.f(0x1)\n\tm.go:1 +0x1\n\
         ...97 frames elided...\n\
         main.main()\n\tm.go:9 +0x1\n\n\
         goroutine 2 [running]:\n\
         main.f(0x1)\n\tm.go:1 +0x1\n\
         ...additional frames elided...\n\
         created by main.g\n\tm.go:3 +0x4\n",
        expect![[r#"
            1 [running] 97 elided
              main.f(0x1) m.go:1
              (frames elided)() :0
              main.main() m.go:9
            2 [running] elided
              main.f(0x1) m.go:1
              (frames elided)() :0
              by main.g m.go:3
        "#]],
    );
}

#[test]
fn ancestors_are_no_frames_of_the_goroutine() {
    check(
        "goroutine 25 [chan receive]:\n\
         main.bar(0x1)\n\tm.go:1 +0x1\n\
         created by main.d1\n\tm.go:69 +0x34\n\
         [originating from goroutine 24]:\n\
         main.d1(...)\n\tm.go:70 +0x34\n\
         created by main.d2\n\tm.go:3 +0x4\n\
         [originating from goroutine 23]:\n\
         main.d2(...)\n\tm.go:70 +0x34\n",
        expect![[r#"
            25 [chan receive]
              main.bar(0x1) m.go:1
              by main.d1 m.go:69 in 24
        "#]],
    );
}

#[test]
fn a_panic_within_a_log() {
    check(
        "12:00:01 app: listening\n\
         12:00:02 app: panic: boom\n\
         12:00:02 app: \n\
         12:00:02 app: goroutine 7 [running]:\n\
         12:00:02 app: main.f({0x1, 0x2})\n\
         12:00:02 app: \tm.go:1 +0x1\n\
         12:00:02 app: \n\
         12:00:02 app: goroutine 8 [running]:\n\
         12:00:02 app: \tgoroutine running on other thread; stack unavailable\n\
         12:00:02 app: created by main.g in goroutine 1\n\
         12:00:02 app: \tm.go:3 +0x4\n\
         12:00:02 app: exit status 2\n",
        expect![[r#"
            7 [running]
              main.f({0x1, 0x2}) m.go:1
            8 [running]
              by main.g m.go:3 in 1
            ! 1 goroutine without a stack.
        "#]],
    );
}

#[test]
fn a_cut_dump_says_so() {
    let expected = |last: &str| {
        format!(
            "1 [running]\n  main.f() m.go:1\n{last}! The dump breaks off: {} read.\n",
            if last.is_empty() {
                "1 goroutine"
            } else {
                "2 goroutines"
            }
        )
    };
    for (cut, last) in [
        ("goroutine 2 [IO wa", ""),
        (
            "goroutine 2 [IO wait]:\nmain.g(0x1)",
            "2 [IO wait]\n  main.g(0x1) :0\n",
        ),
        (
            "goroutine 2 [IO wait]:\nmain.g()\n\tm.",
            "2 [IO wait]\n  main.g() m.:0\n",
        ),
    ] {
        let text = format!("goroutine 1 [running]:\nmain.f()\n\tm.go:1 +0x1\n\n{cut}");
        let (dump, _, remarks) = run(read(text.into_bytes(), &Pace::unhurried(), &|_| {})).unwrap();
        assert!(dump.is_cut, "{cut}");
        let remarks: String = remarks.iter().map(|r| format!("! {r}\n")).collect();
        assert_eq!(printed(&dump) + &remarks, expected(last), "{cut}");
    }
}

#[test]
fn strange_lines_are_left_out_and_counted() {
    check(
        "goroutine 2 [running]:\n\
         main.main)(\n\
         \t/example/main.go:152 +0x3d2\n\n\
         goroutine 3 [running]:\n\
         main.foo()\n\
         \t/example/main.go:182 +0x123\n",
        expect![[r#"
            2 [running]
            3 [running]
              main.foo() /example/main.go:182
            ! 1 goroutine without a stack.
            ! 2 lines not understood and left out, the first of them line 2.
        "#]],
    );
}

#[test]
fn alike_goroutines_are_one_sample() {
    let one = |id, state| {
        format!(
            "goroutine {id} [{state}]:\nmain.f({id:#x})\n\tm.go:1 +0x1\nmain.main()\n\tm.go:9 +0x2\n\n"
        )
    };
    let text = [
        one(1, "select"),
        one(2, "select, 3 minutes"),
        one(3, "IO wait"),
        one(4, "select (leaked)"),
    ]
    .concat();
    let (_, profile, _) = run(read(text.into_bytes(), &Pace::unhurried(), &|_| {})).unwrap();
    expect![[r#"
        goroutine/count
        1 main.main m.go:9 ; main.f m.go:1 {state="select"}
        1 main.main m.go:9 ; main.f m.go:1 {state="select", waited=3 minutes}
        1 main.main m.go:9 ; main.f m.go:1 {state="IO wait"}
        1 main.main m.go:9 ; main.f m.go:1 {state="select", leaked="true"}
    "#]]
    .assert_eq(&print::profile(&profile));
}
