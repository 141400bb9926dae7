//! What a person is likely to ask next of the profile in view, worked out while nobody asks anything.

use std::rc::Rc;

use super::Host;
use super::desk::Desk;
use super::executor::Priority;
use super::protocol::Subject;
use super::store::Store;

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

/// Another file is to be read: what is worked on holds memory that it may need.
pub fn stop<S: Store, H: Host>(desk: &Desk<S, H>) {
    desk.jobs.cancel(JOB);
}
