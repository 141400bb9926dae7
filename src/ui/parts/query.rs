//! A question to the engine that follows what is on the screen.

use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Waker};

use crate::leptos::task::spawn_local_scoped_with_cancellation;
use leakscope_core::engine::protocol::{Answer, Request, Trouble};

use crate::engine::Engine;
use crate::prelude::*;

/// The last answer to a question. While a new one is on its way the old one stays.
pub struct Query<T: Send + Sync + 'static> {
    value: RwSignal<Option<Arc<T>>>,
    trouble: RwSignal<Option<Trouble>>,
}

impl<T: Send + Sync + 'static> Copy for Query<T> {}
impl<T: Send + Sync + 'static> Clone for Query<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Query<T> {
    /// Asks `request` and asks anew whenever it changes; the question before is cancelled then.
    /// `None` asks nothing and has no answer. `pick` takes the answer apart.
    pub fn new(
        engine: Engine,
        request: impl Fn() -> Option<Request> + Send + Sync + 'static,
        pick: fn(Answer) -> Option<T>,
    ) -> Query<T> {
        let query = Query {
            value: RwSignal::new(None),
            trouble: RwSignal::new(None),
        };
        let answered = move |answer: Option<Answer>| {
            query.value.set(answer.and_then(pick).map(Arc::new));
        };
        keep_asking(engine, Box::new(request), Rc::new(answered), query.trouble);
        query
    }

    /// The answer.
    pub fn get(self) -> Option<Arc<T>> {
        self.value.get()
    }

    /// The answer, without following it.
    pub fn get_untracked(self) -> Option<Arc<T>> {
        self.value.get_untracked()
    }

    /// What went wrong with the last question.
    pub fn trouble(self) -> Option<Trouble> {
        self.trouble.get()
    }
}

/// An answer on its way.
type Coming = Pin<Box<dyn Future<Output = Result<Answer, Trouble>>>>;

/// Asks at once: effects run when a view has been made, and while it is made the engine can work.
fn ask_now(engine: Engine, request: &Request) -> Coming {
    let mut answer: Coming = Box::pin(engine.ask(request.clone()));
    // Whoever awaits it says anew whom to wake.
    let _ = answer
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()));
    answer
}

/// The part of a query that is the same for all answers.
fn keep_asking(
    engine: Engine,
    request: Box<dyn Fn() -> Option<Request> + Send + Sync>,
    answered: Rc<dyn Fn(Option<Answer>)>,
    trouble: RwSignal<Option<Trouble>>,
) {
    let request = Memo::new(request);
    let mut asked = request.get_untracked().map(|it| (ask_now(engine, &it), it));
    effect(move || {
        let answered = answered.clone();
        let Some(request) = request.get() else {
            answered(None);
            trouble.set(None);
            return;
        };
        let answer = match asked.take() {
            Some((answer, asked)) if asked == request => answer,
            _ => Box::pin(engine.ask(request)),
        };
        // The effect's owner ends when the request changes, which drops the future, which cancels.
        spawn_local_scoped_with_cancellation(async move {
            match answer.await {
                Ok(answer) => {
                    trouble.set(None);
                    answered(Some(answer));
                }
                Err(why) => trouble.set(Some(why)),
            }
        });
    });
}
