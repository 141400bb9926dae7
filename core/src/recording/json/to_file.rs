//! From the model to the members of `recording.json`.

use serde_json::{Map, Value};

use super::fields::Fields;
use super::words;
use crate::map;
use crate::recording::{Owner, Recording, Unknown};
use crate::telemetry::{
    Dependency, Event, Experiment, Health, History, ProfileEntry, ProfileId, Series, ServiceId,
    Target,
};

/// The whole index.
pub fn recording(recording: &Recording, files: &map::Map<ProfileId, String>) -> Map<String, Value> {
    let writer = Writer {
        unknown: &recording.unknown,
        files,
    };
    let mut file = writer.fields(Owner::Recording);
    file.put("format", super::FORMAT.into());
    let services = recording.services.iter();
    file.put_list("services", services.map(|s| writer.service(s)).collect());
    let loose = recording.loose_profiles.iter();
    file.put_list("profiles", loose.map(|p| writer.profile(p)).collect());
    file.rest()
}

struct Writer<'a> {
    unknown: &'a Unknown,
    files: &'a map::Map<ProfileId, String>,
}

impl Writer<'_> {
    /// An object that begins with what is kept for its owner.
    fn fields(&self, owner: Owner) -> Fields {
        Fields::write(self.unknown.of(&owner))
    }

    fn service(&self, history: &History) -> Fields {
        let id = history.id;
        let mut file = self.fields(Owner::Service(id));
        file.put("id", id.0.into());
        file.put("target", self.target(id, &history.target).rest().into());
        let known = history.series.iter();
        let known = known.map(|(metric, series)| (words::of_metric(*metric), series));
        let foreign = self.unknown.series.get(&id).into_iter().flatten();
        let foreign = foreign.map(|(metric, series)| (metric.as_str(), series));
        let series = known.chain(foreign);
        let series = series.map(|(metric, series)| self.series(id, metric, series));
        file.put_list("series", series.collect());
        let health = history.health.iter();
        let health = health.map(|(at_ms, health)| self.health(id, *at_ms, health));
        file.put_list("health", health.collect());
        let events = history.events.iter().map(|event| self.event(id, event));
        file.put_list("events", events.collect());
        let gaps = history.gaps.iter().map(|gap| {
            let mut file = self.fields(Owner::Gap(id, gap.from_ms.to_bits()));
            file.put_number("from_ms", gap.from_ms);
            file.put_number("to_ms", gap.to_ms);
            file
        });
        file.put_list("gaps", gaps.collect());
        let restarts = history.restarts.iter().map(|restart| {
            let mut file = self.fields(Owner::Restart(id, restart.at_ms.to_bits()));
            file.put_number("at_ms", restart.at_ms);
            file.put_text_if("version", restart.version.as_deref());
            file
        });
        file.put_list("restarts", restarts.collect());
        file.put_numbers("our_checks_ms", &history.our_checks_ms);
        let known = history.known.checked();
        file.put_number_if("memory_limit_bytes", known.memory_limit_bytes);
        file.put_number_if("task_limit", known.task_limit);
        file.put_number_if("others_checks_per_hour", known.others_checks_per_hour);
        if let Some(experiment) = history.experiment.filter(Experiment::is_sound) {
            file.put_number("experiment_begun_ms", experiment.begun_ms);
            file.put_number("experiment_phase_ms", experiment.phase_ms);
            file.put_number("experiment_fast_ms", experiment.fast_ms);
            file.put_number("experiment_usual_ms", experiment.usual_ms);
            file.put_number_if("experiment_stopped_ms", experiment.stopped_ms);
        }
        let profiles = history.profiles.iter();
        file.put_list("profiles", profiles.map(|p| self.profile(p)).collect());
        file
    }

    fn target(&self, id: ServiceId, target: &Target) -> Fields {
        let mut file = self.fields(Owner::Target(id));
        for (name, text) in [
            ("name", &target.name),
            ("base_url", &target.base_url),
            ("health", &target.health),
            ("pprof", &target.pprof),
            ("vars", &target.vars),
            ("events", &target.events),
        ] {
            file.put_text(name, text);
        }
        file
    }

    /// JSON has no number for what is not finite, and a series should hold none: such points are
    /// left out.
    fn series(&self, id: ServiceId, metric: &str, series: &Series) -> Fields {
        let points = series.at_ms.iter().zip(&series.values);
        let points = points.filter(|(at, value)| at.is_finite() && value.is_finite());
        let (at_ms, values): (Vec<f64>, Vec<f64>) = points.unzip();
        let mut file = self.fields(Owner::Series(id, metric.to_owned()));
        file.put_text("metric", metric);
        file.put_numbers("at_ms", &at_ms);
        file.put_numbers("values", &values);
        file
    }

    fn health(&self, id: ServiceId, at_ms: f64, health: &Health) -> Fields {
        let mut file = self.fields(Owner::Health(id, at_ms.to_bits()));
        file.put_number("at_ms", at_ms);
        file.put_word("state", words::of_state(health.state));
        file.put_text("status", &health.status);
        file.put_number_if("uptime_ms", health.uptime_ms);
        file.put_text_if("version", health.version.as_deref());
        let dependencies = health.dependencies.iter();
        let dependencies = dependencies.map(|d| self.dependency(id, at_ms, d));
        file.put_list("dependencies", dependencies.collect());
        file
    }

    fn dependency(&self, id: ServiceId, at_ms: f64, dependency: &Dependency) -> Fields {
        let name = dependency.name.clone();
        let mut file = self.fields(Owner::Dependency(id, at_ms.to_bits(), name));
        file.put_text("name", &dependency.name);
        file.put_word("state", words::of_state(dependency.state));
        file.put_number_if("took_ms", dependency.took_ms);
        let detail = Some(dependency.detail.as_str());
        file.put_text_if("detail", detail.filter(|detail| !detail.is_empty()));
        file
    }

    fn event(&self, id: ServiceId, event: &Event) -> Fields {
        let at = event.start_ms.to_bits();
        let mut file = self.fields(Owner::Event(id, at, event.text.clone()));
        file.put_number("time", event.start_ms);
        file.put_number_if("timeEnd", event.end_ms);
        let tags = event.tags.iter().map(|tag| Value::from(tag.as_str()));
        file.put("tags", Value::Array(tags.collect()));
        file.put_text("text", &event.text);
        file.put("note", event.is_note.into());
        file
    }

    fn profile(&self, entry: &ProfileEntry) -> Fields {
        let mut file = self.fields(Owner::Profile(entry.id));
        file.put("id", entry.id.0.into());
        file.put_word("source", words::of_source(entry.source));
        file.put_text("name", &entry.name);
        file.put_number("at_ms", entry.at_ms);
        file.put("bytes", entry.bytes.into());
        file.put_text("hash", &entry.hash);
        let place = self.files.get(&entry.id);
        file.put_text("file", place.map_or("", String::as_str));
        file
    }
}
