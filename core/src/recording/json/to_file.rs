//! From the model to the members of `recording.json`.

use std::collections::HashMap;

use super::shape::{self, Number};
use super::words;
use crate::recording::{Owner, Recording, Unknown};
use crate::telemetry::{
    Dependency, Event, Health, History, ProfileEntry, ProfileId, Series, ServiceId, Target,
};

/// The whole index.
pub fn recording(recording: &Recording, files: &HashMap<ProfileId, String>) -> shape::Recording {
    let unknown = &recording.unknown;
    let services = recording.services.iter();
    let loose = recording.loose_profiles.iter();
    shape::Recording {
        format: super::FORMAT,
        services: services.map(|s| service(s, files, unknown)).collect(),
        profiles: loose.map(|p| profile(p, files, unknown)).collect(),
        unknown: unknown.of(&Owner::Recording),
    }
}

fn service(
    history: &History,
    files: &HashMap<ProfileId, String>,
    unknown: &Unknown,
) -> shape::Service {
    let id = history.id;
    let known = history.series.iter();
    let known = known.map(|(metric, s)| series(id, words::of_metric(*metric), s, unknown));
    let foreign = unknown.series.get(&id).into_iter().flatten();
    let foreign = foreign.map(|(metric, s)| series(id, metric, s, unknown));
    let answers = history.health.iter();
    let gaps = history.gaps.iter().map(|gap| shape::Gap {
        from_ms: Number(gap.from_ms),
        to_ms: Number(gap.to_ms),
        unknown: unknown.of(&Owner::Gap(id, gap.from_ms.to_bits())),
    });
    let restarts = history.restarts.iter().map(|restart| shape::Restart {
        at_ms: Number(restart.at_ms),
        version: restart.version.clone(),
        unknown: unknown.of(&Owner::Restart(id, restart.at_ms.to_bits())),
    });
    let profiles = history.profiles.iter();
    shape::Service {
        id: id.0,
        target: target(id, &history.target, unknown),
        series: known.chain(foreign).collect(),
        health: answers.map(|(at, h)| health(id, *at, h, unknown)).collect(),
        events: history
            .events
            .iter()
            .map(|e| event(id, e, unknown))
            .collect(),
        gaps: gaps.collect(),
        restarts: restarts.collect(),
        our_checks_ms: history.our_checks_ms.iter().copied().map(Number).collect(),
        profiles: profiles.map(|p| profile(p, files, unknown)).collect(),
        unknown: unknown.of(&Owner::Service(id)),
    }
}

fn target(id: ServiceId, target: &Target, unknown: &Unknown) -> shape::Target {
    shape::Target {
        name: target.name.clone(),
        base_url: target.base_url.clone(),
        health: target.health.clone(),
        pprof: target.pprof.clone(),
        vars: target.vars.clone(),
        events: target.events.clone(),
        unknown: unknown.of(&Owner::Target(id)),
    }
}

/// JSON has no number for what is not finite, and a series should hold none: such points are
/// left out.
fn series(id: ServiceId, metric: &str, series: &Series, unknown: &Unknown) -> shape::Series {
    let points = series.at_ms.iter().zip(&series.values);
    let points = points.filter(|(at, value)| at.is_finite() && value.is_finite());
    let (at_ms, values) = points
        .map(|(at, value)| (Number(*at), Number(*value)))
        .unzip();
    shape::Series {
        metric: metric.to_owned(),
        at_ms,
        values,
        unknown: unknown.of(&Owner::Series(id, metric.to_owned())),
    }
}

fn health(id: ServiceId, at_ms: f64, health: &Health, unknown: &Unknown) -> shape::Health {
    let mut fields = unknown.of(&Owner::Health(id, at_ms.to_bits()));
    let dependencies = health.dependencies.iter();
    shape::Health {
        at_ms: Number(at_ms),
        state: words::kept(&mut fields, "state", words::of_state(health.state)),
        status: health.status.clone(),
        uptime_ms: health.uptime_ms.map(Number),
        version: health.version.clone(),
        dependencies: dependencies
            .map(|d| dependency(id, at_ms, d, unknown))
            .collect(),
        unknown: fields,
    }
}

fn dependency(
    id: ServiceId,
    at_ms: f64,
    dependency: &Dependency,
    unknown: &Unknown,
) -> shape::Dependency {
    let owner = Owner::Dependency(id, at_ms.to_bits(), dependency.name.clone());
    let mut fields = unknown.of(&owner);
    shape::Dependency {
        name: dependency.name.clone(),
        state: words::kept(&mut fields, "state", words::of_state(dependency.state)),
        took_ms: dependency.took_ms.map(Number),
        detail: dependency.detail.clone(),
        unknown: fields,
    }
}

fn event(id: ServiceId, event: &Event, unknown: &Unknown) -> shape::Event {
    let owner = Owner::Event(id, event.start_ms.to_bits(), event.text.clone());
    shape::Event {
        time: Number(event.start_ms),
        time_end: event.end_ms.map(Number),
        tags: event.tags.clone(),
        text: event.text.clone(),
        note: event.is_note,
        unknown: unknown.of(&owner),
    }
}

fn profile(
    entry: &ProfileEntry,
    files: &HashMap<ProfileId, String>,
    unknown: &Unknown,
) -> shape::Profile {
    let mut fields = unknown.of(&Owner::Profile(entry.id));
    shape::Profile {
        id: entry.id.0,
        source: words::kept(&mut fields, "source", words::of_source(entry.source)),
        name: entry.name.clone(),
        at_ms: Number(entry.at_ms),
        bytes: entry.bytes,
        hash: entry.hash.clone(),
        file: files.get(&entry.id).cloned().unwrap_or_default(),
        unknown: fields,
    }
}
