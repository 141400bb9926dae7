//! The flame's colours, read from the tokens once per theme.

use leakscope_core::layout::{NameInfo, PackageClass};

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
            fills: PACKAGES.map(|package| token(&format!("--pkg-{package}"))),
            marks: PACKAGES.map(|package| token(&format!("--pkg-{package}-mark"))),
        }
    }

    /// Fill by whose code it is.
    pub fn package(&self, name: &NameInfo) -> &str {
        &self.fills[class_index(name.package)]
    }

    /// The 3 px edge.
    pub fn mark(&self, name: &NameInfo) -> &str {
        &self.marks[class_index(name.package)]
    }

    /// Fill by change.
    pub fn change(&self, base: i64, now: i64) -> &str {
        &self.diff[(4 + step(base, now)).clamp(0, 8) as usize]
    }
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
