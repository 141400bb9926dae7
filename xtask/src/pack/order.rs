//! Functions in an order in which each comes after the one it is most like.
//!
//! Deflate refers back 32 KB at most. Monomorphised functions are alike but far apart as the linker
//! leaves them; side by side, most of the second is a reference to the first.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

/// How many opcodes in a row make two functions alike.
const RUN: usize = 8;
/// A run that more functions have than this tells nothing, and costs much to follow.
const COMMON: usize = 200;

/// The places of functions, each given by its opcodes, in their new order: beginning with the one that
/// has most to tell, always the one that shares the greatest part of its runs with the last.
pub fn by_likeness(functions: &[Vec<u8>]) -> Vec<usize> {
    let runs: Vec<Vec<u32>> = numbered_runs(functions);
    let mut owners = vec![
        Vec::new();
        runs.iter()
            .flatten()
            .max()
            .map_or(0, |&run| run as usize + 1)
    ];
    for (function, its_runs) in runs.iter().enumerate() {
        for &run in its_runs {
            owners[run as usize].push(function);
        }
    }
    // Those left, the richest last, where no other is like the one at hand.
    let mut left: BTreeSet<(usize, Reverse<usize>)> = (runs.iter().enumerate())
        .map(|(function, its_runs)| (its_runs.len(), Reverse(function)))
        .collect();
    let mut order = Vec::with_capacity(functions.len());
    let mut shared = vec![0usize; functions.len()];
    let mut is_placed = vec![false; functions.len()];
    while let Some(&(_, Reverse(richest))) = left.last() {
        let next = order.last().and_then(|&last: &usize| {
            let mut met = Vec::new();
            for &run in &runs[last] {
                let its_owners = &owners[run as usize];
                if its_owners.len() < COMMON {
                    for &function in its_owners.iter().filter(|&&function| !is_placed[function]) {
                        if shared[function] == 0 {
                            met.push(function);
                        }
                        shared[function] += 1;
                    }
                }
            }
            let likeness = |function: &usize| {
                let of_both = runs[*function].len() + runs[last].len();
                (shared[*function] * 1_000_000 / of_both, Reverse(*function))
            };
            let next = met.iter().copied().max_by_key(likeness);
            for function in met {
                shared[function] = 0;
            }
            next
        });
        let next = next.unwrap_or(richest);
        left.remove(&(runs[next].len(), Reverse(next)));
        is_placed[next] = true;
        order.push(next);
    }
    order
}

/// The runs of each function, equal ones of one number, each once.
fn numbered_runs(functions: &[Vec<u8>]) -> Vec<Vec<u32>> {
    let mut numbers: HashMap<&[u8], u32> = HashMap::new();
    let mut number = |run| {
        let next = numbers.len() as u32;
        *numbers.entry(run).or_insert(next)
    };
    let of_one = |opcodes: &'_ Vec<u8>| -> Vec<u32> { Vec::with_capacity(opcodes.len()) };
    let mut all = Vec::with_capacity(functions.len());
    for opcodes in functions {
        let mut its_runs = of_one(opcodes);
        match opcodes.len() < RUN {
            true => its_runs.push(number(opcodes)),
            false => its_runs.extend(opcodes.windows(RUN).map(&mut number)),
        }
        its_runs.sort_unstable();
        its_runs.dedup();
        all.push(its_runs);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_alike_stands_together_and_nothing_is_lost() {
        let long: Vec<u8> = (0..60).collect();
        let other: Vec<u8> = (100..140).collect();
        let mut like_long = long.clone();
        like_long[30] = 99;
        let mut like_other = other.clone();
        like_other.truncate(30);
        let functions = [long, other, vec![1, 2], like_long, like_other];
        assert_eq!(by_likeness(&functions), [0, 3, 1, 4, 2]);
        assert!(by_likeness(&[]).is_empty());
    }
}
