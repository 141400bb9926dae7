//! Every series judged by every detector, on all cores.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::families::{FAMILIES, Family};
use super::generate::Sample;
use super::ours::{Said, ours};
use super::peers::PEERS;

/// What was said of one series.
pub struct Judged {
    /// Place of its family.
    pub family: usize,
    /// How long it is.
    pub hours: f64,
    /// What Leakscope said.
    pub ours: Said,
    /// The peers' scores, in the order of [`PEERS`].
    pub peers: [f64; PEERS.len()],
}

impl Judged {
    /// Its family.
    pub fn family(&self) -> &'static Family {
        &FAMILIES[self.family]
    }
}

/// Judges all of them.
pub fn judge(samples: &[Sample]) -> Vec<Judged> {
    on_all_cores(samples, |sample| Judged {
        family: sample.family,
        hours: sample.hours,
        ours: ours(&sample.history, sample.metric),
        peers: PEERS.map(|peer| (peer.score)(sample.series(), sample.metric)),
    })
}

/// The same work on each, in order.
pub fn on_all_cores<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let mut done: Vec<(usize, R)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores)
            .map(|_| {
                scope.spawn(|| {
                    let mut mine = Vec::new();
                    loop {
                        let i = next.fetch_add(1, Ordering::Relaxed);
                        let Some(item) = items.get(i) else {
                            return mine;
                        };
                        mine.push((i, work(item)));
                    }
                })
            })
            .collect();
        let finished = workers
            .into_iter()
            .flat_map(|w| w.join().unwrap_or_default());
        finished.collect()
    });
    done.sort_by_key(|(i, _)| *i);
    done.into_iter().map(|(_, result)| result).collect()
}
