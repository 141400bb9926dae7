//! The fetches the engine orders.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_net::http::{Headers, Request, RequestBuilder};
use js_sys::ArrayBuffer;
use leakscope_core::engine::protocol::{FetchOrder, Outcome, Trouble, TroubleKind};
use leakscope_core::table::Table;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, ReferrerPolicy, RequestCache, RequestCredentials, RequestRedirect, Window,
};

use super::probe::probe;

/// A request header a person gave for one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its name.
    pub name: String,
    /// Its value: a secret. It stays in this page's memory.
    pub value: String,
}

/// The fetches that are on their way, by order.
#[derive(Clone, Default)]
pub struct Fetches(Rc<RefCell<Table<u32, Running>>>);

struct Running {
    controller: AbortController,
    is_cancelled: bool,
}

impl Fetches {
    /// Makes a fetch: a plain GET that carries nothing the person did not give. The body comes
    /// back as the browser's own buffer.
    pub async fn run(
        &self,
        order: FetchOrder,
        header: Option<Header>,
    ) -> (Outcome, Option<ArrayBuffer>) {
        let Some(window) = web_sys::window() else {
            return (Outcome::Cancelled, None);
        };
        let Ok(controller) = AbortController::new() else {
            return (Outcome::Cancelled, None);
        };
        let running = Running {
            controller: controller.clone(),
            is_cancelled: false,
        };
        self.0.borrow_mut().insert(order.order, running);
        let started_ms = js_sys::Date::now();
        let timeout = Timeout::new(&window, order.timeout_ms, controller.clone());
        let answer = answer(&order, header.as_ref(), &controller).await;
        let took_ms = js_sys::Date::now() - started_ms;
        let has_timed_out = timeout.has_fired();
        drop(timeout);
        let running = self.0.borrow_mut().remove(order.order);
        match answer {
            Ok(answer) => {
                let outcome = Outcome::Answered {
                    status: answer.status,
                    content_type: answer.content_type,
                    took_ms,
                };
                (outcome, Some(answer.body))
            }
            Err(_) if running.is_some_and(|running| running.is_cancelled) => {
                (Outcome::Cancelled, None)
            }
            Err(_) if has_timed_out => {
                let after_ms = order.timeout_ms;
                (Outcome::TimedOut { after_ms }, None)
            }
            Err(error) => {
                let outcome = Outcome::Blocked {
                    message: words_of(&error),
                    probe: probe(&window, &order.url, order.may_probe).await,
                };
                (outcome, None)
            }
        }
    }

    /// Stops a fetch.
    pub fn abort(&self, order: u32) {
        if let Some(running) = self.0.borrow_mut().get_mut(order) {
            running.is_cancelled = true;
            running.controller.abort();
        }
    }

    /// Stops them all: the engine that ordered them is gone.
    pub fn abort_all(&self) {
        for running in self.0.borrow_mut().rows_mut() {
            running.is_cancelled = true;
            running.controller.abort();
        }
    }
}

/// Loads a file a person chose: the demo recording of this site.
pub async fn load(url: &str) -> Result<ArrayBuffer, Trouble> {
    let failed = |raw: String| Trouble {
        kind: TroubleKind::Unreachable,
        title: format!("{url} could not be loaded"),
        raw,
        ..Trouble::default()
    };
    let answer = fetch(plain_get(url)).await;
    let answer = answer.map_err(|error| failed(words_of(&error)))?;
    match answer.status {
        200..=299 => Ok(answer.body),
        status => Err(failed(format!("HTTP {status}"))),
    }
}

struct Answer {
    status: u16,
    content_type: String,
    body: ArrayBuffer,
}

async fn answer(
    order: &FetchOrder,
    header: Option<&Header>,
    controller: &AbortController,
) -> Result<Answer, JsValue> {
    let signal = controller.signal();
    let mut request = plain_get(&order.url).abort_signal(Some(&signal));
    if let Some(header) = header {
        // Through the browser's own type, which says no to a bad name instead of panicking.
        let headers = web_sys::Headers::new()?;
        headers.set(&header.name, &header.value)?;
        request = request.headers(Headers::from_raw(headers));
    }
    fetch(request).await
}

async fn fetch(request: RequestBuilder) -> Result<Answer, JsValue> {
    let response: web_sys::Response = request.send().await.map_err(as_js)?.into();
    let content_type = response.headers().get("content-type")?.unwrap_or_default();
    // The browser's own buffer, which goes on to the engine without a copy.
    let body = JsFuture::from(response.array_buffer()?).await?;
    Ok(Answer {
        status: response.status(),
        content_type,
        body: body.dyn_into()?,
    })
}

/// A GET without cookies, cache, referrer: nothing but the question.
pub(super) fn plain_get(url: &str) -> RequestBuilder {
    Request::get(url)
        .credentials(RequestCredentials::Omit)
        .cache(RequestCache::NoStore)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .redirect(RequestRedirect::Follow)
}

fn as_js(error: gloo_net::Error) -> JsValue {
    match error {
        gloo_net::Error::JsError(error) => js_sys::Error::new(&error.to_string()).into(),
        other => js_sys::Error::new(&other.to_string()).into(),
    }
}

/// What the browser says of an error: `TypeError: Failed to fetch`.
fn words_of(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => format!("{error:?}"),
    }
}

/// Aborts a fetch when its time is over; dropped, it does not.
struct Timeout {
    window: Window,
    handle: i32,
    has_fired: Rc<Cell<bool>>,
    _callback: Closure<dyn FnMut()>,
}

impl Timeout {
    fn new(window: &Window, after_ms: f64, controller: AbortController) -> Timeout {
        let has_fired = Rc::new(Cell::new(false));
        let its_flag = Rc::clone(&has_fired);
        let callback = Closure::<dyn FnMut()>::new(move || {
            its_flag.set(true);
            controller.abort();
        });
        let after_ms = after_ms.clamp(0.0, f64::from(i32::MAX)) as i32;
        let handle = window.set_timeout_with_callback_and_timeout_and_arguments_0(
            callback.as_ref().unchecked_ref(),
            after_ms,
        );
        Timeout {
            window: window.clone(),
            handle: handle.unwrap_or_default(),
            has_fired,
            _callback: callback,
        }
    }

    fn has_fired(&self) -> bool {
        self.has_fired.get()
    }
}

impl Drop for Timeout {
    fn drop(&mut self) {
        self.window.clear_timeout_with_handle(self.handle);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use leakscope_core::telemetry::ServiceId;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn order(url: &str) -> FetchOrder {
        FetchOrder {
            order: 1,
            service: ServiceId(1),
            url: url.into(),
            timeout_ms: 10e3,
            may_probe: true,
            expected_ms: 0.0,
            for_request: None,
        }
    }

    #[wasm_bindgen_test]
    async fn an_answer_comes_with_its_status_and_bytes() {
        let (outcome, body) = Fetches::default()
            .run(order("data:text/plain,hello"), None)
            .await;
        assert!(
            matches!(&outcome, Outcome::Answered { status: 200, content_type, .. }
                if content_type.starts_with("text/plain")),
            "{outcome:?}"
        );
        let bytes = body.map(|body| js_sys::Uint8Array::new(&body).to_vec());
        assert_eq!(bytes.as_deref(), Some(&b"hello"[..]));
    }

    #[wasm_bindgen_test]
    async fn a_path_that_is_not_there_is_an_answer_too() {
        let (outcome, _) = Fetches::default().run(order("/not-there"), None).await;
        assert!(
            matches!(outcome, Outcome::Answered { status: 404, .. }),
            "{outcome:?}"
        );
    }

    #[wasm_bindgen_test]
    async fn a_port_nobody_listens_at_is_not_reached() {
        // Browsers refuse some ports (9 is one) before asking: to a page that is the same.
        let (outcome, _) = Fetches::default()
            .run(order("http://127.0.0.1:9/"), None)
            .await;
        match outcome {
            Outcome::Blocked { probe, .. } => assert_eq!(probe.reached, Some(false)),
            other => panic!("{other:?}"),
        }
    }

    #[wasm_bindgen_test]
    async fn a_header_no_browser_takes_is_a_failure_and_no_panic() {
        let header = Header {
            name: "not a name".into(),
            value: "x".into(),
        };
        let fetches = Fetches::default();
        let (outcome, _) = fetches.run(order("data:,x"), Some(header)).await;
        assert!(matches!(outcome, Outcome::Blocked { .. }), "{outcome:?}");
    }
}
