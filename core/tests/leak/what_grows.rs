//! What grows over kept profiles.

use expect_test::expect;
use leakscope_core::leak::{Kept, growth};
use leakscope_core::telemetry::ProfileId;

use crate::support::{corpus, fixture, profile};

const ALL: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);

fn table(kept: &Kept, kind: &str, rows: usize) -> String {
    let table = growth(kept, kind, None, ALL);
    let mut text = format!(
        "{:?} {} profiles, {} stacks, grew {} shrank {} {}\n",
        table.ends, table.profiles, table.stacks, table.grew, table.shrank, table.unit
    );
    for row in table.rows.iter().take(rows) {
        text += &format!(
            "{} [{}] now {} delta {} per hour {:.0} share {:.3} {}{}\n",
            row.function,
            row.waits_in,
            row.now,
            row.delta,
            row.per_hour,
            row.share.unwrap_or(0.0),
            row.pattern,
            if row.is_leak { " LEAK" } else { "" }
        );
    }
    text
}

#[test]
fn the_story_between_two_profiles() {
    let mut kept = Kept::default();
    for (i, folder) in ["story/early", "story"].iter().enumerate() {
        let at_ms = i as f64 * 3.6e6;
        for (kind, base) in [("goroutine", 1), ("heap", 11)] {
            let file = fixture(&format!("{folder}/{kind}.pb.gz"));
            kept.add(ProfileId(base + i as u32), kind, at_ms, &profile(&file));
        }
    }
    expect![[r#"
        Some((ProfileId(1), ProfileId(2))) 2 profiles, 14 stacks, grew 99821 shrank -1 count
        net/http.(*persistConn).readLoop [select] now 50000 delta 49910 per hour 49910 share 0.500 HTTP body not closed LEAK
        net/http.(*persistConn).writeLoop [select] now 50000 delta 49910 per hour 49910 share 0.500 HTTP body not closed LEAK
        net/http.(*Server).Serve [IO wait] now 1 delta 1 per hour 1 share 0.000 grew
        migration-service/internal/backend.every [select] now 5 delta 0 per hour 0 share 0.000 steady
        migration-service/internal/backend.every [select] now 2 delta 0 per hour 0 share 0.000 steady
    "#]].assert_eq(&table(&kept, "goroutine", 5));
    expect![[r#"
        Some((ProfileId(11), ProfileId(12))) 2 profiles, 78 stacks, grew 764083759 shrank 0 bytes
        net/http.(*Transport).dialConn [] now 209470677 delta 207891662 per hour 207891662 share 0.272 grew
        net/http.(*Transport).dialConn [] now 197889319 delta 197889319 per hour 197889319 share 0.259 grew
        net/http.(*Transport).queueForIdleConn [] now 55102064 delta 55102064 per hour 55102064 share 0.072 grew
        runtime.mallocgc [] now 51403747 delta 51403747 per hour 51403747 share 0.067 grew
        net/http.(*Transport).dialConn [] now 45620744 delta 45620744 per hour 45620744 share 0.060 grew
    "#]].assert_eq(&table(&kept, "heap", 5));
}

#[test]
fn of_a_growing_etcd_the_growing_site_comes_first() {
    let mut kept = Kept::default();
    for i in 1..=68 {
        let Some(path) = corpus(&format!("series/etcd-heap/{i:03}.pb.gz")) else {
            return;
        };
        kept.add(ProfileId(i), "heap", f64::from(i) * 1e3, &profile(&path));
    }
    expect![[r#"
        Some((ProfileId(1), ProfileId(68))) 68 profiles, 143 stacks, grew 33702233 shrank -924248 bytes
        go.etcd.io/etcd/api/v3/etcdserverpb.(*InternalRaftRequest).Marshal [] now 31213252 delta 31213252 per hour 1133706960 share 0.926 grows steadily
        runtime/pprof.StartCPUProfile [] now 1212696 delta 1212696 per hour 0 share 0.036 noise
        go.etcd.io/raft/v3.(*MemoryStorage).Compact [] now 656733 delta 656733 per hour 0 share 0.019 noise
        go.etcd.io/etcd/server/v3/storage/mvcc.(*keyIndex).put [] now 619552 delta 619552 per hour 0 share 0.018 noise
    "#]].assert_eq(&table(&kept, "heap", 4));
}

#[test]
fn one_profile_alone_lists_what_it_holds() {
    let mut kept = Kept::default();
    kept.add(
        ProfileId(1),
        "goroutine",
        0.0,
        &profile(&fixture("story/goroutine.pb.gz")),
    );
    expect![[r#"
        None 1 profiles, 13 stacks, grew 0 shrank 0 count
        net/http.(*persistConn).readLoop [select] now 50000 delta 0 per hour 0 share 0.000 HTTP body not closed LEAK
        net/http.(*persistConn).writeLoop [select] now 50000 delta 0 per hour 0 share 0.000 HTTP body not closed LEAK
        migration-service/internal/backend.every [select] now 5 delta 0 per hour 0 share 0.000 
    "#]].assert_eq(&table(&kept, "goroutine", 3));
    assert_eq!(growth(&kept, "heap", None, ALL).rows, []);
}
