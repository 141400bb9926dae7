//! Opcodes that often follow each other, as one symbol: byte pair encoding (P. Gage, "A new algorithm for
//! data compression", 1994). Shorter, more of the stream lies within what deflate looks back on.

use std::cmp::Reverse;

use leakscope_unpack::LONGEST_MACRO;

/// As many as help: of the last of them each saves next to nothing.
const MACROS: usize = 100;

/// Replaces what stands in `codes`, the opcodes of a function each, and gives the macros, the later ones
/// made of earlier ones: a byte that is no opcode here, and the two it stands for.
pub fn shorten(codes: &mut [Vec<u8>]) -> Vec<[u8; 3]> {
    let mut is_used = [false; 256];
    for &symbol in codes.iter().flatten() {
        is_used[usize::from(symbol)] = true;
    }
    let free = (0..=255u8).filter(|&symbol| !is_used[usize::from(symbol)]);
    let mut macros = Vec::new();
    let mut lengths = [1; 256];
    for symbol in free.take(MACROS) {
        let Some((first, second)) = commonest(codes, &lengths) else {
            break;
        };
        lengths[usize::from(symbol)] = lengths[usize::from(first)] + lengths[usize::from(second)];
        for code in codes.iter_mut() {
            replace(code, (first, second), symbol);
        }
        macros.push([symbol, first, second]);
    }
    macros
}

/// The two that most often follow each other, if any do so more than once, and are not too long.
fn commonest(codes: &[Vec<u8>], lengths: &[usize; 256]) -> Option<(u8, u8)> {
    let mut counts = vec![0u32; 1 << 16];
    for code in codes {
        for pair in code.windows(2) {
            let (first, second) = (usize::from(pair[0]), usize::from(pair[1]));
            if lengths[first] + lengths[second] <= LONGEST_MACRO {
                counts[first << 8 | second] += 1;
            }
        }
    }
    let most = (0..counts.len()).max_by_key(|&pair| (counts[pair], Reverse(pair)))?;
    (counts[most] > 1).then_some(((most >> 8) as u8, most as u8))
}

fn replace(code: &mut Vec<u8>, (first, second): (u8, u8), symbol: u8) {
    let (mut read, mut written) = (0, 0);
    while read < code.len() {
        let is_pair = code[read] == first && code.get(read + 1) == Some(&second);
        code[written] = if is_pair { symbol } else { code[read] };
        read += 1 + usize::from(is_pair);
        written += 1;
    }
    code.truncate(written);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_each_other_becomes_one() {
        let mut codes = [vec![7, 7, 1, 2, 1, 2], vec![1, 2, 0]];
        let macros = shorten(&mut codes);
        assert_eq!(macros, [[3, 1, 2]]);
        assert_eq!(codes, [vec![7, 7, 3, 3], vec![3, 0]]);
    }
}
