//! From files to services: what was read of each, and its profiles.

use std::fs;
use std::path::Path;
use std::time::UNIX_EPOCH;

use leakscope_core::formats::archive::{Archive, Unpacking, is_tar};
use leakscope_core::formats::{self, FormatError, Limits, Opened};
use leakscope_core::job::{Pace, run};
use leakscope_core::leak::Kept;
use leakscope_core::profile::Profile;
use leakscope_core::recording;
use leakscope_core::telemetry::{
    Event, History, Known, ProfileId, Reading, ServiceId, Source, Target,
};

/// What all files together hold.
#[derive(Default)]
pub struct Seen {
    /// Services of recordings, and one of all that belongs to none.
    pub services: Vec<Service>,
    /// What a person should know of what was read.
    pub remarks: Vec<String>,
}

/// A service to judge.
pub struct Service {
    /// What to call it.
    pub name: String,
    /// What was read of it over time.
    pub history: History,
    /// Its profiles.
    pub kept: Kept,
}

impl Service {
    fn of(history: History) -> Service {
        let name = match history.target.name.as_str() {
            "" => history.target.base_url.clone(),
            name => name.to_owned(),
        };
        Service {
            name,
            history,
            kept: Kept::default(),
        }
    }
}

/// What belongs to no service of a recording, while it is gathered.
#[derive(Default)]
struct Loose {
    kept: Kept,
    readings: Vec<Reading>,
    events: Vec<Event>,
}

impl Seen {
    /// Reads files, and holds each service against the limits known. Fails for the first file that
    /// nothing can be made of.
    pub fn of_files(paths: &[String], known: Known) -> Result<Seen, String> {
        let mut seen = Seen::default();
        let mut loose = Loose::default();
        for path in paths {
            let in_words = |what: String| format!("{path}: {what}");
            let bytes = fs::read(path).map_err(|error| in_words(error.to_string()))?;
            seen.take(path, bytes, modified_ms(Path::new(path)), &mut loose)
                .map_err(|error| in_words(said(&error)))?;
        }
        // Events alone are those of the one service there is.
        if let (true, [only]) = (loose.is_events_alone(), &mut seen.services[..]) {
            only.history.add_events(std::mem::take(&mut loose.events));
        }
        seen.services.extend(loose.into_service());
        for service in &mut seen.services {
            let its = &mut service.history.known;
            its.memory_limit_bytes = known.memory_limit_bytes.or(its.memory_limit_bytes);
            its.task_limit = known.task_limit.or(its.task_limit);
        }
        match seen.services.is_empty() {
            true => Err(format!("{}: nothing in it to judge", paths.join(", "))),
            false => Ok(seen),
        }
    }

    fn take(
        &mut self,
        name: &str,
        bytes: Vec<u8>,
        at_ms: f64,
        loose: &mut Loose,
    ) -> Result<(), FormatError> {
        let (limits, pace) = (Limits::default(), Pace::unhurried());
        match run(formats::open(name, bytes, &limits, &pace, &|_| {}))? {
            Opened::Archive(bytes) => self.take_archive(name, &bytes, loose),
            opened => {
                self.remarks
                    .extend(remarks(&opened).iter().map(|r| format!("{name}: {r}")));
                loose.take(opened, at_ms);
                Ok(())
            }
        }
    }

    /// A recording, or the files of an archive; of these, what is no format known here is left out.
    fn take_archive(
        &mut self,
        name: &str,
        bytes: &[u8],
        loose: &mut Loose,
    ) -> Result<(), FormatError> {
        let pace = Pace::unhurried();
        let archive = Archive::of(bytes)?;
        if archive.has(recording::INDEX) && !is_tar(bytes) {
            return self.take_recording(name, bytes, loose);
        }
        let mut limits = Limits::default();
        let all_bytes = limits.inflated_bytes;
        let mut left_out = archive.remarks.clone();
        for file in archive.files()? {
            let bytes = match run(archive.unpack(file, limits.inflated_bytes, &pace)) {
                Ok(bytes) => bytes,
                Err(Unpacking::TooLarge) => return Err(formats::archive::too_large(all_bytes)),
                Err(Unpacking::Broken(what)) => {
                    left_out.push(format!("{}: {what}", file.name));
                    continue;
                }
            };
            limits.inflated_bytes = limits.inflated_bytes.saturating_sub(bytes.len() as u64);
            let opened = formats::open_within(&file.name, bytes, &mut limits, &pace, &|_| {});
            match run(opened) {
                Ok(Opened::Archive(_)) => left_out.push(format!("{}: an archive", file.name)),
                Ok(opened) => loose.take(opened, file.modified_ms.unwrap_or_default()),
                Err(error) if error.is_limit => return Err(error),
                Err(error) => left_out.push(format!("{}: {error}", file.name)),
            }
        }
        self.remarks
            .extend(left_out.iter().map(|r| format!("{name}: left out: {r}")));
        Ok(())
    }

    fn take_recording(
        &mut self,
        name: &str,
        zip: &[u8],
        loose: &mut Loose,
    ) -> Result<(), FormatError> {
        let (limits, pace) = (Limits::default(), Pace::unhurried());
        let opened = run(recording::read(zip, &limits, &pace))?;
        let mut remarks = opened.remarks;
        let entries: Vec<_> = opened.recording.profiles().cloned().collect();
        let services = opened.recording.services.into_iter().map(Service::of);
        let mut services: Vec<Service> = services.collect();
        for (id, bytes) in opened.profiles {
            let Some(entry) = entries.iter().find(|entry| entry.id == id) else {
                continue;
            };
            let mut of_service = services.iter_mut();
            let service = of_service.find(|s| Some(s.history.id) == entry.service);
            match run(formats::open(&entry.name, bytes, &limits, &pace, &|_| {})) {
                Ok(opened) => match service {
                    Some(service) => keep(&mut service.kept, id, entry.at_ms, opened),
                    None => loose.take(opened, entry.at_ms),
                },
                Err(error) => remarks.push(format!("{}: {error}", entry.name)),
            }
        }
        self.services.extend(services);
        self.remarks
            .extend(remarks.iter().map(|r| format!("{name}: {r}")));
        Ok(())
    }
}

impl Loose {
    fn take(&mut self, opened: Opened, file_ms: f64) {
        let id = ProfileId(self.kept.profiles.len() as u32);
        match opened {
            Opened::Profile {
                ref profile,
                ref readings,
                ..
            } => {
                let at_ms = taken_ms(profile).unwrap_or(file_ms);
                self.read(readings.clone(), at_ms);
                keep(&mut self.kept, id, at_ms, opened);
            }
            Opened::Dump { .. } => keep(&mut self.kept, id, file_ms, opened),
            Opened::Readings(readings) => self.read(readings, file_ms),
            Opened::Index(counts) => {
                self.read(vec![formats::index_html::reading(&counts)], file_ms)
            }
            Opened::Events(events) => {
                let events = events.into_iter().map(Event::from_file);
                self.events.extend(events);
            }
            Opened::Archive(_) => {}
        }
    }

    fn is_events_alone(&self) -> bool {
        self.kept.profiles.is_empty() && self.readings.is_empty() && !self.events.is_empty()
    }

    fn read(&mut self, readings: Vec<Reading>, file_ms: f64) {
        for mut reading in readings {
            if reading.at_ms == 0.0 {
                reading.at_ms = file_ms;
            }
            reading.source = Source::File;
            self.readings.push(reading);
        }
    }

    fn into_service(mut self) -> Option<Service> {
        if self.kept.profiles.is_empty() && self.readings.is_empty() {
            return None;
        }
        let mut history = History::new(ServiceId(0), Target::default());
        self.readings.sort_by(|a, b| a.at_ms.total_cmp(&b.at_ms));
        for reading in self.readings {
            history.add_reading(reading);
        }
        history.add_events(self.events);
        Some(Service {
            name: "opened files".to_owned(),
            history,
            kept: self.kept,
        })
    }
}

fn keep(kept: &mut Kept, id: ProfileId, at_ms: f64, opened: Opened) {
    match opened {
        Opened::Profile { profile, kind, .. } => kept.add(id, &kind, at_ms, &profile),
        Opened::Dump { dump, .. } => kept.add_dump(id, at_ms, &dump),
        // An answer kept as a profile says nothing about stacks.
        Opened::Readings(_) | Opened::Index(_) | Opened::Events(_) | Opened::Archive(_) => {}
    }
}

/// When a profile was taken, where it says.
fn taken_ms(profile: &Profile) -> Option<f64> {
    let nanos = profile.about.time_nanos;
    (nanos > 0).then_some(nanos as f64 / 1e6)
}

fn remarks(opened: &Opened) -> &[String] {
    match opened {
        Opened::Profile { remarks, .. } | Opened::Dump { remarks, .. } => remarks,
        _ => &[],
    }
}

fn modified_ms(path: &Path) -> f64 {
    let modified = fs::metadata(path).and_then(|data| data.modified()).ok();
    let since = modified.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    since.map_or(0.0, |since| since.as_secs_f64() * 1e3)
}

fn said(error: &FormatError) -> String {
    match error.advice.is_empty() {
        true => error.to_string(),
        false => format!("{error}. {}", error.advice),
    }
}
