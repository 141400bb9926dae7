//! The flame's colours, read from the tokens once per theme.

use leakscope_core::layout::{NameInfo, PackageClass};

use super::FlameIndex;
use crate::ui::profile::model::Colour;
use crate::ui::theme::token;

/// Every colour the flame view draws with.
pub struct Palette {
    /// `--surface`.
    pub surface: String,
    /// `--ink`.
    pub ink: String,
    /// `--ink-3`.
    pub ink_3: String,
    /// `--line`.
    pub line: String,
    /// `--grid`.
    pub grid: String,
    /// `--accent`.
    pub accent: String,
    /// `--flame-ink`.
    pub text: String,
    /// `--flame-ink-2`.
    pub text_2: String,
    /// `--font-code`.
    pub code_font: String,
    /// `--font-ui`.
    pub ui_font: String,
    diff: [String; 9],
    values: [String; 5],
    fills: [String; 8],
    marks: [String; 8],
}

impl Palette {
    /// Reads the tokens as they are now.
    pub fn read() -> Palette {
        const DIFF: [&str; 9] = [
            "dn-4", "dn-3", "dn-2", "dn-1", "same", "up-1", "up-2", "up-3", "up-4",
        ];
        const PACKAGES: [&str; 8] = ["app", "http", "sql", "kafka", "grpc", "other", "std", "rt"];
        Palette {
            surface: token("--surface"),
            ink: token("--ink"),
            ink_3: token("--ink-3"),
            line: token("--line"),
            grid: token("--grid"),
            accent: token("--accent"),
            text: token("--flame-ink"),
            text_2: token("--flame-ink-2"),
            code_font: token("--font-code"),
            ui_font: token("--font-ui"),
            diff: DIFF.map(|step| token(&format!("--diff-{step}"))),
            values: ["1", "2", "3", "4", "5"].map(|step| token(&format!("--value-{step}"))),
            fills: PACKAGES.map(|package| token(&format!("--pkg-{package}"))),
            marks: PACKAGES.map(|package| token(&format!("--pkg-{package}-mark"))),
        }
    }

    /// What a box is filled with.
    pub fn fill(&self, colour: Colour, index: &FlameIndex, at: usize) -> &str {
        let boxes = index.boxes();
        let value = boxes.value.get(at).copied().unwrap_or_default();
        match colour {
            Colour::Package => {
                let class = index.name(at).map(|name| name.package);
                &self.fills[class.map_or(7, class_index)]
            }
            Colour::Change => {
                let base = boxes.base.get(at).copied().unwrap_or_default();
                &self.diff[(4 + step(base, value)).clamp(0, 8) as usize]
            }
            Colour::Leak => {
                let growing = boxes.growing.get(at).copied().unwrap_or_default();
                &self.diff[leak_step(growing, value)]
            }
            Colour::Value => &self.values[value_step(value, index.zoomed_value())],
        }
    }

    /// The 3 px edge.
    pub fn mark(&self, name: &NameInfo) -> &str {
        &self.marks[class_index(name.package)]
    }
}

/// As [`step`] plus 4: nothing of it grows, some of it, half of it and more.
fn leak_step(growing: i64, value: i64) -> usize {
    match growing {
        0 => 4,
        growing if growing.unsigned_abs() < value.unsigned_abs() / 2 => 5,
        _ => 7,
    }
}

/// 0 to 4: from 1, 5, 20 and 50 % of what is in view.
fn value_step(value: i64, in_view: i64) -> usize {
    let share = value.unsigned_abs() as f64 / (in_view.unsigned_abs() as f64).max(1.0);
    let steps = [0.01, 0.05, 0.2, 0.5];
    steps.iter().filter(|&&least| share >= least).count()
}

/// −4 to 4: the step of a change, at 2, 5, 15 and 40 % of the base. What has no base takes step 4.
pub fn step(base: i64, now: i64) -> i32 {
    if base == now {
        return 0;
    }
    let relative = match base {
        0 => 1.0,
        base => (now as f64 - base as f64) / (base as f64).abs(),
    };
    let size = match relative.abs() {
        r if r < 0.02 => 0,
        r if r < 0.05 => 1,
        r if r < 0.15 => 2,
        r if r < 0.40 => 3,
        _ => 4,
    };
    if now > base { size } else { -size }
}

fn class_index(class: PackageClass) -> usize {
    match class {
        PackageClass::App => 0,
        PackageClass::Http => 1,
        PackageClass::Sql => 2,
        PackageClass::Kafka => 3,
        PackageClass::Grpc => 4,
        PackageClass::Other => 5,
        PackageClass::Std => 6,
        PackageClass::Runtime => 7,
    }
}
