//! Tables of Markdown.

/// A table; each row as long as the head. All but the first column are figures.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head: Vec<String> = head.iter().map(|h| (*h).to_owned()).collect();
    let rule = head.iter().enumerate();
    let rule: Vec<&str> = rule
        .map(|(i, _)| if i == 0 { "---" } else { "--:" })
        .collect();
    let mut text = line(&head) + &format!("|{}|\n", rule.join("|"));
    for row in rows {
        text += &line(row);
    }
    text + "\n"
}
