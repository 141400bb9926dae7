//! The Top table for spreadsheets (RFC 4180), values as whole numbers.

use super::TopPage;

/// All rows of a page; with a base its columns and the differences.
pub fn top_csv(page: &TopPage) -> String {
    let has_base = page.rows.iter().any(|row| row.base_flat.is_some());
    let mut text = "name,file,flat,cum".to_owned();
    if has_base {
        text += ",base flat,base cum,flat change,cum change";
    }
    text += "\r\n";
    for row in &page.rows {
        text += &format!(
            "{},{},{},{}",
            cell(&row.name),
            cell(&row.file),
            row.flat,
            row.cum
        );
        if has_base {
            let base = (row.base_flat.unwrap_or(0), row.base_cum.unwrap_or(0));
            let change = (row.flat.wrapping_sub(base.0), row.cum.wrapping_sub(base.1));
            text += &format!(",{},{},{},{}", base.0, base.1, change.0, change.1);
        }
        text += "\r\n";
    }
    text
}

/// A text as a cell. What a spreadsheet would take for a formula has an apostrophe in front.
fn cell(text: &str) -> String {
    let formula = match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => "'",
        false => "",
    };
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{formula}{}\"", text.replace('"', "\"\"")),
        false => format!("{formula}{text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::TopRow;

    #[test]
    fn names_stay_in_their_cells_and_are_no_formulas() {
        let row = |name: &str, base: Option<i64>| TopRow {
            name: name.to_owned(),
            flat: -3,
            cum: 5,
            base_flat: base,
            base_cum: base,
            ..TopRow::default()
        };
        let mut page = TopPage {
            rows: vec![row("a[b,\"c\"]", None), row("=SUM(A1)", None)],
            ..TopPage::default()
        };
        let plain = "name,file,flat,cum\r\n\"a[b,\"\"c\"\"]\",,-3,5\r\n'=SUM(A1),,-3,5\r\n";
        assert_eq!(top_csv(&page), plain);
        page.rows = vec![row("main", Some(4))];
        assert!(top_csv(&page).ends_with("\r\nmain,,-3,5,4,4,-7,1\r\n"));
    }
}
