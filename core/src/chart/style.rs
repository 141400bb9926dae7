//! Which colour and stroke means what.

use crate::leak::TINTS;
use crate::telemetry::Metric;

/// A colour without transparency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// Reads `rgb(20, 88, 158)`, what a browser's computed colours look like, and `#14589E`.
    pub fn parse(text: &str) -> Option<Rgb> {
        let text = text.trim();
        if let Some(hex) = text.strip_prefix('#') {
            let value = u32::from_str_radix(hex, 16)
                .ok()
                .filter(|_| hex.len() == 6)?;
            return Some(Rgb((value >> 16) as u8, (value >> 8) as u8, value as u8));
        }
        let inner = text.strip_prefix("rgb")?.trim_start_matches('a');
        let inner = inner.strip_prefix('(')?.strip_suffix(')')?;
        let mut parts = inner
            .split([',', ' ', '/'])
            .filter(|part| !part.is_empty())
            .map(|part| crate::units::number(part).map(|v| v.round() as u8));
        Some(Rgb(parts.next()??, parts.next()??, parts.next()??))
    }
}

/// The colours a chart is made of, each named as its token is in `tokens.css`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Token {
    Surface,
    Line,
    LineStrong,
    Grid,
    Ink,
    Ink2,
    Ink3,
    Ink4,
    Accent,
    Leak,
    LeakMark,
    Spike,
    SpikeMark,
    SpikeSoft,
    OkMark,
    BadMark,
    Gap,
    Note,
    HeapInUse,
    HeapSys,
    Rss,
    Goroutines,
    Fifth,
    Sixth,
    Stack1,
    Stack2,
    Stack3,
    Stack4,
    Stack5,
    Stack6,
    Stack7,
    Stack8,
    StackOthers,
}

impl Token {
    /// Every token with its name as a CSS property, in the order of the enum.
    pub const ALL: [(Token, &str); 33] = [
        (Token::Surface, "--surface"),
        (Token::Line, "--line"),
        (Token::LineStrong, "--line-strong"),
        (Token::Grid, "--grid"),
        (Token::Ink, "--ink"),
        (Token::Ink2, "--ink-2"),
        (Token::Ink3, "--ink-3"),
        (Token::Ink4, "--ink-4"),
        (Token::Accent, "--accent"),
        (Token::Leak, "--leak"),
        (Token::LeakMark, "--leak-mark"),
        (Token::Spike, "--spike"),
        (Token::SpikeMark, "--spike-mark"),
        (Token::SpikeSoft, "--spike-soft"),
        (Token::OkMark, "--ok-mark"),
        (Token::BadMark, "--bad-mark"),
        (Token::Gap, "--gap"),
        (Token::Note, "--note"),
        (Token::HeapInUse, "--ser-heap-inuse"),
        (Token::HeapSys, "--ser-heap-sys"),
        (Token::Rss, "--ser-rss"),
        (Token::Goroutines, "--ser-goroutines"),
        (Token::Fifth, "--ser-5"),
        (Token::Sixth, "--ser-6"),
        (Token::Stack1, "--stk-1"),
        (Token::Stack2, "--stk-2"),
        (Token::Stack3, "--stk-3"),
        (Token::Stack4, "--stk-4"),
        (Token::Stack5, "--stk-5"),
        (Token::Stack6, "--stk-6"),
        (Token::Stack7, "--stk-7"),
        (Token::Stack8, "--stk-8"),
        (Token::StackOthers, "--stk-others"),
    ];
}

/// What the tokens are worth in the theme shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    colors: [Rgb; Token::ALL.len()],
}

impl Theme {
    /// Asks for each token by its CSS name; what cannot be read is mid grey, seen on any surface.
    pub fn read(mut value_of: impl FnMut(&str) -> Option<Rgb>) -> Theme {
        Theme {
            colors: Token::ALL.map(|(_, name)| value_of(name).unwrap_or(Rgb(128, 128, 128))),
        }
    }

    /// A token's colour.
    pub fn get(&self, token: Token) -> Rgb {
        self.colors[token as usize]
    }
}

/// How a series is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SeriesStyle {
    /// Its colour.
    pub token: Token,
    /// Its width.
    pub width_px: f64,
    /// Opacity of the fill under it, 0 for none.
    pub fill: f64,
    /// Whether it keeps a value until the next.
    pub is_stepped: bool,
}

/// The style of every metric, in one place.
pub fn series_style(metric: Metric) -> SeriesStyle {
    let (token, width_px, fill, is_stepped) = match metric {
        Metric::HeapInUse => (Token::HeapInUse, 1.6, 0.13, false),
        Metric::HeldFromSystem => (Token::HeapSys, 1.25, 0.0, true),
        Metric::Rss => (Token::Rss, 1.35, 0.0, false),
        Metric::StackInUse => (Token::Fifth, 1.25, 0.0, false),
        Metric::Goroutines => (Token::Goroutines, 1.5, 0.055, false),
        Metric::Threads => (Token::Sixth, 1.25, 0.0, true),
        Metric::HeapObjects => (Token::Rss, 1.25, 0.0, false),
        Metric::NumGc => (Token::Ink4, 1.25, 0.0, true),
    };
    SeriesStyle {
        token,
        width_px,
        fill,
        is_stepped,
    }
}

/// The colour of a layer by its [`tint`](crate::leak::Layer::tint); beyond them that of all others.
pub fn tint(number: u8) -> Token {
    const TINTED: [Token; TINTS as usize] = [
        Token::Stack1,
        Token::Stack2,
        Token::Stack3,
        Token::Stack4,
        Token::Stack5,
        Token::Stack6,
        Token::Stack7,
        Token::Stack8,
    ];
    let tinted = TINTED.get(usize::from(number));
    tinted.copied().unwrap_or(Token::StackOthers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_as_browsers_write_them() {
        assert_eq!(Rgb::parse(" #14589E"), Some(Rgb(0x14, 0x58, 0x9e)));
        assert_eq!(Rgb::parse("rgb(20, 88, 158)"), Some(Rgb(20, 88, 158)));
        assert_eq!(Rgb::parse("rgba(20, 88, 158, 0.5)"), Some(Rgb(20, 88, 158)));
        assert_eq!(Rgb::parse("rgb(20 88 158 / 0.5)"), Some(Rgb(20, 88, 158)));
        for bad in ["", "#", "#12345", "#é2345é", "rgb(1,2)", "red", "rgb(,,)"] {
            assert_eq!(Rgb::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_table_is_in_the_order_of_the_enum() {
        for (i, (token, _)) in Token::ALL.iter().enumerate() {
            assert_eq!(*token as usize, i);
        }
    }
}
