//! Which stacks of a profile in view the detector marks.

use std::rc::Rc;

use super::desk::Desk;
use super::protocol::{Subject, Trouble};
use super::{Host, Store, loading};
use crate::leak::growth;
use crate::profile::StackId;

/// The stacks that grow steadily in the profiles of its service since its last restart, as "What is
/// growing" has them; of a loose file those of a leak's pattern and number.
///
/// # Errors
///
/// When the profile cannot be loaded.
pub async fn growing<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    subject: &Subject,
) -> Result<Vec<StackId>, Trouble> {
    let id = subject.profile;
    let loaded = loading::kept(desk, id).await?;
    let mut state = desk.state.borrow_mut();
    let service = state
        .profiles
        .get(id)
        .and_then(|its| its.info.entry.service);
    let since_restart = service.and_then(|service| {
        let restarts = &state.services.get(service)?.history.restarts;
        Some(restarts.last().map_or(f64::NEG_INFINITY, |it| it.at_ms))
    });
    let kept = state.kept_mut(service);
    let range_ms = match (since_restart, kept.get(id)) {
        (Some(from_ms), _) => (from_ms, f64::INFINITY),
        (None, Some(alone)) => (alone.at_ms, alone.at_ms),
        (None, None) => return Ok(Vec::new()),
    };
    let types = loaded.profile.sample_type_names();
    let wanted = subject.sample_type.map(|index| index as usize);
    let wanted = wanted.unwrap_or_else(|| loaded.profile.default_sample_type());
    let column = types.get(wanted).map(|(kind, _)| kind.as_str());
    Ok(growth(kept, &loaded.kind, column, range_ms).growing)
}
