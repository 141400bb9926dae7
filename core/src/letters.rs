//! Letters in lower case, for comparing in any letter case.
//!
//! `str::to_lowercase` brings Unicode's tables along, ten kilobytes that a person has to download.
//! The scripts here keep their letters a fixed distance apart, and names of functions are written in
//! little else; a letter of any other script only equals itself.

/// `text` in lower case: ASCII, Latin-1, Greek and Cyrillic.
pub fn lower(text: &str) -> String {
    text.chars().map(lower_letter).collect()
}

fn lower_letter(letter: char) -> char {
    let distance = match letter {
        'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' | 'Α'..='Ρ' | 'Σ'..='Ϋ' | 'А'..='Я' => 32,
        'Ѐ'..='Џ' => 80,
        _ => return letter,
    };
    char::from_u32(letter as u32 + distance).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_lowered_as_unicode_has_it() {
        let scripts = ['\0'..='\u{ff}', 'Α'..='ω', 'Ѐ'..='џ'];
        for letter in scripts.into_iter().flatten() {
            let text = letter.to_string();
            assert_eq!(lower(&text), text.to_lowercase(), "{letter:?}");
        }
        assert_eq!(
            lower("net/http.(*Server).Serve"),
            "net/http.(*server).serve"
        );
    }
}
