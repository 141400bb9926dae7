use expect_test::{Expect, expect};

use super::*;
use crate::formats::{Limits, Opened, open};
use crate::job::run;

fn check(text: &str, expected: Expect) {
    let opened = run(open(
        "metrics",
        text.as_bytes().to_vec(),
        &Limits::default(),
        &Pace::unhurried(),
        &|_| {},
    ));
    let shown = match opened {
        Ok(Opened::Readings(readings)) => readings
            .iter()
            .map(|reading| format!("{}: {:?}\n", reading.at_ms, reading.values))
            .collect(),
        Ok(_) => "something else\n".to_owned(),
        Err(error) => format!("{error}\n{}\n", error.advice),
    };
    expected.assert_eq(&shown);
}

#[test]
fn a_go_service() {
    check(
        "# HELP go_goroutines Number of goroutines that currently exist.\n\
         # TYPE go_goroutines gauge\n\
         go_goroutines 4506\n\
         go_info{version=\"go1.26 \\\"x\\\"\"} 1\n\
         go_gc_duration_seconds{quantile=\"0\"} NaN\n\
         go_gc_duration_seconds_count 77\n\
         go_memstats_sys_bytes 2.5e+07\r\n\
         go_memstats_heap_released_bytes 5e+06\n\
         go_memstats_heap_inuse_bytes 1.2345678e+07\n\
         go_memstats_stack_inuse_bytes 917504\n\
         go_memstats_heap_objects 35\n\
         go_threads 9\n\
         process_resident_memory_bytes 3.1e+07\n\
         process_virtual_memory_bytes 1.8446744073709552e+19\n",
        expect![[r#"
            0: [(Goroutines, 4506.0), (HeapInUse, 12345678.0), (StackInUse, 917504.0), (HeldFromSystem, 20000000.0), (Rss, 31000000.0), (Threads, 9.0), (HeapObjects, 35.0), (NumGc, 77.0)]
        "#]],
    );
}

#[test]
fn pools_are_summed_and_processes_are_not() {
    check(
        "jvm_memory_used_bytes{area=\"heap\",id=\"G1 Eden Space\",} 100\n\
         jvm_memory_used_bytes{area=\"heap\",id=\"G1 Old Gen\",} 20\n\
         jvm_memory_used_bytes{area=\"nonheap\",id=\"Metaspace\",} 3000\n\
         jvm_memory_max_bytes{area=\"heap\",id=\"G1 Eden Space\",} -1.0\n\
         process_resident_memory_bytes{instance=\"a;b\"} 7\n\
         process_resident_memory_bytes{instance=\"c\"} 9\n",
        expect![[r#"
            0: [(HeapInUse, 120.0), (Rss, 7.0)]
        "#]],
    );
}

#[test]
fn times_make_readings() {
    check(
        "nodejs_heap_size_used_bytes 200 1795446736500\n\
         nodejs_heap_size_used_bytes 100 1795446721500\n\
         nodejs_heap_size_total_bytes 300 1795446721500\n",
        expect![[r#"
            1795446721500: [(HeapInUse, 100.0), (HeldFromSystem, 300.0)]
            1795446736500: [(HeapInUse, 200.0)]
        "#]],
    );
    // OpenMetrics counts in seconds, and may have examples.
    check(
        "# TYPE go_goroutines gauge\n\
         go_goroutines 12 1795446721.5 # {trace_id=\"x\"} 1 1795446721\n\
         go_goroutines 13 1795446722.5\n\
         # EOF\n",
        expect![[r#"
            1795446721500: [(Goroutines, 12.0)]
            1795446722500: [(Goroutines, 13.0)]
        "#]],
    );
}

#[test]
fn what_is_wrong_is_said() {
    check(
        "# TYPE x counter\nhttp_requests_total{code=\"200\"} 1\n",
        expect![[r#"
            Prometheus metrics: it tells nothing of memory, goroutines, threads or collections in 1 sample
            Ask for the metrics of the process itself: go_* of a Go program, process_*, nodejs_*, jvm_*.
        "#]],
    );
    check(
        "# TYPE x counter\nx{code=\"200} 1\n",
        expect![[r#"
        Prometheus metrics: the line is not `name{label="value"} number` (line 2)
        Fetch the metrics again, as they are (curl -o FILE URL).
    "#]],
    );
    check(
        "# TYPE x counter\nx 1 2 3\n",
        expect![[r#"
        Prometheus metrics: the line is not `name{label="value"} number` (line 2)
        Fetch the metrics again, as they are (curl -o FILE URL).
    "#]],
    );
}

#[test]
fn what_a_line_looks_like() {
    for line in [
        "# HELP x y",
        "go_goroutines 12",
        "up{job=\"a\"} 1",
        "a:b_c{x=\"}\",} +Inf 12",
        "x_y\t1",
    ] {
        assert!(is_line(line.as_bytes()), "{line}");
    }
    for line in [
        "total 12",
        "# perf script",
        "main_loop;f 12",
        "main_loop",
        "x{y=\"z} 1",
        "x{y=z} 1",
        "x{\"y\"} 1",
        "x_y soon",
        "1x_y 2",
        "x_y{a=\"\\",
        "",
    ] {
        assert!(!is_line(line.as_bytes()), "{line}");
    }
}
