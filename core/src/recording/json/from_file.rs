//! From the members of `recording.json` to the model, checked once here.

use std::collections::HashSet;

use super::shape::{self, Number};
use super::{Index, NAME, words};
use crate::formats::FormatError;
use crate::recording::{Owner, Recording, Unknown};
use crate::telemetry::{
    Dependency, Event, Gap, Health, History, Metric, ProfileEntry, ProfileId, Restart, Series,
    ServiceId, Source, State, Target,
};

/// Checks and takes over the whole index.
pub fn index(file: shape::Recording) -> Result<Index, FormatError> {
    let mut reader = Reader::default();
    reader.unknown.keep(Owner::Recording, file.unknown);
    let mut services = Vec::new();
    for service in file.services {
        services.push(reader.service(service)?);
    }
    let mut loose_profiles = Vec::new();
    for profile in file.profiles {
        loose_profiles.push(reader.profile(None, profile)?);
    }
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
    service_ids: HashSet<ServiceId>,
    profile_ids: HashSet<ProfileId>,
    files: Vec<(ProfileId, String)>,
    remarks: Vec<String>,
    unknown: Unknown,
}

impl Reader {
    fn service(&mut self, file: shape::Service) -> Result<History, FormatError> {
        let id = ServiceId(file.id);
        if !self.service_ids.insert(id) {
            return Err(twice("service", file.id));
        }
        self.unknown.keep(Owner::Service(id), file.unknown);
        let target = self.target(id, file.target);
        let mut series = Vec::new();
        for one in file.series {
            self.series(id, one, &mut series);
        }
        series.sort_by_key(|(metric, _)| *metric);
        let health = file
            .health
            .into_iter()
            .map(|h| self.health(id, h))
            .collect();
        let events = file.events.into_iter().map(|e| self.event(id, e)).collect();
        let gaps = file.gaps.into_iter().map(|gap| {
            let owner = Owner::Gap(id, gap.from_ms.0.to_bits());
            self.unknown.keep(owner, gap.unknown);
            Gap {
                from_ms: gap.from_ms.0,
                to_ms: gap.to_ms.0,
            }
        });
        let gaps = gaps.collect();
        let restarts = file.restarts.into_iter().map(|restart| {
            let owner = Owner::Restart(id, restart.at_ms.0.to_bits());
            self.unknown.keep(owner, restart.unknown);
            Restart {
                at_ms: restart.at_ms.0,
                version: restart.version,
            }
        });
        let restarts = restarts.collect();
        let profiles = file.profiles.into_iter();
        let profiles = profiles.map(|p| self.profile(Some(id), p));
        let profiles = profiles.collect::<Result<_, _>>()?;
        Ok(History {
            id,
            target,
            series,
            health,
            events,
            gaps,
            restarts,
            profiles,
            our_checks_ms: file.our_checks_ms.into_iter().map(|n| n.0).collect(),
        })
    }

    fn target(&mut self, id: ServiceId, file: shape::Target) -> Target {
        self.unknown.keep(Owner::Target(id), file.unknown);
        Target {
            name: file.name,
            base_url: file.base_url,
            health: file.health,
            pprof: file.pprof,
            vars: file.vars,
            events: file.events,
        }
    }

    /// Points that do not follow the one before in time, and those without a partner in the other
    /// column, are left out and counted.
    fn series(&mut self, id: ServiceId, file: shape::Series, known: &mut Vec<(Metric, Series)>) {
        let length = file.at_ms.len().max(file.values.len());
        let mut series = Series::default();
        for (Number(at_ms), Number(value)) in file.at_ms.into_iter().zip(file.values) {
            if series.at_ms.last().is_none_or(|last| at_ms > *last) {
                series.at_ms.push(at_ms);
                series.values.push(value);
            }
        }
        let dropped = length - series.at_ms.len();
        if dropped > 0 {
            self.remarks.push(format!(
                "{} of {length} points of {} were left out: out of order, or without a time or a value",
                dropped, file.metric
            ));
        }
        let owner = Owner::Series(id, file.metric.clone());
        self.unknown.keep(owner, file.unknown);
        match words::metric(&file.metric) {
            Some(metric) if known.iter().any(|(other, _)| *other == metric) => {
                let remark = format!(
                    "the series {} is there twice; the first is read",
                    file.metric
                );
                self.remarks.push(remark);
            }
            Some(metric) => known.push((metric, series)),
            None => {
                let foreign = self.unknown.series.entry(id).or_default();
                foreign.push((file.metric, series));
            }
        }
    }

    fn health(&mut self, id: ServiceId, file: shape::Health) -> (f64, Health) {
        let at_ms = file.at_ms.0;
        let mut fields = file.unknown;
        let state = words::read(
            &mut fields,
            "state",
            file.state,
            words::state,
            State::Unknown,
        );
        self.unknown
            .keep(Owner::Health(id, at_ms.to_bits()), fields);
        let dependencies = file.dependencies.into_iter();
        let health = Health {
            state,
            status: file.status,
            uptime_ms: file.uptime_ms.map(|n| n.0),
            version: file.version,
            dependencies: dependencies
                .map(|d| self.dependency(id, at_ms, d))
                .collect(),
        };
        (at_ms, health)
    }

    fn dependency(&mut self, id: ServiceId, at_ms: f64, file: shape::Dependency) -> Dependency {
        let mut fields = file.unknown;
        let state = words::read(
            &mut fields,
            "state",
            file.state,
            words::state,
            State::Unknown,
        );
        let owner = Owner::Dependency(id, at_ms.to_bits(), file.name.clone());
        self.unknown.keep(owner, fields);
        Dependency {
            name: file.name,
            state,
            took_ms: file.took_ms.map(|n| n.0),
            detail: file.detail,
        }
    }

    fn event(&mut self, id: ServiceId, file: shape::Event) -> Event {
        let owner = Owner::Event(id, file.time.0.to_bits(), file.text.clone());
        self.unknown.keep(owner, file.unknown);
        Event {
            start_ms: file.time.0,
            end_ms: file.time_end.map(|n| n.0),
            tags: file.tags,
            text: file.text,
            is_note: file.note,
        }
    }

    fn profile(
        &mut self,
        service: Option<ServiceId>,
        file: shape::Profile,
    ) -> Result<ProfileEntry, FormatError> {
        let id = ProfileId(file.id);
        if !self.profile_ids.insert(id) {
            return Err(twice("profile", file.id));
        }
        let mut fields = file.unknown;
        let source = words::read(
            &mut fields,
            "source",
            file.source,
            words::source,
            Source::File,
        );
        self.unknown.keep(Owner::Profile(id), fields);
        self.files.push((id, file.file));
        Ok(ProfileEntry {
            id,
            service,
            source,
            name: file.name,
            at_ms: file.at_ms.0,
            bytes: file.bytes,
            hash: file.hash,
        })
    }
}

fn twice(what: &str, id: u32) -> FormatError {
    FormatError {
        format: NAME.into(),
        what: format!("its index names {what} {id} twice"),
        at: Some("recording.json".into()),
        advice: "The profiles in the zip can be opened one by one.".into(),
        is_limit: false,
    }
}
