//! One HTML file of a view: opens in any browser, fetches nothing, and names in it are text.

use super::escaped;

const STYLE: &str = include_str!("sheet.css");
const SCRIPT: &str = include_str!("sheet.js");

/// What the file says.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// Its title: `goroutine 12:47:03 vs 09:14:10`.
    pub title: String,
    /// What there is to say first: a verdict and its evidence, or totals. A line each.
    pub lead: Vec<String>,
    /// Names and values: sample type, filters, base.
    pub facts: Vec<(String, String)>,
    /// The picture as an SVG document. It is trusted: made by [`super::Svg`] or the graph's own writer.
    pub picture: Option<String>,
    /// Tables under it.
    pub tables: Vec<SheetTable>,
    /// By what, when and from what the file was made.
    pub made: Vec<String>,
    /// Colour of the ground, and of text on it, as CSS writes them.
    pub colours: (String, String),
}

/// A table.
#[derive(Clone, Debug, Default)]
pub struct SheetTable {
    /// What it is of.
    pub caption: String,
    /// Heads of its columns.
    pub heads: Vec<String>,
    /// Rows of as many cells. The last is a name.
    pub rows: Vec<Vec<String>>,
    /// What is not in it: `and 1,204 more`. May be empty.
    pub more: String,
}

/// The file.
pub fn html(sheet: &Sheet) -> String {
    let title = escaped(&sheet.title);
    let (ground, ink) = (escaped(&sheet.colours.0), escaped(&sheet.colours.1));
    // Whatever is in it, nothing is fetched.
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title} · Leakscope</title>\n<style>\n{STYLE}\
         html {{ background: {ground}; color: {ink}; }} table {{ border-color: color-mix(in srgb, {ink} 18%, {ground}); }}\n</style>\n</head>\n<body>\n\
         <h1><bdi>{title}</bdi></h1>\n"
    );
    for line in &sheet.lead {
        out += &format!("<p>{}</p>\n", escaped(line));
    }
    out += "<dl>\n";
    for (name, value) in &sheet.facts {
        let (name, value) = (escaped(name), escaped(value));
        out += &format!("<dt>{name}</dt><dd><bdi>{value}</bdi></dd>\n");
    }
    out += "</dl>\n<p class=\"find\"><label>Search <input id=\"search\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\"></label> <span id=\"count\" role=\"status\"></span></p>\n";
    if let Some(picture) = &sheet.picture {
        out += &format!(
            "<div class=\"picture\" role=\"img\" aria-label=\"{title}\">\n{picture}</div>\n"
        );
    }
    for table in &sheet.tables {
        put_table(&mut out, table);
    }
    for line in &sheet.made {
        out += &format!("<p class=\"made\">{}</p>\n", escaped(line));
    }
    out + "<script>\n" + SCRIPT + "</script>\n</body>\n</html>\n"
}

fn put_table(out: &mut String, table: &SheetTable) {
    let last = table.heads.len().saturating_sub(1);
    let class = |at: usize| if at == last { " class=\"l\"" } else { "" };
    *out += &format!("<h2>{}</h2>\n<table>\n<thead><tr>", escaped(&table.caption));
    for (at, head) in table.heads.iter().enumerate() {
        *out += &format!("<th scope=\"col\"{}>{}</th>", class(at), escaped(head));
    }
    *out += "</tr></thead>\n<tbody>\n";
    for row in &table.rows {
        *out += "<tr>";
        for (at, cell) in row.iter().enumerate() {
            let cell = escaped(cell);
            match at == last {
                true => *out += &format!("<td class=\"l\"><bdi>{cell}</bdi></td>"),
                false => *out += &format!("<td>{cell}</td>"),
            }
        }
        *out += "</tr>\n";
    }
    *out += "</tbody>\n</table>\n";
    if !table.more.is_empty() {
        *out += &format!("<p>{}</p>\n", escaped(&table.more));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_stands_in_it_is_text() {
        let bad = "</title><script>alert(1)</script><img src=x onerror=y>\u{202e}'\"".to_owned();
        let sheet = Sheet {
            title: bad.clone(),
            lead: vec![bad.clone()],
            facts: vec![(bad.clone(), bad.clone())],
            picture: None,
            tables: vec![SheetTable {
                caption: bad.clone(),
                heads: vec!["value".to_owned(), bad.clone()],
                rows: vec![vec![bad.clone(), bad.clone()]],
                more: bad.clone(),
            }],
            made: vec![bad.clone()],
            colours: (bad.clone(), bad),
        };
        let html = html(&sheet);
        assert_eq!(html.matches("<script>").count(), 1, "only its own");
        assert!(!html.contains("<img") && !html.contains('\u{202e}'));
        assert_eq!(html.matches("<title>").count(), 1);
        assert!(!html.contains("http:") && !html.contains("https:"));
    }
}
