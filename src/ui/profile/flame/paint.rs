//! Painting the flame on its canvas. Coordinates are CSS pixels of the canvas.

use leakscope_core::picture::Surface;
use leakscope_core::units;

use super::colour::Palette;
use super::index::FlameIndex;
use super::{label, narrow, ruler};
use crate::ui::parts::visible;
use crate::ui::profile::model::Colour;
use crate::ui::profile::parts::arrival;

/// Height of the ruler.
pub const TOP_PX: f64 = 20.0;
/// Pitch of the rows, 1 px of it is gap.
pub const ROW_PX: f64 = 23.0;
/// Boxes at least this wide carry their change at the right edge.
const DELTA_FROM_PX: f64 = 230.0;
/// Boxes at least this wide say at the right edge how deep their recursion goes, or that they are new.
const WORD_FROM_PX: f64 = 60.0;
/// Boxes wider than this have an edge in their package's colour; names need more.
const MARK_FROM_PX: f64 = 14.0;
const FONT_PX: &str = "11px ";

/// All that is painted.
pub struct Scene<'a> {
    /// The boxes.
    pub index: &'a FlameIndex,
    /// The colours.
    pub palette: &'a Palette,
    /// What they mean.
    pub colour: Colour,
    /// Whether there is a base.
    pub has_base: bool,
    /// Nodes the search matches, ascending.
    pub hits: &'a [u32],
    /// What is searched for, lower case.
    pub search: &'a str,
    /// Width of the canvas.
    pub width_px: f64,
    /// Height of the canvas.
    pub height_px: f64,
    /// How far the rows are scrolled.
    pub scroll_px: f64,
}

impl Scene<'_> {
    /// Where a row begins.
    pub fn top_of(&self, row: usize) -> f64 {
        TOP_PX + row as f64 * ROW_PX - self.scroll_px
    }
}

/// Paints the scene on a cleared canvas.
pub fn paint(context: &dyn Surface, scene: &Scene) {
    let ticks = tick_lines(scene);
    paint_rows(context, scene, &ticks);
    paint_ruler(context, scene, &ticks);
}

/// Paints the ruler over rows that are there already.
pub fn paint_ruler_alone(context: &dyn Surface, scene: &Scene) {
    paint_ruler(context, scene, &tick_lines(scene));
}

fn paint_rows(context: &dyn Surface, scene: &Scene, ticks: &[(f64, String)]) {
    let first = (scene.scroll_px / ROW_PX) as usize;
    let last = ((scene.scroll_px + scene.height_px - TOP_PX) / ROW_PX) as usize + 1;
    paint_grid(context, scene, ticks);
    let mut pen = Pen::new(context, scene);
    for row in first..last.min(scene.index.row_count()) {
        let y = scene.top_of(row);
        if !context.keeps_names() {
            pen.paint_row(row, y);
            continue;
        }
        for at in scene.index.row(row) {
            context.begin(&called(scene, at), 0.0, 0.0);
            let sides = Sides::of(scene, at);
            pen.fill(scene.palette.fill(scene.colour, scene.index, at));
            sides.paint(context, y);
            if let (true, Some(name)) = (sides.width > MARK_FROM_PX, scene.index.name(at)) {
                pen.fill(scene.palette.mark(name));
                sides.paint_mark(context, y);
            }
            pen.paint_words(at, sides, y);
            context.end();
        }
    }
    narrow::paint(&mut pen);
}

/// `main.run, 12,000, 61.32%`: what a box is called where it keeps a name.
fn called(scene: &Scene, at: usize) -> String {
    let flame = &scene.index.flame;
    let name = scene.index.name(at).map_or("", |name| &name.name);
    let value = scene.index.boxes().value[at];
    let (short, share) = (
        units::short(value, &flame.unit),
        units::percent(value, flame.total),
    );
    let base = scene.index.boxes().base.get(at).filter(|_| scene.has_base);
    let change = base.map_or(String::new(), |base| {
        let change = units::delta(value.wrapping_sub(*base), &flame.unit);
        let arrival = arrival(*base, value).map_or(String::new(), |word| format!(", {word}"));
        format!(", change {change}{arrival}")
    });
    format!("{name}, {short}, {share}{change}")
}

/// Left edge and width of a painted box, CSS pixels.
#[derive(Clone, Copy)]
struct Sides {
    x: f64,
    width: f64,
}

impl Sides {
    fn of(scene: &Scene, at: usize) -> Sides {
        let boxes = scene.index.boxes();
        let full_width = boxes.width[at] * scene.width_px;
        Sides {
            x: boxes.x[at] * scene.width_px,
            width: (full_width - if full_width > 3.0 { 1.0 } else { 0.3 }).max(0.6),
        }
    }

    fn paint(self, context: &dyn Surface, y: f64) {
        context.fill_rect(self.x, y, self.width, ROW_PX - 1.0);
    }

    fn paint_mark(self, context: &dyn Surface, y: f64) {
        context.fill_rect(self.x, y, 3.0, ROW_PX - 1.0);
    }
}

/// What is painted of a row in each colour: to change a canvas's colour costs more than to paint a box.
#[derive(Default)]
struct ByColour<'a>(Vec<(&'a str, Vec<Sides>)>);

impl<'a> ByColour<'a> {
    fn add(&mut self, colour: &'a str, sides: Sides) {
        // There are some ten colours.
        match self.0.iter_mut().find(|(its, _)| *its == colour) {
            Some((_, all)) => all.push(sides),
            None => self.0.push((colour, vec![sides])),
        }
    }

    fn paint(self, pen: &mut Pen, each: impl Fn(Sides, &dyn Surface)) {
        for (colour, all) in self.0 {
            pen.fill(colour);
            for sides in all {
                each(sides, pen.context);
            }
        }
    }
}

/// What draws on the canvas.
pub struct Pen<'a> {
    /// The canvas.
    pub context: &'a dyn Surface,
    /// What is drawn.
    pub scene: &'a Scene<'a>,
    /// Width of a letter.
    pub glyph_px: f64,
    font: String,
    strong_font: String,
    /// What the context is set to, to spare crossings into JavaScript.
    fill: String,
}

impl<'a> Pen<'a> {
    fn new(context: &'a dyn Surface, scene: &'a Scene<'a>) -> Pen<'a> {
        let font = format!("{FONT_PX}{}", scene.palette.code_font);
        context.set_font(&font);
        Pen {
            context,
            scene,
            // Monospaced: one glyph measures them all.
            glyph_px: match context.text_width("M") {
                0.0 => 6.6,
                width => width,
            },
            strong_font: format!("600 {font}"),
            font,
            fill: String::new(),
        }
    }

    /// The boxes of a row, then their marks, then their names: none covers another.
    fn paint_row(&mut self, row: usize, y: f64) {
        let scene = self.scene;
        let (mut fills, mut marks) = (ByColour::default(), ByColour::default());
        for at in scene.index.row(row) {
            let Some(name) = scene.index.name(at) else {
                continue;
            };
            let sides = Sides::of(scene, at);
            fills.add(scene.palette.fill(scene.colour, scene.index, at), sides);
            if sides.width > MARK_FROM_PX {
                marks.add(scene.palette.mark(name), sides);
            }
        }
        fills.paint(self, |sides, context| sides.paint(context, y));
        marks.paint(self, |sides, context| sides.paint_mark(context, y));
        for at in scene.index.row(row) {
            let sides = Sides::of(scene, at);
            // Most boxes are too narrow for any name.
            if sides.width > MARK_FROM_PX {
                self.paint_words(at, sides, y);
            }
        }
    }

    fn paint_words(&mut self, at: usize, Sides { x, width }: Sides, y: f64) {
        let scene = self.scene;
        let boxes = scene.index.boxes();
        let Some(name) = scene.index.name(at) else {
            return;
        };
        let base = boxes.base.get(at).copied().unwrap_or_default();
        let value = boxes.value[at];
        // What stands at the right edge.
        let repeats = boxes.repeats.get(at).filter(|&&times| times > 1);
        let arrival = arrival(base, value).filter(|_| scene.has_base);
        let change = match scene.has_base && width > DELTA_FROM_PX && value != base {
            true => {
                let change = units::delta(value.wrapping_sub(base), &scene.index.flame.unit);
                arrival.map_or(change.clone(), |word| format!("{word} {change}"))
            }
            false => match (repeats, arrival) {
                _ if width <= WORD_FROM_PX => String::new(),
                (_, Some(word)) => word.to_owned(),
                (Some(times), None) => format!("×{times}"),
                (None, None) => String::new(),
            },
        };
        let change_px = match label::chars(&change) {
            0 => 0.0,
            count => (count + 1) as f64 * self.glyph_px + 6.0,
        };
        let room = ((width - 13.0 - change_px) / self.glyph_px).max(0.0) as usize;
        if room < label::LEAST {
            return;
        }
        let full = visible(&name.name);
        let full = label::folded(&full);
        let Some(label) = label::fit(&full, room) else {
            return;
        };
        let is_hit = scene.hits.binary_search(&name.node).is_ok();
        let baseline = y + ROW_PX / 2.0 + 3.5;
        let mut text_x = x + 8.0;
        if !label.package.is_empty() {
            self.fill(&scene.palette.text_2);
            self.text(label.package, text_x, baseline);
            text_x += label::chars(label.package) as f64 * self.glyph_px;
        }
        self.fill(&scene.palette.text);
        if is_hit {
            self.context.set_font(&self.strong_font);
        }
        match label.is_cut {
            true => self.text(&format!("{}…", label.name), text_x, baseline),
            false => self.text(label.name, text_x, baseline),
        }
        if is_hit {
            self.context.set_font(&self.font);
            self.underline(label.package, label.name, x + 8.0, baseline);
        }
        if !change.is_empty() {
            self.fill(&scene.palette.text_2);
            let change_x = x + width - 6.0 - label::chars(&change) as f64 * self.glyph_px;
            self.text(&change, change_x, baseline);
        }
    }

    /// Underlines what matched, where it is visible; the whole name where the match is in what gave way.
    fn underline(&mut self, package: &str, name: &str, x: f64, baseline: f64) {
        let visible = format!("{package}{name}").to_ascii_lowercase();
        let (from, len) = match visible.find(self.scene.search) {
            Some(from) if !self.scene.search.is_empty() => (
                label::chars(&visible[..from]),
                label::chars(self.scene.search),
            ),
            _ => (label::chars(package), label::chars(name)),
        };
        self.fill(&self.scene.palette.text);
        let (x, width) = (x + from as f64 * self.glyph_px, len as f64 * self.glyph_px);
        self.context.fill_rect(x, baseline + 3.0, width, 1.5);
    }

    /// Fills with this colour from now on.
    pub fn fill(&mut self, colour: &str) {
        if self.fill != colour {
            self.context.set_fill(colour);
            self.fill.clear();
            self.fill.push_str(colour);
        }
    }

    /// Writes a line.
    pub fn text(&self, text: &str, x: f64, baseline: f64) {
        self.context.fill_text(text, x, baseline);
    }
}

/// Value under the zoomed box, and its ticks.
fn tick_lines(scene: &Scene) -> Vec<(f64, String)> {
    let zoomed = scene.index.zoomed_value();
    let mut ticks = ruler::ticks(zoomed, &scene.index.flame.unit, scene.width_px, 90.0);
    let scale = scene.width_px / (zoomed.unsigned_abs() as f64).max(1.0);
    for (value, _) in &mut ticks {
        *value *= scale;
    }
    ticks
}

fn paint_grid(context: &dyn Surface, scene: &Scene, ticks: &[(f64, String)]) {
    context.set_fill(&scene.palette.grid);
    for (x, _) in ticks {
        context.fill_rect(x.round(), 0.0, 1.0, scene.height_px);
    }
}

fn paint_ruler(context: &dyn Surface, scene: &Scene, ticks: &[(f64, String)]) {
    let palette = scene.palette;
    context.set_fill(&palette.surface);
    context.fill_rect(0.0, 0.0, scene.width_px, TOP_PX - 2.0);
    context.set_fill(&palette.grid);
    for (x, _) in ticks {
        context.fill_rect(x.round(), 0.0, 1.0, TOP_PX - 2.0);
    }
    context.set_fill(&palette.line);
    context.fill_rect(0.0, TOP_PX - 2.0, scene.width_px, 1.0);
    context.set_fill(&palette.ink_3);
    context.set_font(&format!("10.5px {}", palette.ui_font));
    let flame = &scene.index.flame;
    let zoomed = scene.index.zoomed_value();
    let all = format!(
        "{} · {}",
        units::short(zoomed, &flame.unit),
        units::percent(zoomed, flame.total)
    );
    let all_px = context.text_width(&all);
    for (x, text) in ticks {
        if x + 70.0 < scene.width_px - all_px {
            context.fill_text(text, x + 5.0, 13.0);
        }
    }
    context.fill_text(&all, scene.width_px - all_px - 1.0, 13.0);
}
