//! What is written into boxes, and how large that makes them.

use super::super::printed::Printer;
use super::super::totals::Totals;
use super::GraphBox;
use crate::callgraph::name_lines;
use crate::profile::NodeId;

/// Type of a function without a value of its own, and how much larger that of the largest is: pprof's
/// 8 to 24 points, in a range that can be read.
const LEAST_PX: f64 = 11.0;
const GROWTH_PX: f64 = 13.0;
/// Type of the words beside lines.
pub(super) const WORDS_PX: f64 = 10.5;
/// Width of a letter of the code font, in parts of its size, with some to spare: fonts of one width
/// are 0.55 to 0.61.
const LETTER: f64 = 0.615;
/// Height of a line, likewise.
pub(super) const LINE: f64 = 1.28;
/// Between border and words, above and below, left and right.
pub(super) const PAD_PX: f64 = 5.0;
const SIDE_PX: f64 = 9.0;
/// Longer lines end in an ellipsis.
const MOST_LETTERS: usize = 34;

/// Writes boxes.
pub(super) struct Lettering<'a> {
    printer: &'a Printer<'a>,
    /// The largest |flat|.
    largest: u64,
}

impl<'a> Lettering<'a> {
    /// For the boxes of `nodes`.
    pub fn new(totals: &Totals, nodes: &[NodeId], printer: &'a Printer<'a>) -> Lettering<'a> {
        let flats = nodes.iter().map(|&node| totals.difference(node).0);
        let largest = flats.map(i64::unsigned_abs).max().unwrap_or(0);
        Lettering { printer, largest }
    }

    /// `it` with its lines and its size.
    pub fn letter(&self, mut it: GraphBox) -> GraphBox {
        let (base_flat, base_cum) = it.base.unwrap_or_default();
        let flat = it.flat.wrapping_sub(base_flat);
        let cum = it.cum.wrapping_sub(base_cum);
        it.lines = name_lines(&it.name);
        for line in &mut it.lines {
            shorten(line);
        }
        it.values = self.values(flat, cum);
        let share = match (flat, self.largest) {
            (0, _) | (_, 0) => 0.0,
            _ => (flat.unsigned_abs() as f64 / self.largest as f64).sqrt(),
        };
        it.font_px = LEAST_PX + (GROWTH_PX * share).ceil();
        let lines = it.lines.iter().chain(&it.values);
        let letters = lines.map(|line| letters(line)).fold(0.0, f64::max);
        it.width = (letters * LETTER * it.font_px + 2.0 * SIDE_PX).ceil();
        let lines = it.lines.len() + it.values.len();
        it.height = (lines as f64 * LINE * it.font_px + 2.0 * PAD_PX).ceil();
        it
    }

    /// `512kB (33.33%)` and `of 1MB (66.67%)`; without a value of its own `0 of 1MB (66.67%)`.
    fn values(&self, flat: i64, cum: i64) -> Vec<String> {
        let with_share = |value: i64| {
            let [words, share, ..] = self.printer.columns(value, 0, 0);
            format!("{words} ({share})")
        };
        match (flat, cum) {
            (0, 0) => vec!["0".to_owned()],
            (0, cum) => vec!["0 of ".to_owned() + &with_share(cum)],
            (flat, cum) if flat == cum => vec![with_share(flat)],
            (flat, cum) => vec![with_share(flat), "of ".to_owned() + &with_share(cum)],
        }
    }
}

/// The width of the words of a line.
pub(super) fn width_of_words(words: &str) -> f64 {
    (letters(words) * LETTER * WORDS_PX + 6.0).ceil()
}

/// How many letters of the usual width a line takes: those of Chinese and its like take two.
fn letters(line: &str) -> f64 {
    let wide = |letter: char| if letter >= '\u{1100}' { 2.0 } else { 1.0 };
    line.chars().map(wide).sum()
}

fn shorten(line: &mut String) {
    if line.chars().count() > MOST_LETTERS {
        *line = line.chars().take(MOST_LETTERS - 1).collect();
        line.push('…');
    }
}
