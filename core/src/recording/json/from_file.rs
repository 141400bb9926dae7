//! From the members of `recording.json` to the model, checked once here.

use serde_json::Value;

use super::fields::Fields;
use super::{Index, NAME, words};
use crate::formats::FormatError;
use crate::order;
use crate::recording::{Owner, Recording, Unknown};
use crate::table::Table;
use crate::telemetry::{
    Dependency, Event, Experiment, Gap, Health, History, Known, Metric, ProfileEntry, ProfileId,
    Restart, Series, ServiceId, Source, State, Target,
};

/// Checks and takes over the whole index.
pub fn index(mut file: Fields) -> Result<Index, FormatError> {
    let mut reader = Reader::default();
    let services = reader.each(&mut file, "services", Reader::service)?;
    let loose_profiles = reader.each(&mut file, "profiles", |reader, profile| {
        reader.profile(None, profile)
    })?;
    reader.unknown.keep(Owner::Recording, file.rest());
    Ok(Index {
        recording: Recording {
            services,
            loose_profiles,
            unknown: reader.unknown,
        },
        files: reader.files,
        remarks: reader.remarks,
    })
}

#[derive(Default)]
struct Reader {
    /// Ids met so far, of services and of profiles.
    services: Table<u32, ()>,
    profiles: Table<u32, ()>,
    files: Vec<(ProfileId, String)>,
    remarks: Vec<String>,
    unknown: Unknown,
}

impl Reader {
    /// Reads every member of the list `name`.
    fn each<T>(
        &mut self,
        of: &mut Fields,
        name: &str,
        mut read: impl FnMut(&mut Reader, Value) -> Result<T, FormatError>,
    ) -> Result<Vec<T>, FormatError> {
        let mut members = Vec::new();
        let mut keep = |reader: &mut Reader, value: Value| {
            members.push(read(reader, value)?);
            Ok(())
        };
        self.go_through(of, name, &mut keep)?;
        Ok(members)
    }

    /// The loop of [`Reader::each`], compiled once for all kinds of members.
    fn go_through(
        &mut self,
        of: &mut Fields,
        name: &str,
        keep: &mut dyn FnMut(&mut Reader, Value) -> Result<(), FormatError>,
    ) -> Result<(), FormatError> {
        for value in of.list(name)? {
            keep(self, value)?;
        }
        Ok(())
    }

    fn service(&mut self, value: Value) -> Result<History, FormatError> {
        let mut file = Fields::read("a service", value)?;
        let number = file.id()?;
        if !self.services.insert(number, ()) {
            return Err(twice("service", number));
        }
        let id = ServiceId(number);
        let target = self.target(id, file.object("target")?)?;
        let mut series = Vec::new();
        for value in file.list("series")? {
            self.series(id, value, &mut series)?;
        }
        order::sort_by_key(&mut series, |(metric, _)| *metric);
        let history = History {
            id,
            target,
            series,
            health: self.each(&mut file, "health", |reader, v| reader.health(id, v))?,
            events: self.each(&mut file, "events", |reader, v| reader.event(id, v))?,
            gaps: self.each(&mut file, "gaps", |reader, v| reader.gap(id, v))?,
            restarts: self.each(&mut file, "restarts", |reader, v| reader.restart(id, v))?,
            profiles: self.each(&mut file, "profiles", |reader, v| {
                reader.profile(Some(id), v)
            })?,
            our_checks_ms: file.numbers("our_checks_ms")?,
            known: Known {
                memory_limit_bytes: file.number_if("memory_limit_bytes")?,
                task_limit: file.number_if("task_limit")?,
                others_checks_per_hour: file.number_if("others_checks_per_hour")?,
            }
            .checked(),
            experiment: experiment(&mut file)?,
        };
        self.unknown.keep(Owner::Service(id), file.rest());
        Ok(history)
    }

    fn target(&mut self, id: ServiceId, mut file: Fields) -> Result<Target, FormatError> {
        let target = Target {
            name: file.text("name")?,
            base_url: file.text("base_url")?,
            health: file.text("health")?,
            pprof: file.text("pprof")?,
            vars: file.text("vars")?,
            events: file.text("events")?,
        };
        self.unknown.keep(Owner::Target(id), file.rest());
        Ok(target)
    }

    /// Points that do not follow the one before in time, and those without a partner in the other
    /// column, are left out and counted.
    fn series(
        &mut self,
        id: ServiceId,
        value: Value,
        known: &mut Vec<(Metric, Series)>,
    ) -> Result<(), FormatError> {
        let mut file = Fields::read("a series", value)?;
        let metric = file.name("metric")?;
        let (at_ms, values) = (file.numbers("at_ms")?, file.numbers("values")?);
        let length = at_ms.len().max(values.len());
        let mut series = Series::default();
        for (at_ms, value) in at_ms.into_iter().zip(values) {
            if series.at_ms.last().is_none_or(|last| at_ms > *last) {
                series.at_ms.push(at_ms);
                series.values.push(value);
            }
        }
        let dropped = length - series.at_ms.len();
        if dropped > 0 {
            self.remarks.push(format!(
                "{dropped} of {length} points of {metric} were left out: out of order, or without a time or a value"
            ));
        }
        self.unknown
            .keep(Owner::Series(id, metric.clone()), file.rest());
        match words::metric(&metric) {
            Some(its) if known.iter().any(|(other, _)| *other == its) => {
                let remark = format!("the series {metric} is there twice; the first is read");
                self.remarks.push(remark);
            }
            Some(its) => known.push((its, series)),
            None => {
                let foreign = self.unknown.series.or_default(id);
                foreign.push((metric, series));
            }
        }
        Ok(())
    }

    fn health(&mut self, id: ServiceId, value: Value) -> Result<(f64, Health), FormatError> {
        let mut file = Fields::read("a health answer", value)?;
        let at_ms = file.number("at_ms")?;
        let health = Health {
            state: file.word("state", words::state, State::Unknown)?,
            status: file.text("status")?,
            uptime_ms: file.number_if("uptime_ms")?,
            version: file.text_if("version")?,
            dependencies: self.each(&mut file, "dependencies", |reader, value| {
                reader.dependency(id, at_ms, value)
            })?,
        };
        let owner = Owner::Health(id, at_ms.to_bits());
        self.unknown.keep(owner, file.rest());
        Ok((at_ms, health))
    }

    fn dependency(
        &mut self,
        id: ServiceId,
        at_ms: f64,
        value: Value,
    ) -> Result<Dependency, FormatError> {
        let mut file = Fields::read("a dependency", value)?;
        let dependency = Dependency {
            name: file.name("name")?,
            state: file.word("state", words::state, State::Unknown)?,
            took_ms: file.number_if("took_ms")?,
            detail: file.text("detail")?,
        };
        let owner = Owner::Dependency(id, at_ms.to_bits(), dependency.name.clone());
        self.unknown.keep(owner, file.rest());
        Ok(dependency)
    }

    /// In the shape of Grafana's annotations.
    fn event(&mut self, id: ServiceId, value: Value) -> Result<Event, FormatError> {
        let mut file = Fields::read("an event", value)?;
        let mut tags = Vec::new();
        for tag in file.list("tags")? {
            match tag {
                Value::String(tag) => tags.push(tag),
                _ => return Err(super::unreadable("a tag of an event is no text")),
            }
        }
        let event = Event {
            start_ms: file.number("time")?,
            end_ms: file.number_if("timeEnd")?,
            tags,
            text: file.text("text")?,
            is_note: file.flag("note")?,
        };
        let owner = Owner::Event(id, event.start_ms.to_bits(), event.text.clone());
        self.unknown.keep(owner, file.rest());
        Ok(event)
    }

    fn gap(&mut self, id: ServiceId, value: Value) -> Result<Gap, FormatError> {
        let mut file = Fields::read("a gap", value)?;
        let gap = Gap {
            from_ms: file.number("from_ms")?,
            to_ms: file.number("to_ms")?,
        };
        let owner = Owner::Gap(id, gap.from_ms.to_bits());
        self.unknown.keep(owner, file.rest());
        Ok(gap)
    }

    fn restart(&mut self, id: ServiceId, value: Value) -> Result<Restart, FormatError> {
        let mut file = Fields::read("a restart", value)?;
        let restart = Restart {
            at_ms: file.number("at_ms")?,
            version: file.text_if("version")?,
        };
        let owner = Owner::Restart(id, restart.at_ms.to_bits());
        self.unknown.keep(owner, file.rest());
        Ok(restart)
    }

    fn profile(
        &mut self,
        service: Option<ServiceId>,
        value: Value,
    ) -> Result<ProfileEntry, FormatError> {
        let mut file = Fields::read("a profile", value)?;
        let number = file.id()?;
        if !self.profiles.insert(number, ()) {
            return Err(twice("profile", number));
        }
        let id = ProfileId(number);
        self.files.push((id, file.text("file")?));
        let entry = ProfileEntry {
            id,
            service,
            source: file.word("source", words::source, Source::File)?,
            name: file.text("name")?,
            at_ms: file.number_if("at_ms")?.unwrap_or_default(),
            bytes: file.whole_if("bytes")?.unwrap_or_default(),
            hash: file.text("hash")?,
        };
        self.unknown.keep(Owner::Profile(id), file.rest());
        Ok(entry)
    }
}

fn experiment(of: &mut Fields) -> Result<Option<Experiment>, FormatError> {
    let experiment = Experiment {
        begun_ms: of.number_if("experiment_begun_ms")?.unwrap_or_default(),
        phase_ms: of.number_if("experiment_phase_ms")?.unwrap_or_default(),
        fast_ms: of.number_if("experiment_fast_ms")?.unwrap_or_default(),
        usual_ms: of.number_if("experiment_usual_ms")?.unwrap_or_default(),
        stopped_ms: of.number_if("experiment_stopped_ms")?,
    };
    Ok(Some(experiment).filter(Experiment::is_sound))
}

fn twice(what: &str, id: u32) -> FormatError {
    FormatError {
        format: NAME.into(),
        what: format!("its index names {what} {id} twice"),
        at: Some("recording.json".into()),
        advice: "The profiles in the zip can be opened one by one.".into(),
        is_limit: false,
        is_foreign: false,
    }
}
