//! Series with and without a leak: a generator's families, and real memory traces.

mod buckets;
mod dice;
mod families;
mod figures;
mod fit;
mod generate;
mod judged;
mod ours;
mod over_time;
mod peers;
mod pieces;
mod real;
mod synthetic;
mod table;
mod thinned;
mod traces;
mod tried;

pub use fit::fit;
use generate::FIRST_UNSEEN_SEED;

/// Series of each family, length and metric.
const SEEDS: u64 = 40;

/// All figures, as Markdown. They are looked at once tuning has ended.
pub fn figures() -> Result<String, String> {
    let seeds = FIRST_UNSEEN_SEED..FIRST_UNSEEN_SEED + SEEDS;
    let judged = judged::judge(&generate::samples(seeds, false));
    let mut text = synthetic::report(&judged);
    text += &thinned::report(FIRST_UNSEEN_SEED, false);
    text += &over_time::report(FIRST_UNSEEN_SEED, false)?;
    text += &real::report(false)?;
    Ok(text)
}

/// Of the figures those of weeks alone: what a series loses by being kept within bounds.
pub fn weeks() -> String {
    thinned::report(FIRST_UNSEEN_SEED, false)
}

/// The same of what nothing hides behind: other seeds, families and traces that are not held out.
pub fn tuning() -> Result<String, String> {
    let judged = judged::judge(&generate::samples(0..SEEDS, true));
    let mut text = synthetic::report(&judged);
    text += &thinned::report(0, true);
    text += &over_time::report(0, true)?;
    text += &real::report(true)?;
    Ok(text)
}
