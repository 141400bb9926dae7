//! pprof's command line.

use std::path::{Path, PathBuf};

use leakscope_core::formats::{Limits, Opened, open};
use leakscope_core::job::{Pace, run};
use leakscope_core::profile::filter::{Filters, Matcher, Pattern, TagFilter, prune};
use leakscope_core::profile::{Granularity, Profile, Scaling};
use leakscope_core::report::{Base, Kind, Options, Trim, Zone, report, subtract, sum};
use regex::Regex;

#[path = "like_pprof.rs"]
mod like_pprof;
#[path = "sources.rs"]
mod sources;

use like_pprof::Reading;
use sources::Sources;

/// Flags of which there is one at most.
const CHOICES: [&[&str]; 3] = [
    &[
        "top", "text", "tree", "peek", "list", "dot", "traces", "tags", "raw",
    ],
    &["functions", "files", "lines", "addresses"],
    &["flat", "cum"],
];

/// A command line, read.
pub struct Command {
    kind: Kind,
    options: Options,
    base: Option<PathBuf>,
    how: Base,
    reading: Reading,
    files: Vec<PathBuf>,
    /// Of a listing: where its sources are.
    sources: Option<Sources>,
}

impl Command {
    /// Reads the arguments after the program's name.
    ///
    /// # Errors
    /// For a flag that is not known here or has a value it cannot have.
    pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Command, String> {
        let (mut kind, mut list, mut sources) = (None, None, Sources::default());
        let mut command = Command {
            kind: Kind::Top,
            options: Options::default(),
            base: None,
            how: Base::default(),
            reading: Reading::default(),
            files: Vec::new(),
            sources: None,
        };
        let (mut trim, mut is_trimmed) = (Trim::default(), true);
        let mut chosen: Vec<(usize, String)> = Vec::new();
        for argument in arguments {
            let Some(flag) = argument.strip_prefix('-') else {
                command.files.push(argument.into());
                continue;
            };
            let flag = flag.strip_prefix('-').unwrap_or(flag);
            let (name, value) = match flag.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (flag, None),
            };
            let text = value.unwrap_or_default();
            let choice = CHOICES.iter().position(|names| names.contains(&name));
            if let Some(choice) = choice.filter(|_| !matches!(value, Some("false" | "0" | "f"))) {
                let is_other = |(of, known): &(usize, String)| *of == choice && known != name;
                if let Some((_, other)) = chosen.iter().find(|known| is_other(known)) {
                    return Err(format!(
                        "-{other} and -{name} cannot both be: leave one out"
                    ));
                }
                chosen.push((choice, name.to_owned()));
            }
            match name {
                "top" | "text" => kind = Some(Kind::Top),
                "tree" => kind = Some(Kind::Tree),
                "peek" => kind = Some(Kind::Peek(pattern(text)?)),
                "list" => list = Some(pattern(text)?),
                "source_path" => sources.search = text.to_owned(),
                "trim_path" => sources.trim = text.to_owned(),
                "dot" => kind = Some(Kind::Dot),
                "traces" => kind = Some(Kind::Traces),
                "tags" => kind = Some(Kind::Tags),
                "raw" => kind = Some(Kind::Raw),
                "trim" => is_trimmed = switch(value)?,
                "nodecount" => trim.node_count = Some(number(text)?),
                "nodefraction" => trim.node_fraction = number(text)?,
                "edgefraction" => trim.edge_fraction = number(text)?,
                "base" => command.base = Some(text.into()),
                "diff_base" => {
                    command.base = Some(text.into());
                    command.how.is_diff = true;
                }
                "normalize" => {
                    command.how.scaling = match switch(value)? {
                        true => Scaling::Total,
                        false => Scaling::AsIs,
                    };
                }
                "symbolize" if text == "none" => command.read_at_most(Reading::WithoutNames),
                "symbolize" => {}
                "like-pprof" if switch(value)? => command.read_at_most(Reading::LikePprof),
                "like-pprof" => {}
                _ => command.option(name, value)?,
            }
        }
        if let Some(pattern) = list {
            command.sources = Some(sources.clone());
            kind = Some(Kind::List(
                pattern,
                Box::new(move |file| sources.read(file)),
            ));
        }
        let kinds = "name a report: -top -tree -peek=RE -list=RE -dot -traces -tags -raw";
        command.kind = kind.ok_or(kinds)?;
        command.options.trim = is_trimmed.then_some(trim);
        Ok(command)
    }

    fn read_at_most(&mut self, reading: Reading) {
        self.reading = self.reading.max(reading);
    }

    /// An option of the report itself.
    fn option(&mut self, name: &str, value: Option<&str>) -> Result<(), String> {
        let text = value.unwrap_or_default();
        let options = &mut self.options;
        match (name, text) {
            ("cum", _) => options.is_cum = switch(value)?,
            ("flat", _) => options.is_cum = !switch(value)?,
            ("sort", "cum" | "flat") => options.is_cum = text == "cum",
            ("mean", _) => options.is_mean = switch(value)?,
            ("sample_index", _) => options.sample_index = Some(text.to_owned()),
            ("inuse_space" | "inuse_objects" | "alloc_space" | "alloc_objects", _) => {
                options.sample_index = Some(name.to_owned());
            }
            ("unit", _) => options.unit = text.to_owned(),
            ("drop_negative", _) => options.drop_negative = switch(value)?,
            ("relative_percentages", _) => options.relative_percentages = switch(value)?,
            ("noinlines", _) => options.no_inlines = switch(value)?,
            ("functions", _) | ("granularity", "functions") => {
                options.granularity = Granularity::Functions;
            }
            ("files", _) | ("granularity", "files") => options.granularity = Granularity::Files,
            ("lines", _) | ("granularity", "lines") => options.granularity = Granularity::Lines,
            ("addresses", _) | ("granularity", "addresses") => {
                options.granularity = Granularity::Addresses;
            }
            ("tagroot", _) => options.tag_root = keys(text),
            ("tagleaf", _) => options.tag_leaf = keys(text),
            ("zone", _) => options.zone = zone(text)?,
            _ => return set_filter(&mut options.filters, name, text),
        }
        Ok(())
    }

    /// Reads the files and prints the report.
    ///
    /// # Errors
    /// When a file cannot be read, or not be compared, or has not the sample type asked for.
    pub fn print(&self) -> Result<String, String> {
        let (first, others) = self.files.split_first().ok_or("name a file")?;
        let mut profile = self.read(first)?;
        for other in others {
            profile = sum(&profile, &self.read(other)?).map_err(|error| error.to_string())?;
        }
        if let Some(base) = &self.base {
            let difference = subtract(&profile, &self.read(base)?, self.how);
            profile = difference.map_err(|error| error.to_string())?;
        }
        let mut profile = without_dropped(profile)?;
        if let Some(sources) = &self.sources {
            sources.trim_paths(&mut profile);
        }
        report(&profile, &self.kind, &self.options).map_err(|error| error.to_string())
    }

    /// Reads a profile, or a goroutine dump as one.
    fn read(&self, path: &Path) -> Result<Profile, String> {
        let in_file = |error: String| format!("{}: {error}", path.display());
        let bytes = std::fs::read(path).map_err(|error| in_file(error.to_string()))?;
        let (bytes, kind) = self.reading.prepare(bytes).map_err(in_file)?;
        let pace = Pace::unhurried();
        let name = path.to_string_lossy();
        match run(open(&name, bytes, &Limits::default(), &pace, &|_| ())) {
            Ok(Opened::Profile { profile, .. } | Opened::Dump { profile, .. }) => {
                Ok(self.reading.finish(profile, kind))
            }
            Ok(_) => Err(in_file("not a profile".into())),
            Err(error) => Err(in_file(error.to_string())),
        }
    }
}

fn set_filter(filters: &mut Filters, name: &str, text: &str) -> Result<(), String> {
    let slot = match name {
        "focus" => &mut filters.focus,
        "ignore" => &mut filters.ignore,
        "hide" => &mut filters.hide,
        "show" => &mut filters.show,
        "show_from" => &mut filters.show_from,
        "tagshow" => &mut filters.tag_show,
        "taghide" => &mut filters.tag_hide,
        "prune_from" => &mut filters.prune_from,
        "tagfocus" | "tagignore" => {
            let filter = TagFilter::new(text, &mut matcher)?;
            let filter = Some(filter).filter(|_| !text.is_empty());
            match name {
                "tagfocus" => filters.tag_focus = filter,
                _ => filters.tag_ignore = filter,
            }
            return Ok(());
        }
        _ => {
            return Err(format!(
                "unknown flag -{name}, or not with the value '{text}'"
            ));
        }
    };
    *slot = Some(pattern(text)?).filter(|_| !text.is_empty());
    Ok(())
}

/// The profile without the frames that it says are of no interest.
fn without_dropped(profile: Profile) -> Result<Profile, String> {
    let about = &profile.about;
    if about.drop_frames.is_empty() {
        return Ok(profile);
    }
    let anchored = |text: &str| matcher(&format!("^({text})$"));
    let drop = anchored(&about.drop_frames)?;
    let keep = match about.keep_frames.as_str() {
        "" => None,
        keep => Some(anchored(keep)?),
    };
    Ok(prune(&profile, &drop, keep.as_ref()))
}

fn pattern(text: &str) -> Result<Pattern, String> {
    Ok(Pattern {
        text: text.to_owned(),
        matches: matcher(text)?,
    })
}

fn matcher(text: &str) -> Result<Matcher, String> {
    let regex = Regex::new(text).map_err(|error| error.to_string())?;
    Ok(Box::new(move |text| regex.is_match(text)))
}

fn switch(value: Option<&str>) -> Result<bool, String> {
    match value {
        None | Some("true" | "1" | "t") => Ok(true),
        Some("false" | "0" | "f") => Ok(false),
        Some(other) => Err(format!("'{other}' is neither true nor false")),
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("'{text}' is no number"))
}

fn keys(text: &str) -> Vec<String> {
    let keys = text.split(',').filter(|key| !key.is_empty());
    keys.map(str::to_owned).collect()
}

/// `UTC`, `CET+0100`.
fn zone(text: &str) -> Result<Zone, String> {
    let at = text.find(['+', '-']).unwrap_or(text.len());
    let (name, offset) = text.split_at(at);
    let offset: i64 = match offset {
        "" => 0,
        offset => number(offset)?,
    };
    Ok(Zone {
        name: name.to_owned(),
        offset_secs: (offset / 100 * 60 + offset % 100).saturating_mul(60),
    })
}
