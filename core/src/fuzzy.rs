//! How well a text fits what a person types of it: `opf` is enough for `open files`.

use crate::letters::lower;

/// For a letter that goes on where the one before it was, and for one at the start of a word.
const ROW: u32 = 6;
const START: u32 = 8;
/// For words that stand in the text as they were typed.
const WHOLE: u32 = 40;

/// How well `text` fits `typed`, the more the better; none if a letter of it is missing. Letter case does
/// not count, and each of several words may stand anywhere. Everything fits nothing, alike.
pub fn score(typed: &str, text: &str) -> Option<u32> {
    let whole = lower(text);
    let mut sum = 0u32;
    for word in lower(typed).split_whitespace() {
        let score = of_whole(word, &whole).or_else(|| of_letters(word, text));
        sum = sum.saturating_add(score?);
    }
    Some(sum)
}

/// Of a word that stands in the text, which is in lower case.
fn of_whole(word: &str, text: &str) -> Option<u32> {
    let at = text.find(word)?;
    let before = text[..at].chars().next_back();
    let is_start = before.is_none_or(|letter| !letter.is_alphanumeric());
    let letters = word.len().min(100) as u32;
    Some(WHOLE + letters * ROW + if is_start { START } else { 0 })
}

/// Of letters strewn about the text, each as early as it can be.
fn of_letters(word: &str, text: &str) -> Option<u32> {
    let mut score = 0;
    let mut letters = word.chars().peekable();
    let mut is_row = false;
    let mut before: Option<char> = None;
    for letter in text.chars() {
        let Some(&wanted) = letters.peek() else { break };
        let is_hit = letter.to_lowercase().next() == Some(wanted);
        if is_hit {
            letters.next();
            score += 1;
            score += if is_row { ROW } else { 0 };
            score += if starts_word(before, letter) {
                START
            } else {
                0
            };
        }
        (is_row, before) = (is_hit, Some(letter));
    }
    letters.peek().is_none().then_some(score)
}

/// After anything but letters and digits, and at each capital of `persistConn`.
fn starts_word(before: Option<char>, letter: char) -> bool {
    before.is_none_or(|before| {
        !before.is_alphanumeric() || letter.is_uppercase() && !before.is_uppercase()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn best(typed: &str, texts: &[&str]) -> String {
        let of = |text: &&&str| score(typed, text).unwrap_or(0);
        texts.iter().max_by_key(of).expect("some").to_string()
    }

    #[test]
    fn words_and_their_starts_come_before_letters_strewn_about() {
        let all = ["open files", "group of", "copy the selected name"];
        assert_eq!(best("opf", &all), "open files");
        assert_eq!(best("Files", &all), "open files");
        assert_eq!(best("sel", &all), "copy the selected name");
        assert_eq!(best("name copy", &all), "copy the selected name");
        let names = [
            "net/http.(*persistConn).readLoop",
            "colour by package, by change, by value or by leak",
        ];
        assert_eq!(best("pcrl", &names), names[0]);
    }

    #[test]
    fn what_lacks_a_letter_does_not_fit() {
        assert_eq!(score("opz", "open files"), None);
        assert_eq!(score("open zoo", "open files"), None);
        assert_eq!(score("", "open files"), Some(0));
        assert_eq!(score("  ", ""), Some(0));
    }

    proptest! {
        #[test]
        fn any_texts(typed in any::<String>(), text in any::<String>()) {
            let _ = score(&typed, &text);
            prop_assert!(score(&lower(&text), &text).is_some());
        }
    }
}
