//! Strokes, fills and texts of the overlay, by token.

use leakscope_core::chart::Theme;
use leakscope_core::chart::style::Token;
use leakscope_core::picture::Surface;

use super::canvas::{Fonts, LABEL_PX, css};

/// Where and with what the overlay is drawn. Texts stand on their baseline.
pub(super) struct Brush<'a> {
    pub context: &'a dyn Surface,
    pub fonts: &'a Fonts,
    pub theme: &'a Theme,
}

impl Brush<'_> {
    /// A line, dashed as given; no dashes for a solid one.
    pub fn line(
        &self,
        from: (f64, f64),
        to: (f64, f64),
        token: Token,
        width_px: f64,
        dashes: &[f64],
    ) {
        let context = self.context;
        context.set_stroke(&css(self.theme.get(token), 1.0));
        context.set_line_width(width_px);
        context.set_dashes(dashes);
        context.begin_path();
        context.move_to(from.0, from.1);
        context.line_to(to.0, to.1);
        context.stroke();
        context.set_dashes(&[]);
    }

    /// A filled rectangle by its corner and size.
    pub fn rect(&self, at: (f64, f64), size: (f64, f64), token: Token, opacity: f64) {
        self.context.set_fill(&css(self.theme.get(token), opacity));
        self.context.fill_rect(at.0, at.1, size.0, size.1);
    }

    /// A filled rectangle with round corners.
    pub fn plate(
        &self,
        at: (f64, f64),
        size: (f64, f64),
        radius_px: f64,
        token: Token,
        opacity: f64,
    ) {
        self.context.set_fill(&css(self.theme.get(token), opacity));
        self.context.begin_path();
        self.context
            .round_rect(at.0, at.1, size.0, size.1, radius_px);
        self.context.fill();
    }

    /// A 1 px frame.
    pub fn frame(&self, at: (f64, f64), size: (f64, f64), token: Token) {
        self.context.set_stroke(&css(self.theme.get(token), 1.0));
        self.context.set_line_width(1.0);
        self.context.stroke_rect(at.0, at.1, size.0, size.1);
    }

    /// A dot with a ring around it.
    pub fn dot(&self, at: (f64, f64), radius_px: f64, fill: Token, ring: Token, ring_px: f64) {
        let context = self.context;
        context.begin_path();
        context.circle(at.0, at.1, radius_px);
        context.set_fill(&css(self.theme.get(fill), 1.0));
        context.fill();
        context.set_stroke(&css(self.theme.get(ring), 1.0));
        context.set_line_width(ring_px);
        context.stroke();
    }

    /// A diamond: filled for what is chosen, hollow for a base.
    pub fn diamond(&self, (x, y): (f64, f64), token: Token, is_filled: bool) {
        let context = self.context;
        context.begin_path();
        context.move_to(x, y - 5.0);
        context.line_to(x + 5.0, y);
        context.line_to(x, y + 5.0);
        context.line_to(x - 5.0, y);
        context.close_path();
        let fill = if is_filled { token } else { Token::Surface };
        context.set_fill(&css(self.theme.get(fill), 1.0));
        context.fill();
        if !is_filled {
            context.set_stroke(&css(self.theme.get(token), 1.0));
            context.set_line_width(1.5);
            context.stroke();
        }
    }

    /// A label at the usual size.
    pub fn text(&self, at: (f64, f64), text: &str, align: &str, token: Token) {
        self.text_in(at, text, align, token, (LABEL_PX, false));
    }

    /// A text in a size, strong or not.
    pub fn text_in(
        &self,
        at: (f64, f64),
        text: &str,
        align: &str,
        token: Token,
        (size_px, is_strong): (f64, bool),
    ) {
        self.context.set_font(&self.fonts.css(size_px, is_strong));
        self.context.set_align(align);
        self.context.set_fill(&css(self.theme.get(token), 1.0));
        self.context.fill_text(text, at.0, at.1);
    }

    /// A text with a rim of surface around it, readable over lines.
    pub fn halo(&self, at: (f64, f64), text: &str, align: &str, token: Token, font: (f64, bool)) {
        let context = self.context;
        context.set_font(&self.fonts.css(font.0, font.1));
        context.set_align(align);
        context.set_stroke(&css(self.theme.get(Token::Surface), 1.0));
        context.set_line_width(4.0);
        context.stroke_text(text, at.0, at.1);
        self.text_in(at, text, align, token, font);
    }

    /// Width of a text at the size of labels.
    pub fn label_px(&self, text: &str) -> f64 {
        self.fonts.label_px(self.context, text)
    }
}
