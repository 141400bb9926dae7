//! Tables of comma-separated values: cells as spreadsheets take them, and rows of a table.

/// What a spreadsheet takes for the beginning of a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A text as a cell. What a spreadsheet would take for a formula has an apostrophe in front.
pub fn cell(text: &str) -> String {
    let formula = match text.starts_with(FORMULA) {
        true => "'",
        false => "",
    };
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{formula}{}\"", text.replace('"', "\"\"")),
        false => format!("{formula}{text}"),
    }
}

/// The text of a cell that [`cell`] may have made.
pub fn plain(cell: &str) -> &str {
    let formula = cell.strip_prefix('\'');
    formula
        .filter(|text| text.starts_with(FORMULA))
        .unwrap_or(cell)
}

/// The rows of a table, each with the line it begins at, counted from 1; a quoted field may hold
/// separators, line breaks and quotes, doubled. The line alone of one whose quotes do not end.
pub struct Rows<'a> {
    rest: &'a str,
    separator: char,
    line: usize,
}

impl Rows<'_> {
    /// Of a text whose fields are separated so.
    pub fn of(text: &str, separator: char) -> Rows<'_> {
        Rows {
            rest: text,
            separator,
            line: 1,
        }
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<(usize, Vec<String>), usize>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let begins = self.line;
        let (mut cells, mut cell) = (Vec::new(), String::new());
        let mut is_quoted = false;
        let mut chars = self.rest.char_indices().peekable();
        let mut end = self.rest.len();
        while let Some((place, c)) = chars.next() {
            self.line += usize::from(c == '\n');
            match c {
                '"' if is_quoted && chars.next_if(|(_, next)| *next == '"').is_some() => {
                    cell.push('"');
                }
                '"' if is_quoted => is_quoted = false,
                '"' if cell.trim().is_empty() => {
                    cell.clear();
                    is_quoted = true;
                }
                '\n' if !is_quoted => {
                    end = place + 1;
                    break;
                }
                c if c == self.separator && !is_quoted => cells.push(std::mem::take(&mut cell)),
                c => cell.push(c),
            }
        }
        cells.push(cell);
        self.rest = &self.rest[end..];
        if is_quoted {
            self.rest = "";
            return Some(Err(begins));
        }
        Some(Ok((begins, cells)))
    }
}
