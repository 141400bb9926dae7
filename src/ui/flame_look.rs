//! How a flame reads and draws stacks: what of it stands in a link.

/// Switches of the flame view. None of them on is an icicle of whole stacks, root on top.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FlameLook {
    /// Leaves at the root, their callers behind them.
    pub is_inverted: bool,
    /// The root at the bottom.
    pub is_upright: bool,
    /// Calls of a function straight to itself are one box.
    pub is_collapsed: bool,
    /// Stacks follow one another in time, where the profile tells of it.
    pub is_in_time: bool,
}

impl FlameLook {
    /// Reads `inverted.upright.collapsed.time`, any of them, in any order. What is unknown is left out.
    pub fn parse(text: &str) -> FlameLook {
        let has = |word: &str| text.split('.').any(|one| one == word);
        FlameLook {
            is_inverted: has("inverted"),
            is_upright: has("upright"),
            is_collapsed: has("collapsed"),
            is_in_time: has("time"),
        }
    }

    /// As [`FlameLook::parse`] reads it; empty where no switch is on.
    pub fn print(self) -> String {
        let words = [
            (self.is_inverted, "inverted"),
            (self.is_upright, "upright"),
            (self.is_collapsed, "collapsed"),
            (self.is_in_time, "time"),
        ];
        let on: Vec<&str> = words.iter().filter(|word| word.0).map(|it| it.1).collect();
        on.join(".")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn a_link_has_what_is_on() {
        for text in [
            "",
            "inverted",
            "upright.collapsed",
            "inverted.upright.collapsed",
            "upright.time",
        ] {
            assert_eq!(FlameLook::parse(text).print(), text);
        }
        assert_eq!(FlameLook::parse("sideways.upright").print(), "upright");
    }
}
