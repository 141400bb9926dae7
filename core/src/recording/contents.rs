//! What an export holds, in lines a person can judge before saving it.

use super::{Recording, redact};
use crate::map::Map;
use crate::order;
use crate::telemetry::History;
use crate::units::count;

/// One line for each service and one for the profiles, then what is left out.
pub fn contents(recording: &Recording) -> Vec<String> {
    let mut lines = Vec::new();
    for service in &recording.services {
        lines.push(of_service(service));
        let dependencies = dependencies(service);
        if !dependencies.is_empty() {
            lines.push(format!(
                "names of its dependencies: {}",
                dependencies.join(", ")
            ));
        }
    }
    let mut by_name: Map<&str, (i64, u64)> = Map::default();
    for entry in recording.profiles() {
        let sum = by_name.or_default(&entry.name);
        *sum = (sum.0 + 1, sum.1.saturating_add(entry.bytes));
    }
    let mut by_name = by_name.into_rows();
    order::sort_by_key(&mut by_name, |(name, _)| *name);
    for (name, (number, bytes)) in by_name {
        lines.push(format!(
            "{}: {} as received, {} bytes; function and file names of the program are in them",
            redact::clean_text(name),
            of(number, "profile"),
            count(i64::try_from(bytes).unwrap_or(i64::MAX)),
        ));
    }
    lines.push(
        "left out: request headers, user names and passwords in addresses, token-like query values, \
         command lines"
            .into(),
    );
    lines
}

fn of_service(service: &History) -> String {
    let points = service.series.iter().map(|(_, series)| series.at_ms.len());
    let name = redact::clean_text(&service.target.name);
    let url = redact::clean_text(&service.target.base_url);
    let notes = service.events.iter().filter(|event| event.is_note).count();
    let parts = [
        of_len(points.sum(), "reading"),
        of_len(service.health.len(), "health answer"),
        of_len(service.events.len() - notes, "event"),
        of_len(notes, "note"),
        of_len(service.restarts.len(), "restart"),
        of_len(service.gaps.len(), "gap"),
    ];
    format!("{name} at {url}: {}", parts.join(", "))
}

/// In the order in which they first appear.
fn dependencies(service: &History) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for (_, health) in &service.health {
        for dependency in &health.dependencies {
            if !names.contains(&dependency.name.as_str()) {
                names.push(&dependency.name);
            }
        }
    }
    names
}

fn of_len(number: usize, thing: &str) -> String {
    of(i64::try_from(number).unwrap_or(i64::MAX), thing)
}

fn of(number: i64, thing: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{} {thing}{ending}", count(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn an_export_says_what_it_holds() {
        let recording = crate::recording::sample::recording();
        expect![[r#"
            migration at http://localhost:8081: 2 readings, 1 health answer, 1 event, 0 notes, 1 restart, 1 gap
            names of its dependencies: database, registry
            cpu of monday.txt: 1 profile as received, 27 bytes; function and file names of the program are in them
            goroutine: 1 profile as received, 18 bytes; function and file names of the program are in them
            heap: 1 profile as received, 600 bytes; function and file names of the program are in them
            left out: request headers, user names and passwords in addresses, token-like query values, command lines"#]].assert_eq(&contents(&recording).join("\n"));
    }
}
