//! What a person is likely to ask next of the profile in view, worked out while nobody asks anything.

use std::rc::Rc;

use super::Host;
use super::desk::Desk;
use super::executor::Priority;
use super::loading::turn;
use super::protocol::Subject;
use super::store::Store;
use crate::profile::Scaling;
use crate::telemetry::ProfileId;

/// What its job is cancelled by. Requests are numbered from 1 and do not come so far.
const JOB: u32 = u32::MAX;

/// Works out the totals of a subject whose flame was shown, so that Top, callers and graph find them. One
/// subject at a time, the last one shown.
pub fn think_ahead<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    subject: &Subject,
) {
    if desk.shelf.is_prepared(subject) {
        return;
    }
    stop(desk);
    let (its_desk, subject) = (Rc::clone(desk), subject.clone());
    desk.jobs
        .spawn(Priority::Background, Some(JOB), async move {
            // Where it cannot be done, whoever asks is told.
            let _ = its_desk.shelf.prepare(&subject, &its_desk.pace).await;
        });
}

/// Puts the stacks of a profile that was just opened in order, which its flame begins with, while the page
/// makes the view that will ask for it. Whoever asks meanwhile waits for it, and does it no second time.
pub async fn order_stacks<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    profile: ProfileId,
) {
    // Of several files only the last is looked at, or none alone.
    if !desk.state.borrow().openings.is_empty() {
        return;
    }
    let _turn = turn(desk, profile).await;
    let subject = Subject {
        profile,
        base: None,
        sample_type: None,
        filters: Vec::new(),
        scaling: Scaling::AsIs,
    };
    // Where it cannot be done, whoever asks is told.
    let _ = desk.shelf.order_stacks(&subject, &desk.pace).await;
}

/// Another file is to be read: what is worked on holds memory that it may need.
pub fn stop<S: Store, H: Host>(desk: &Desk<S, H>) {
    desk.jobs.cancel(JOB);
}
