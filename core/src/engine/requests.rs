//! Which request leads where.

use std::rc::Rc;

use super::desk::Desk;
use super::executor::Priority;
use super::growing::growing;
use super::numbers::numbers;
use super::overview::{growth_answer, overview};
use super::protocol::{Answer, ExportWhat, Request, ToEngine, Trouble};
use super::records::Entry;
use super::store::Store;
use super::{
    Host, ahead, capture, experiment, export, export_view, fetched, loading, opening, rebuild,
    services, troubles, writing,
};
use crate::layout::own_code;

/// Takes a request in.
pub fn take<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    message: ToEngine,
    body: Option<Vec<u8>>,
) {
    let ToEngine { id, request } = message;
    if let Request::Start {
        is_read_only,
        died_of,
    } = request
    {
        let its_desk = Rc::clone(desk);
        desk.spawn(Priority::Person, async move {
            rebuild::start(&its_desk, id, is_read_only, died_of).await;
        });
        return;
    }
    let mut state = desk.state.borrow_mut();
    if !state.is_started {
        state.early.push((ToEngine { id, request }, body));
        return;
    }
    drop(state);
    answer(desk, id, request, body);
}

/// Does what a started engine is asked. Apart from [`take`], which an engine needs to start: the page
/// loads this later (`xtask/src/pack/split`).
#[inline(never)]
pub(super) fn answer<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    id: u32,
    request: Request,
    body: Option<Vec<u8>>,
) {
    match request {
        Request::Start { .. } => {}
        Request::Cancel { request } => cancel(desk, request),
        Request::Open {
            name,
            modified_ms,
            inflated_limit_bytes,
            beside,
        } => {
            ahead::stop(desk);
            let file = opening::File {
                name,
                modified_ms,
                inflated_limit_bytes,
                beside,
                bytes: body.unwrap_or_default(),
            };
            let its_desk = Rc::clone(desk);
            desk.jobs.spawn(Priority::Opening, Some(id), async move {
                let result = opening::open(&its_desk, id, file).await;
                // First, so that the view which the answer opens is made once.
                its_desk.tell_changes();
                let opened = result.as_ref().ok().and_then(|info| info.profiles.last());
                let opened = opened.map(|profile| profile.entry.id);
                its_desk.reply_result(id, result.map(Answer::Opened));
                if let Some(profile) = opened {
                    ahead::order_stacks(&its_desk, profile).await;
                }
            });
        }
        Request::Close { profile } => {
            let changes = services::forget_profile(desk, profile);
            writing::write(desk, changes);
            services::answer_inventory(desk, id, Ok(()));
        }
        Request::Watch { target, intervals } => services::watch(desk, id, target, intervals),
        Request::SetIntervals { service, intervals } => {
            services::change(desk, id, service, |service| {
                service.stored.intervals = intervals;
                if let Some(watch) = &mut service.watch {
                    watch.set_intervals(intervals);
                }
            });
        }
        Request::Pause { service, is_paused } => services::change(desk, id, service, |service| {
            if let Some(watch) = &mut service.watch {
                watch.pause(is_paused);
            }
        }),
        Request::Retry { service } => services::change(desk, id, service, |service| {
            if let Some(watch) = &mut service.watch {
                watch.retry();
            }
        }),
        Request::Forget { service } => services::forget(desk, id, service),
        Request::Capture { service, what } => capture::begin(desk, id, service, what),
        Request::Fetched { order, outcome } => fetched::take(desk, order, outcome, body),
        // Polls go on while the page is hidden; the browser alone slows them down.
        Request::Visibility { .. } => services::poll(desk),
        Request::AddNote {
            service,
            at_ms,
            text,
        } => {
            // A file of events has whole milliseconds.
            services::note(desk, id, service, Entry::Note(at_ms.round(), text));
        }
        Request::RemoveNote {
            service,
            at_ms,
            text,
        } => {
            services::note(desk, id, service, Entry::NoteRemoved(at_ms, text));
        }
        Request::Experiment { service, is_begun } => {
            experiment::switch(desk, id, service, is_begun);
        }
        Request::SetKnown { service, known } => {
            services::note(desk, id, service, Entry::Known(known.checked()));
        }
        Request::Export(what) => {
            let its_desk = Rc::clone(desk);
            desk.jobs.spawn(Priority::Opening, Some(id), async move {
                let result = match what {
                    ExportWhat::Recording => export::recording(&its_desk).await,
                    ExportWhat::Profile(profile) => export::profile(&its_desk, profile).await,
                    ExportWhat::View { subject, format } => {
                        export_view::view(&its_desk, &subject, format).await
                    }
                    ExportWhat::Events { service, is_csv } => {
                        export::events(&its_desk, service, is_csv)
                    }
                };
                match result {
                    Ok((answer, bytes)) => its_desk.say(Some(id), answer, Some(bytes)),
                    Err(trouble) => its_desk.reply(id, Answer::Failed(trouble)),
                }
            });
        }
        Request::Overview(_)
        | Request::Growth(_)
        | Request::Flame { .. }
        | Request::Top { .. }
        | Request::Graph { .. }
        | Request::Frame { .. }
        | Request::Search { .. }
        | Request::Goroutines { .. }
        | Request::Goroutine { .. }
        | Request::Labels { .. }
        | Request::Calls { .. }
        | Request::Source { .. }
        | Request::Numbers { .. }
        | Request::Suggest { .. }
        | Request::OwnCode { .. }
        | Request::Named { .. }
        | Request::Judge { .. } => {
            let priority = match request {
                // They may have a whole profile to go through, and only add to what the view shows.
                Request::Judge { .. } | Request::OwnCode { .. } => Priority::Live,
                _ => Priority::Person,
            };
            let its_desk = Rc::clone(desk);
            desk.jobs.spawn(priority, Some(id), async move {
                let result = view(&its_desk, request).await;
                its_desk.reply_result(id, result);
            });
        }
    }
}

/// Drops whatever answers a request, and takes back what it has begun.
fn cancel<S: Store + 'static, H: Host + 'static>(desk: &Rc<Desk<S, H>>, request: u32) {
    let was_running = desk.jobs.cancel(request);
    let opening = desk.state.borrow_mut().openings.remove(request);
    if let Some(profile) = opening {
        let changes = services::forget_profile(desk, profile);
        writing::write(desk, changes);
    }
    if capture::stop(desk, request) || was_running {
        let trouble = Trouble {
            kind: super::protocol::TroubleKind::Cancelled,
            title: "Stopped".into(),
            ..Trouble::default()
        };
        desk.reply(request, Answer::Failed(trouble));
    }
}

/// Answers what a person looks at.
async fn view<S: Store + 'static, H: Host + 'static>(
    desk: &Rc<Desk<S, H>>,
    request: Request,
) -> Result<Answer, Trouble> {
    let pace = &desk.pace;
    Ok(match request {
        Request::Flame { subject, query } => {
            let _held = loading::load_subject(desk, &subject).await?;
            let growing = match query.marks_growth {
                true => growing(desk, &subject).await?,
                false => Vec::new(),
            };
            let flame = desk.shelf.flame(&subject, &query, &growing, pace);
            let flame = loading::found(flame.await)?;
            ahead::think_ahead(desk, &subject);
            Answer::Flame(Box::new(flame))
        }
        Request::Top { subject, query } => {
            let _held = loading::load_subject(desk, &subject).await?;
            Answer::Top(loading::found(
                desk.shelf.top(&subject, &query, pace).await,
            )?)
        }
        Request::Graph { subject, query } => {
            loading::load_subject(desk, &subject).await?;
            Answer::Graph(loading::found(
                desk.shelf.graph(&subject, &query, pace).await,
            )?)
        }
        Request::Frame { subject, query } => {
            let _held = loading::load_subject(desk, &subject).await?;
            Answer::Frame(loading::found(
                desk.shelf.frame(&subject, &query, pace).await,
            )?)
        }
        Request::Search { subject, text } => {
            let _held = loading::load_subject(desk, &subject).await?;
            Answer::Found(loading::found(
                desk.shelf.search(&subject, &text, pace).await,
            )?)
        }
        Request::Named { subject, names } => {
            let _held = loading::load_subject(desk, &subject).await?;
            let named = desk.shelf.named(&subject, &names, pace).await;
            Answer::Named(loading::found(named)?)
        }
        Request::Goroutines { subject, query } => {
            let _held = loading::load_subject(desk, &subject).await?;
            let page = desk.shelf.goroutines(&subject, &query, pace).await;
            Answer::Goroutines(Box::new(loading::found(page)?))
        }
        Request::Goroutine { profile, index } => {
            let _held = loading::load(desk, profile).await?;
            let details = desk.shelf.goroutine(profile, index);
            Answer::Goroutine(Box::new(loading::found(details)?))
        }
        Request::Labels { subject, query } => {
            let _held = loading::load_subject(desk, &subject).await?;
            Answer::Labels(loading::found(
                desk.shelf.labels(&subject, &query, pace).await,
            )?)
        }
        Request::Calls { subject, query } => {
            let _held = loading::load_subject(desk, &subject).await?;
            Answer::Calls(loading::found(
                desk.shelf.calls(&subject, &query, pace).await,
            )?)
        }
        Request::Source { subject, query } => {
            let _held = loading::load_subject(desk, &subject).await?;
            Answer::Source(loading::found(
                desk.shelf.source(&subject, &query, pace).await,
            )?)
        }
        Request::Numbers { subject, query } => {
            Answer::Numbers(Box::new(numbers(desk, &subject, &query).await?))
        }
        Request::Suggest { subject, query } => {
            let _held = loading::load_subject(desk, &subject).await?;
            let said = desk.shelf.suggest(&subject, &query, pace).await;
            Answer::Suggested(loading::found(said)?)
        }
        Request::OwnCode { profile } => {
            let loaded = loading::load(desk, profile).await?;
            Answer::OwnCode(own_code(&loaded.profile.tables).unwrap_or_default())
        }
        Request::Judge { profile } => Answer::Judged(loading::judged(desk, profile).await?),
        Request::Growth(query) => {
            let state = desk.state.borrow();
            let service = state.services.get(query.service);
            let service = service.ok_or_else(troubles::no_such_service)?;
            Answer::Growth(growth_answer(&service.history, &query, &service.kept))
        }
        Request::Overview(query) => {
            let state = desk.state.borrow();
            let service = state.services.get(query.service);
            let service = service.ok_or_else(troubles::no_such_service)?;
            let history = &service.history;
            let last_ms = history.range_ms().map_or(0.0, |(_, to_ms)| to_ms);
            let now_ms = if service.stored.is_live {
                desk.host.now_ms()
            } else {
                last_ms
            };
            Answer::Overview(Box::new(overview(history, &query, &service.kept, now_ms)))
        }
        _ => return Err(troubles::unanswerable()),
    })
}
