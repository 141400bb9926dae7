//! What is kept, as the page shows it.

use super::experiment;
use super::protocol::{Inventory, ProfileInfo, ServiceInfo};
use super::state::{Service, State};
use crate::order;
use crate::telemetry::{Health, ServiceId, State as Health3};
use crate::units::rough_duration;
use crate::watch::cost;

/// The inventory now.
pub fn of(state: &State, now_ms: f64) -> Inventory {
    let services = state.services.iter();
    Inventory {
        services: services
            .map(|(id, s)| service_info(state, id, s, now_ms))
            .collect(),
        profiles: infos(state, None),
        remarks: state.remarks.clone(),
        stored_bytes: state.usage_bytes.0,
        quota_bytes: state.usage_bytes.1,
        is_read_only: state.is_read_only,
    }
}

fn service_info(state: &State, id: ServiceId, service: &Service, now_ms: f64) -> ServiceInfo {
    let health: Option<&Health> = service.history.health.last().map(|(_, health)| health);
    let watch = service.watch.as_ref();
    let endpoints = watch.map(|watch| watch.endpoints()).unwrap_or_default();
    let trouble = watch.and_then(|watch| watch.trouble()).cloned();
    let answers = endpoints
        .iter()
        .any(|e| e.answered_at_ms.is_some() && e.trouble.is_none());
    ServiceInfo {
        id,
        target: service.stored.target.clone(),
        is_live: service.stored.is_live,
        is_paused: service.stored.is_paused,
        intervals: service.stored.intervals,
        state: match (&trouble, health) {
            (Some(_), _) => Health3::Down,
            (None, Some(health)) => health.state,
            (None, None) if answers => Health3::Up,
            (None, None) => Health3::Unknown,
        },
        uptime: health
            .and_then(|health| health.uptime_ms)
            .map(rough_duration)
            .unwrap_or_default(),
        version: health
            .and_then(|health| health.version.clone())
            .unwrap_or_default(),
        range_ms: service.history.range_ms(),
        trouble,
        index: service.index.clone(),
        our_checks: service.history.our_checks_ms.len() as u64,
        cost: match watch {
            Some(_) => cost(&service.stored.intervals, &endpoints),
            None => String::new(),
        },
        endpoints,
        known: service.history.known,
        experiment: experiment::info(service, now_ms),
        profiles: infos(state, Some(id)),
    }
}

/// The profiles of a service, or of none, by time.
fn infos(state: &State, service: Option<ServiceId>) -> Vec<ProfileInfo> {
    let all = state.profiles.rows();
    let mut infos: Vec<ProfileInfo> = all
        .filter(|stored| stored.info.entry.service == service)
        .filter(|stored| !stored.info.kind.is_empty() || stored.set_aside.is_some())
        .map(|stored| stored.info.clone())
        .collect();
    order::sort_by(&mut infos, |a, b| a.entry.at_ms.total_cmp(&b.entry.at_ms));
    infos
}
