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
    let text = lower(text);
    let mut sum = 0u32;
    for word in lower(typed).split_whitespace() {
        sum = sum.saturating_add(of_word(word, &text)?);
    }
    Some(sum)
}

fn of_word(word: &str, text: &str) -> Option<u32> {
    if let Some(at) = text.find(word) {
        let is_start = starts_word(text, at);
        let letters = word.len().min(100) as u32;
        return Some(WHOLE + letters * ROW + if is_start { START } else { 0 });
    }
    let mut score = 0;
    let mut letters = word.chars().peekable();
    let mut is_row = false;
    for (at, letter) in text.char_indices() {
        let Some(&wanted) = letters.peek() else { break };
        let is_hit = letter == wanted;
        if is_hit {
            letters.next();
            score += 1;
            score += if is_row { ROW } else { 0 };
            score += if starts_word(text, at) { START } else { 0 };
        }
        is_row = is_hit;
    }
    letters.peek().is_none().then_some(score)
}

fn starts_word(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    before.is_none_or(|letter| !letter.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::score;
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
        let names = ["net/http.(*persistConn).readLoop", "main.(*relay).drop"];
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
            prop_assert!(score(&text, &text).is_some());
        }
    }
}
