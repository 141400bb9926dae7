//! Tables to take along: for spreadsheets (RFC 4180), values as whole numbers, and as text, values as
//! the page prints them.

use crate::formats::csv;
use crate::units;

/// A table in rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// What each column is.
    pub heads: Vec<String>,
    /// Rows, each as long as the heads.
    pub rows: Vec<Vec<Cell>>,
}

/// One place of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// A text.
    Words(String),
    /// A value, and how it is printed.
    Value(i64, String),
    /// Nothing.
    None,
}

impl Cell {
    /// A text.
    pub fn words(words: &str) -> Cell {
        Cell::Words(words.to_owned())
    }

    /// A value of a unit.
    pub fn value(value: i64, unit: &str) -> Cell {
        Cell::Value(value, units::short(value, unit))
    }

    /// A change, printed with its sign.
    pub fn change(now: i64, base: i64, unit: &str) -> Cell {
        let change = now.wrapping_sub(base);
        Cell::Value(change, units::delta(change, unit))
    }

    /// A number without a unit: a line, a count.
    pub fn number(number: i64) -> Cell {
        Cell::Value(number, number.to_string())
    }
}

impl Sheet {
    /// Of these columns, without rows.
    pub fn new(heads: &[&str]) -> Sheet {
        Sheet {
            heads: heads.iter().map(|&head| head.to_owned()).collect(),
            rows: Vec::new(),
        }
    }

    /// For a spreadsheet.
    pub fn csv(&self) -> String {
        let mut text = joined(self.heads.iter().map(|head| csv::cell(head)), ",") + "\r\n";
        for row in &self.rows {
            let cells = row.iter().map(|cell| match cell {
                Cell::Words(words) => csv::cell(words),
                Cell::Value(value, _) => value.to_string(),
                Cell::None => String::new(),
            });
            text += &(joined(cells, ",") + "\r\n");
        }
        text
    }

    /// For people: columns one below the other, values at their right end.
    pub fn text(&self) -> String {
        let heads = self.heads.iter().map(String::as_str).collect::<Vec<_>>();
        let rows = self
            .rows
            .iter()
            .map(|row| row.iter().map(printed).collect());
        let lines: Vec<Vec<&str>> = std::iter::once(heads).chain(rows).collect();
        let width = |column: usize| {
            let cells = lines.iter().filter_map(|line| line.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let columns = self.heads.len();
        let is_value = |column: usize| {
            let mut rows = self.rows.iter();
            rows.any(|row| matches!(row.get(column), Some(Cell::Value(..))))
        };
        let layout: Vec<(usize, bool)> = (0..columns).map(|at| (width(at), is_value(at))).collect();
        let mut text = String::new();
        for line in &lines {
            let cells = line.iter().zip(&layout).map(|(cell, &(width, is_value))| {
                let gap = " ".repeat(width.saturating_sub(cell.chars().count()));
                match is_value {
                    true => gap + cell,
                    false => (*cell).to_owned() + &gap,
                }
            });
            text += joined(cells, "  ").trim_end();
            text.push('\n');
        }
        text
    }
}

fn printed(cell: &Cell) -> &str {
    match cell {
        Cell::Words(words) | Cell::Value(_, words) => words,
        Cell::None => "",
    }
}

fn joined(cells: impl Iterator<Item = String>, between: &str) -> String {
    cells.collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_their_cells_and_are_no_formulas() {
        let mut sheet = Sheet::new(&["name", "flat"]);
        for name in ["a[b,\"c\"]", "=SUM(A1)", "-x", "two\nlines"] {
            let row = vec![Cell::words(name), Cell::value(-3, "count")];
            sheet.rows.push(row);
        }
        sheet.rows.push(vec![Cell::words("main"), Cell::None]);
        let wanted = "name,flat\r\n\"a[b,\"\"c\"\"]\",-3\r\n'=SUM(A1),-3\r\n'-x,-3\r\n\"two\nlines\",-3\r\nmain,\r\n";
        assert_eq!(sheet.csv(), wanted);
    }

    #[test]
    fn text_stands_in_columns() {
        let mut sheet = Sheet::new(&["name", "flat", "Δ", "file"]);
        let row = |name: &str, flat, base| {
            let flat = [
                Cell::value(flat, "bytes"),
                Cell::change(flat, base, "bytes"),
            ];
            let [flat, change] = flat;
            vec![Cell::words(name), flat, change, Cell::words("a.go")]
        };
        sheet.rows = vec![row("main.main", 2048, 4096), row("語", 1 << 20, 0)];
        let wanted = "name         flat        Δ  file\n\
                      main.main  2.0 kB  −2.0 kB  a.go\n\
                      語          1.0 MB  +1.0 MB  a.go\n";
        assert_eq!(sheet.text(), wanted);
        assert_eq!(Sheet::default().text(), "\n");
    }
}
