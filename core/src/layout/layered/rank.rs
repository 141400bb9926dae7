//! On which rank a box stands: below all that lead to it.

use super::Line;

/// How often all boxes are looked at.
const ROUNDS: usize = 60;

/// The rank of each box, 0 at the top. Lines lead downwards, at least one rank, and are short for
/// their weight.
pub(super) fn ranks(boxes: usize, lines: &[Line]) -> Vec<usize> {
    let (mut up, mut down) = (vec![Vec::new(); boxes], vec![Vec::new(); boxes]);
    for (place, line) in lines.iter().enumerate() {
        up[line.lower].push(place);
        down[line.upper].push(place);
    }
    let order = downwards(boxes, lines, &down, &up);
    // As high as may be.
    let mut ranks = vec![0isize; boxes];
    for &at in &order {
        let above = up[at].iter().map(|&line| ranks[lines[line].upper] + 1);
        ranks[at] = above.max().unwrap_or(0);
    }
    // Then each goes where its heavier side pulls it, as far as the others leave room.
    for round in 0..ROUNDS {
        let mut has_moved = false;
        for place in 0..order.len() {
            let at = match round % 2 {
                0 => order[order.len() - 1 - place],
                _ => order[place],
            };
            let pull = |lines_of: &[usize]| -> f64 {
                lines_of.iter().map(|&line| 0.05 + lines[line].weight).sum()
            };
            let above = up[at].iter().map(|&line| ranks[lines[line].upper] + 1);
            let below = down[at].iter().map(|&line| ranks[lines[line].lower] - 1);
            let next = match (above.max(), below.min()) {
                (None, Some(lowest)) => lowest,
                (Some(highest), None) => highest,
                (Some(highest), Some(lowest)) => match pull(&down[at]) > pull(&up[at]) {
                    true => lowest,
                    false => highest,
                },
                (None, None) => 0,
            };
            has_moved |= next != ranks[at];
            ranks[at] = next;
        }
        if !has_moved {
            break;
        }
    }
    let first = ranks.iter().copied().min().unwrap_or(0);
    ranks.iter().map(|&rank| (rank - first) as usize).collect()
}

/// All boxes, each behind those that lead to it.
fn downwards(boxes: usize, lines: &[Line], down: &[Vec<usize>], up: &[Vec<usize>]) -> Vec<usize> {
    let mut missing: Vec<usize> = up.iter().map(Vec::len).collect();
    let mut order: Vec<usize> = (0..boxes).filter(|&at| missing[at] == 0).collect();
    let mut next = 0;
    while let Some(&at) = order.get(next) {
        next += 1;
        for &line in &down[at] {
            let lower = lines[line].lower;
            missing[lower] -= 1;
            if missing[lower] == 0 {
                order.push(lower);
            }
        }
    }
    order
}
