//! Asks the engine for what is shown, again whenever something about it changes.

use std::sync::Arc;
use std::time::Duration;

use crate::leptos::TimeoutHandle;
use crate::leptos::task::spawn_local;
use leakscope_core::engine::protocol::{Answer, GrowthQuery, OverviewQuery, Request};

use super::state::OverviewState;

use crate::prelude::*;

/// News of a live service are asked for no more often than this.
const NEWS_APART_MS: f64 = 500.0;

/// One kind of question: when it was last asked, and what still waits.
#[derive(Clone, Copy, Default)]
struct Pace {
    asked_ms: f64,
    /// Number of the last question; older answers are passed over.
    number: u32,
    timer: Option<TimeoutHandle>,
}

/// Keeps `overview` and `growth` of the state as the engine has them, from now on.
pub fn keep_loaded(state: OverviewState) {
    let overview = Memo::new(move || {
        let width_px = state.width_px.get();
        let sharpness = window().device_pixel_ratio().clamp(1.0, 4.0);
        (width_px > 0.0).then_some(OverviewQuery {
            service: state.service.get()?,
            range_ms: state.range_to_ask(),
            width_px: (width_px * sharpness) as u32,
            selection_ms: state.selection.get(),
            is_by_stack: state.is_by_stack.get(),
        })
    });
    keep_asking(state, overview, ask_overview);
    let growth = Memo::new(move || {
        let (_, kind, sample_type) = state.tab.get().facts();
        Some(GrowthQuery {
            service: state.service.get()?,
            kind: kind.to_owned(),
            sample_type: sample_type.map(str::to_owned),
            range_ms: state.selection.get(),
        })
    });
    keep_asking(state, growth, ask_growth);
}

/// Asks when the question changes (in the next frame) and when the inventory does (not too often).
fn keep_asking<Q: Clone + PartialEq + Send + Sync + 'static>(
    state: OverviewState,
    question: Memo<Option<Q>>,
    ask: fn(OverviewState, Q, AnswerTo),
) {
    let pace = StoredValue::new(Pace::default());
    let ask_now = move || {
        let Some(question) = question.try_get_untracked().flatten() else {
            return;
        };
        let number = pace.try_update_value(|pace| {
            pace.asked_ms = js_sys::Date::now();
            pace.number += 1;
            pace.number
        });
        ask(state, question, AnswerTo { pace, number });
    };
    let ask_in = move |wait_ms: f64| {
        pace.update_value(|pace| {
            if let Some(timer) = pace.timer.take() {
                timer.clear();
            }
            let wait = Duration::from_millis(wait_ms.max(0.0) as u64);
            pace.timer = set_timeout_with_handle(ask_now, wait).ok();
        });
    };
    effect(move || {
        question.track();
        // A drag of the range changes the question with each frame: one frame later is soon enough.
        ask_in(16.0);
    });
    let mut is_later = false;
    effect(move || {
        state.engine.inventory().track();
        if std::mem::replace(&mut is_later, true) {
            let since_ms = js_sys::Date::now() - pace.with_value(|pace| pace.asked_ms);
            ask_in((NEWS_APART_MS - since_ms).max(16.0));
        }
    });
    on_cleanup(move || {
        if let Some(timer) = pace.try_with_value(|pace| pace.timer).flatten() {
            timer.clear();
        }
    });
}

/// Which question an answer belongs to.
#[derive(Clone, Copy)]
struct AnswerTo {
    pace: StoredValue<Pace>,
    number: Option<u32>,
}

impl AnswerTo {
    /// Whether nothing newer was asked meanwhile, and the view is still there.
    fn is_wanted(self) -> bool {
        self.number.is_some() && self.pace.try_with_value(|pace| pace.number) == self.number
    }
}

fn ask_overview(state: OverviewState, query: OverviewQuery, to: AnswerTo) {
    spawn_local(async move {
        let answer = state.engine.ask(Request::Overview(query)).await;
        if !to.is_wanted() {
            return;
        }
        match answer {
            Ok(Answer::Overview(overview)) => {
                state.trouble.set(None);
                state.overview.set(Some(Arc::from(overview)));
            }
            // The old view stays; the trouble is said above it.
            Err(trouble) => state.trouble.set(Some(trouble)),
            Ok(_) => {}
        }
    });
}

fn ask_growth(state: OverviewState, query: GrowthQuery, to: AnswerTo) {
    spawn_local(async move {
        let answer = state.engine.ask(Request::Growth(query)).await;
        if !to.is_wanted() {
            return;
        }
        match answer {
            Ok(Answer::Growth(growth)) => state.growth.set(Some(Arc::new(growth))),
            Err(trouble) => state.trouble.set(Some(trouble)),
            Ok(_) => {}
        }
    });
}
