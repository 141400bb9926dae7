//! Heap texts in, profiles and readings as text out.

use super::*;
use crate::formats::print;
use crate::job::run;
use expect_test::{Expect, expect};

fn check(text: &str, expected: Expect) {
    let read = run(read(text.as_bytes(), &Pace::unhurried(), &|_| {}));
    expected.assert_eq(&match read {
        Ok((profile, reading)) => {
            let values = reading.map_or(Vec::new(), |reading| reading.values);
            let values: String = values
                .iter()
                .map(|(metric, value)| format!("{metric:?} = {value}\n"))
                .collect();
            format!(
                "period {}\n{}{values}",
                profile.about.period,
                print::profile(&profile)
            )
        }
        Err(error) => format!("{error}\n"),
    });
}

#[test]
fn a_go_heap_with_its_memstats() {
    check(
        "heap profile: 1: 512 [2: 2048] @ heap/1048576\n\
         1: 512 [2: 2048] @ 0x4433c8 0x44367e\n\
         #\t0x4433c7\truntime.malg+0x27\t\truntime/proc.go:4076\n\
         #\t0x44367d\tmain.main+0x7d\tmain.go:4\n\n\
         0: 0 [1: 16] @ 0x2\n\n\n\
         # runtime.MemStats\n\
         # Alloc = 942232\n\
         # Sys = 17144072\n\
         # HeapInuse = 1597440\n\
         # HeapReleased = 6864896\n\
         # HeapObjects = 2197\n\
         # Stack = 917504 / 917505\n\
         # LastGC = 18446744073709551615\n\
         # PauseNs = [435252 21934]\n\
         # NumGC = 3\n\
         # GCCPUFraction = 0.0001\n\
         # DebugGC = false\n\
         # MaxRSS = 15290368\n",
        expect![[r#"
            period 524288
            alloc_objects/count alloc_space/bytes inuse_objects/count inuse_space/bytes
            1025 1049600 1024 524544 main.main main.go:4 ; runtime.malg runtime/proc.go:4076 {bytes=512}
            32768 524296 0 0 0x1 {bytes=16}
            HeapInUse = 1597440
            StackInUse = 917504
            HeldFromSystem = 10279176
            HeapObjects = 2197
            NumGc = 3
        "#]],
    );
}

#[test]
fn a_gperftools_heap_without_allocations() {
    check(
        "heap profile:    144:  8498176 [   144:  8498176] @ heapz_v2/524288\n\
         \x20    1:     9216 [     1:     9216] @ 0xc635c8 0x42ecc3\n\
         --- Memory map: ---\n  00400000-00fcb000: /bin/x\n",
        expect![[r#"
            period 524288
            objects/count space/bytes
            57 528909 0x42ecc2 ; 0xc635c7 {bytes=9216}
        "#]],
    );
}

#[test]
fn jemalloc_has_numbers_below_its_stacks() {
    check(
        "heap_v2/524288\n  t*: 2: 9728 [0: 0]\n  t0: 2: 9728 [0: 0]\n\
         @ 0x45a0c8 0x42e003\n  t*: 1: 9216 [0: 0]\n  t0: 1: 9216 [0: 0]\n\
         @ 0x45a0c8\n\
         @ 0x1 0x2\n  t*: 1: 512 [0: 0]\n\n\
         MAPPED_LIBRARIES:\n00400000-00fcb000 r-xp 00000000 00:11 12 /bin/x\n",
        expect![[r#"
            period 524288
            objects/count space/bytes
            57 528909 0x42e002 ; 0x45a0c7 {bytes=9216}
            1024 524544 0x1 ; 0x0 {bytes=512}
        "#]],
    );
    check(
        "heap_v2/1\n  t*: 2: 9728 [3: 10000]\n@ 0x11\n  t*: 2: 9728 [3: 10000]\n",
        expect![[r#"
            period 1
            alloc_objects/count alloc_space/bytes inuse_objects/count inuse_space/bytes
            3 10000 2 9728 0x10 {bytes=4864}
        "#]],
    );
    check(
        "heap_v2/1\n@ 0x11\n  t*: 2: 9728\n",
        expect![[r#"
            heap as text (debug=1): the line is not `N: BYTES [N: BYTES]` (line 3)
        "#]],
    );
}

#[test]
fn growth_is_not_scaled() {
    check(
        "heap profile:     85: 178257920 [    85: 178257920] @ growthz\n\
         1:  2097152 [     1:  2097152] @ 0xb83003\n",
        expect![[r#"
            period 1
            objects/count space/bytes
            1 2097152 0xb83002 {bytes=2097152}
        "#]],
    );
}

#[test]
fn what_is_no_record_is_an_error_with_its_line() {
    let header = "heap profile: 1: 1 [2: 2] @ heap/2\n";
    check(
        &format!("{header}\n1: 5 [3: 5 @ 0x1\n"),
        expect![[r#"
            heap as text (debug=1): the line is not `N: BYTES [N: BYTES] @ ADDRESSES` (line 3)
        "#]],
    );
    check(
        &format!("{header}0: 5 [3: 5] @ 0x1\n"),
        expect![[r#"
            heap as text (debug=1): a record counts no object and some bytes (line 2)
        "#]],
    );
    check(
        "heap profile: 1: 1 [2: 2] @ something/2\n",
        expect![[r#"
            heap as text (debug=1): the first line is not `heap profile: N: BYTES [N: BYTES] @ heap/RATE` or `heap_v2/RATE`
        "#]],
    );
}

#[test]
fn an_answer_cut_before_its_memstats_is_no_reading() {
    assert!(read_memstats(b"heap profile: 1: 1 [2: 2] @ heap/2\n1: 1 [2: 2] @ 0x1").is_err());
}
