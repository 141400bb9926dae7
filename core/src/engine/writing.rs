//! The way to the store: one transaction after the other, each with all that came up meanwhile.

use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

use super::Host;
use super::desk::Desk;
use super::executor::Priority;
use super::records::Key;
use super::state::State;
use super::store::{Change, Store};
use crate::codec::to_bytes;

/// Writes `changes` and whatever the journals hold; goes on once they are written, or have failed
/// to be, which the inventory then says.
pub async fn written<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    changes: Vec<Change>,
) {
    let asked = write(desk, changes);
    done(desk, asked).await;
}

/// Waits until a writing that [`write`] has told of is done, or has failed.
pub async fn done<S: Store, H: Host>(desk: &Desk<S, H>, asked: u64) {
    poll_fn(|context| {
        let outbox = &mut desk.state.borrow_mut().outbox;
        if outbox.done >= asked {
            return Poll::Ready(());
        }
        outbox.waiting.push(context.waker().clone());
        Poll::Pending
    })
    .await;
}

/// Has `changes` and the journals written soon. Returns which writing that is.
pub fn write<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    changes: Vec<Change>,
) -> u64 {
    let mut state = desk.state.borrow_mut();
    let is_read_only = state.is_read_only;
    let outbox = &mut state.outbox;
    outbox.asked += 1;
    let asked = outbox.asked;
    if is_read_only {
        outbox.done = asked;
        return asked;
    }
    outbox.changes.extend(changes);
    if !std::mem::replace(&mut outbox.is_writing, true) {
        drop(state);
        let its_desk = Rc::clone(desk);
        desk.spawn(Priority::Live, async move { run(&its_desk).await });
    }
    asked
}

async fn run<S: Store + 'static, H: Host + 'static>(desk: &Rc<Desk<S, H>>) {
    loop {
        let (changes, asked) = {
            let mut state = desk.state.borrow_mut();
            let changes = take(&mut state);
            if changes.is_empty() && state.outbox.done == state.outbox.asked {
                state.outbox.is_writing = false;
                return;
            }
            (changes, state.outbox.asked)
        };
        let result = match changes.is_empty() {
            true => Ok(()),
            false => desk.store.commit(&changes).await,
        };
        drop(changes);
        let mut state = desk.state.borrow_mut();
        if let Err(error) = result
            && !std::mem::replace(&mut state.outbox.has_failed, true)
        {
            state.remark(format!(
                "The browser did not store what was seen ({error}). It stays here until this page \
                 is closed: export the recording to keep it."
            ));
        }
        state.outbox.done = asked;
        for waker in std::mem::take(&mut state.outbox.waiting) {
            waker.wake();
        }
    }
}

/// All that is to be written now, as one transaction.
fn take(state: &mut State) -> Vec<Change> {
    let mut changes = std::mem::take(&mut state.outbox.changes);
    for (id, service) in state.services.iter_mut() {
        let journal = &mut service.journal;
        // Longer than a batch only if much came up during one writing; then it is a long batch.
        if std::mem::take(&mut journal.is_dirty) {
            let key = Key::Journal(id, journal.batch).text();
            changes.push(Change::Put(key, to_bytes(&journal.entries)));
            journal.begin_next_if_full();
        }
    }
    changes
}
