//! Sorting, all of it through one instance of the standard library's sort.
//!
//! Each `slice::sort_by` compiles its own copy of the sort, some kilobytes for every element type and
//! comparison, and the page is weighed by what a person has to download. Here one sort of `u32`s, told
//! by a `dyn` comparison, puts indices in order, and the elements are swapped after them. It is
//! stable, as the standard one is, and as fast where comparing costs more than a call.

use std::cmp::Ordering;

/// Puts `items` in the order of `compare`; equal ones keep theirs. For at most `u32::MAX` items.
pub fn sort_by<T>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let order = sorted_indices(items.len(), &mut |a, b| {
        compare(&items[a as usize], &items[b as usize])
    });
    arrange(order, &mut |a, b| items.swap(a, b));
}

/// Puts `items` in the order of a key; equal ones keep theirs.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

/// Puts `items` in their own order.
pub fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

/// Puts numbers in their order, −∞ first and NaN last.
pub fn sort_numbers(values: &mut [f64]) {
    sort_by(values, f64::total_cmp);
}

/// The number that has `n` lower ones or equal ones before it in sorted order (Hoare's FIND: linear,
/// where sorting is not). Reorders `values`, which must be more than `n`.
pub fn nth_number(values: &mut [f64], n: usize) -> f64 {
    let (mut from, mut to) = (0, values.len() - 1);
    while from < to {
        let pivot = values[from + (to - from) / 2];
        // What is below `low` is not above the pivot, what is from `high` on not below it.
        let (mut low, mut high) = (from, to + 1);
        while low < high {
            while values[low].total_cmp(&pivot).is_lt() {
                low += 1;
            }
            while values[high - 1].total_cmp(&pivot).is_gt() {
                high -= 1;
            }
            if low < high {
                values.swap(low, high - 1);
                low += 1;
                high -= 1;
            }
        }
        if n < high {
            to = high - 1;
        } else if n >= low {
            from = low;
        } else {
            break;
        }
    }
    values[n]
}

/// Puts ids in the order of `compare` without a detour over indices: for the tables of a profile.
#[inline(never)]
pub fn sort_ids(ids: &mut [u32], compare: &mut dyn FnMut(u32, u32) -> Ordering) {
    ids.sort_by(|&a, &b| compare(a, b));
}

/// The indices below `len` in the order of `compare`.
#[inline(never)]
fn sorted_indices(len: usize, compare: &mut dyn FnMut(u32, u32) -> Ordering) -> Vec<u32> {
    let mut order: Vec<u32> = (0..len as u32).collect();
    sort_ids(&mut order, compare);
    order
}

/// Brings what stands at `order[i]` to `i`, for every `i`, by swaps along the cycles of `order`.
#[inline(never)]
fn arrange(mut order: Vec<u32>, swap: &mut dyn FnMut(usize, usize)) {
    for start in 0..order.len() {
        let mut to = start;
        loop {
            let from = std::mem::replace(&mut order[to], to as u32) as usize;
            if from == start {
                break;
            }
            swap(to, from);
            to = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sorts_as_the_standard_library_does(keys in prop::collection::vec(0u8..20, 0..200)) {
            let mut items: Vec<(u8, usize)> = keys.into_iter().zip(0..).collect();
            let mut expected = items.clone();
            expected.sort_by_key(|item| item.0);
            sort_by(&mut items, |a, b| a.0.cmp(&b.0));
            prop_assert_eq!(items, expected);
        }

        #[test]
        fn sorts_numbers_by_their_total_order(bits in prop::collection::vec(any::<u64>(), 0..100)) {
            let mut values: Vec<f64> = bits.into_iter().map(f64::from_bits).collect();
            let mut expected = values.clone();
            expected.sort_by(f64::total_cmp);
            sort_numbers(&mut values);
            let bits = |values: &[f64]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
            prop_assert_eq!(bits(&values), bits(&expected));
        }
    }

    proptest! {
        #[test]
        fn the_nth_number_is_that_of_the_sorted(
            numbers in prop::collection::vec(-9i8..9, 1..60),
            share in 0.0..1.0,
        ) {
            let mut values: Vec<f64> = numbers.iter().map(|&n| n.into()).collect();
            let n = (share * values.len() as f64) as usize;
            let found = nth_number(&mut values, n);
            values.sort_by(f64::total_cmp);
            prop_assert_eq!(found, values[n]);
        }
    }

    #[test]
    fn ids_are_sorted_in_place() {
        let weight = [5, 1, 9, 1];
        let mut ids = [0, 1, 2, 3];
        sort_ids(&mut ids, &mut |a, b| {
            weight[b as usize].cmp(&weight[a as usize])
        });
        assert_eq!(ids, [2, 0, 1, 3]);
    }
}
