//! Text and yes-or-no as attributes take them: fixed, or following signals.

use std::borrow::Cow;

use super::follow;

type Text = Option<Cow<'static, str>>;

/// Puts text, or none, where it belongs.
type Set = Box<dyn Fn(Option<&str>)>;

/// Text, or none.
pub enum Words {
    /// It stays.
    Fixed(Text),
    /// It follows what the closure reads.
    Live(Box<dyn Fn() -> Text>),
}

/// What can be given as text: strings, options of them, closures that give them.
pub trait IntoWords {
    /// As text.
    fn into_words(self) -> Words;
}

impl Words {
    /// Calls `set` now, and whenever the text changes.
    pub(super) fn follow(self, set: Set) {
        match self {
            Words::Fixed(text) => set(text.as_deref()),
            Words::Live(text) => {
                let mut before = None;
                follow(Box::new(move || {
                    let now = Some(text());
                    if now != before {
                        set(now.as_ref().and_then(|text| text.as_deref()));
                        before = now;
                    }
                }));
            }
        }
    }

    fn now(self) -> Text {
        match self {
            Words::Fixed(text) => text,
            Words::Live(text) => text(),
        }
    }
}

impl IntoWords for &'static str {
    fn into_words(self) -> Words {
        Words::Fixed(Some(self.into()))
    }
}

impl IntoWords for String {
    fn into_words(self) -> Words {
        Words::Fixed(Some(self.into()))
    }
}

impl IntoWords for Option<&'static str> {
    fn into_words(self) -> Words {
        Words::Fixed(self.map(Cow::from))
    }
}

impl IntoWords for Option<String> {
    fn into_words(self) -> Words {
        Words::Fixed(self.map(Cow::from))
    }
}

/// `true` or `false`, as the states of ARIA are written.
impl IntoWords for bool {
    fn into_words(self) -> Words {
        if self { "true" } else { "false" }.into_words()
    }
}

impl<F: Fn() -> T + 'static, T: IntoWords> IntoWords for F {
    fn into_words(self) -> Words {
        Words::Live(Box::new(move || self().into_words().now()))
    }
}

/// Yes or no.
pub enum Flag {
    /// It stays.
    Fixed(bool),
    /// It follows what the closure reads.
    Live(Box<dyn Fn() -> bool>),
}

/// What can be given as yes or no: it, or a closure that gives it.
pub trait IntoFlag {
    /// As yes or no.
    fn into_flag(self) -> Flag;
}

impl Flag {
    /// Calls `set` now, and whenever the answer changes.
    pub(super) fn follow(self, set: Box<dyn Fn(bool)>) {
        match self {
            Flag::Fixed(is_on) => set(is_on),
            Flag::Live(is_on) => {
                let mut before = None;
                follow(Box::new(move || {
                    let now = is_on();
                    if before.replace(now) != Some(now) {
                        set(now);
                    }
                }));
            }
        }
    }
}

impl IntoFlag for bool {
    fn into_flag(self) -> Flag {
        Flag::Fixed(self)
    }
}

impl<F: Fn() -> bool + 'static> IntoFlag for F {
    fn into_flag(self) -> Flag {
        Flag::Live(Box::new(self))
    }
}
