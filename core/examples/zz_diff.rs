use leakscope_core::formats::{self, Limits, Opened};
use leakscope_core::job::{Pace, run};
use leakscope_core::layout::{FlameQuery, flame};
use leakscope_core::profile::stack_order::ReadFrom;
use leakscope_core::profile::{Profile, Selection, diff};
use std::sync::Arc;
use std::time::Instant;
fn open(p: &str) -> Profile {
    let b = std::fs::read(p).unwrap();
    match run(formats::open(
        p,
        b,
        &Limits::default(),
        &Pace::unhurried(),
        &|_| {},
    ))
    .unwrap()
    {
        Opened::Profile { profile, .. } => profile,
        _ => panic!(),
    }
}
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let (now, base) = (Arc::new(open(&a[1])), Arc::new(open(&a[2])));
    let pace = Pace::unhurried();
    let (n, b) = (
        run(Selection::of(now.clone(), None, &pace)),
        run(Selection::of(base.clone(), None, &pace)),
    );
    for s in [&n, &b] {
        let t = Instant::now();
        run(s.order(ReadFrom::Root, &pace));
        println!("order {:?}", t.elapsed());
        let t = Instant::now();
        s.ranks();
        println!("ranks {:?}", t.elapsed());
    }
    for _ in 0..4 {
        let t = Instant::now();
        let c = run(diff::beside(&now, &base, &pace)).ok().unwrap();
        let t1 = t.elapsed();
        drop(c);
        let t = Instant::now();
        let s = run(n.against(&b, None, &pace)).unwrap();
        let t4 = t.elapsed();
        let q = FlameQuery {
            min_share: 1.0 / 2000.0,
            ..FlameQuery::default()
        };
        let f = run(flame(&s, &q, &pace));
        let t5 = t.elapsed();
        println!(
            "beside {:?} against {:?} flame {:?} {}",
            t1,
            t4,
            t5 - t4,
            f.boxes.depth.len()
        );
    }
}
