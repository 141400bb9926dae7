//! A page, a clock and a service, all in a test's hand.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use crate::codec::{self, Coded};
use crate::engine::protocol::*;
use crate::engine::{Engine, Host, MemoryStore, Store};
use crate::job::Pace;
use crate::telemetry::{ServiceId, Target};

/// What a scripted service answers to a path: status and body, or nothing at all.
pub type Service = Rc<dyn Fn(&str) -> Option<(u16, Vec<u8>)>>;

/// A second buffer, where a message has one.
type Body = Option<Vec<u8>>;

/// What the engine said, and what time it is.
#[derive(Clone, Default)]
pub struct World {
    pub now_ms: Rc<Cell<f64>>,
    pub wake_ms: Rc<Cell<Option<f64>>>,
    pub said: Rc<RefCell<Vec<(ToPage, Body)>>>,
}

impl Host for World {
    fn now_ms(&self) -> f64 {
        self.now_ms.get()
    }
    fn post(&self, message: ToPage, body: Option<Vec<u8>>) {
        let message = crossed(&message);
        self.said.borrow_mut().push((message, body));
    }
    fn wake_at(&self, at_ms: Option<f64>) {
        self.wake_ms.set(at_ms);
    }
}

/// As it arrives at the other end.
fn crossed<T: Coded>(message: &T) -> T {
    codec::from_bytes(&codec::to_bytes(message)).expect("a message")
}

/// An engine and the page in front of it.
pub struct Page<S: Store + 'static = MemoryStore> {
    pub engine: Engine<S, World>,
    pub world: World,
    next_id: Cell<u32>,
    /// Everything said to requests, by request.
    pub answers: RefCell<Vec<(u32, Answer, Body)>>,
    pub inventory: RefCell<Inventory>,
    /// The paths asked, with the second of each.
    pub asked: RefCell<Vec<(f64, String)>>,
    pub aborted: RefCell<Vec<u32>>,
    /// Orders the scripted service lets wait.
    pub unanswered: RefCell<Vec<FetchOrder>>,
}

/// 2026-11-23, 15:00 UTC.
pub const START_MS: f64 = 1_795_446_000e3;

impl<S: Store + 'static> Page<S> {
    /// A started engine over a store.
    pub fn open(store: S, at_ms: f64, died_of: Option<&str>) -> Page<S> {
        let world = World::default();
        world.now_ms.set(at_ms);
        let pace = Pace::unhurried();
        let page = Page {
            engine: Engine::new(store, world.clone(), pace, Arc::new(|| {})),
            world,
            next_id: Cell::new(0),
            answers: RefCell::default(),
            inventory: RefCell::default(),
            asked: RefCell::default(),
            aborted: RefCell::default(),
            unanswered: RefCell::default(),
        };
        page.tell(Request::Start {
            is_read_only: false,
            died_of: died_of.map(str::to_owned),
        });
        page
    }

    pub fn tell(&self, request: Request) -> u32 {
        self.tell_with(request, None)
    }

    pub fn tell_with(&self, request: Request, body: Option<Vec<u8>>) -> u32 {
        self.next_id.set(self.next_id.get() + 1);
        let id = self.next_id.get();
        let message = crossed(&ToEngine { id, request });
        self.engine.handle(message, body);
        id
    }

    /// Runs jobs until nothing is left to do now; fetches are answered by `service`.
    pub fn settle(&self, service: &Service) {
        for _ in 0..10_000 {
            let has_more = self.engine.run_slice();
            let said = std::mem::take(&mut *self.world.said.borrow_mut());
            if !has_more && said.is_empty() {
                return;
            }
            for (message, body) in said {
                self.hear(message, body, service);
            }
        }
        panic!("the engine does not come to rest");
    }

    fn hear(&self, message: ToPage, body: Option<Vec<u8>>, service: &Service) {
        match &message.answer {
            Answer::Ready(inventory) | Answer::Changed(inventory) => {
                *self.inventory.borrow_mut() = inventory.clone();
            }
            Answer::Fetch(order) => self.fetch(order.clone(), service),
            Answer::AbortFetch { order } => self.aborted.borrow_mut().push(*order),
            _ => {}
        }
        if let Some(id) = message.reply_to {
            self.answers.borrow_mut().push((id, message.answer, body));
        }
    }

    fn fetch(&self, order: FetchOrder, service: &Service) {
        let path = order.url.split_once(":8080").map_or("", |(_, path)| path);
        let at_s = (self.world.now_ms.get() - START_MS) / 1e3;
        self.asked.borrow_mut().push((at_s, path.to_owned()));
        if path.contains("?seconds=") {
            return self.unanswered.borrow_mut().push(order);
        }
        let (outcome, body) = match service(path) {
            Some((status, body)) => (answered(status), Some(body)),
            None => {
                let message = "Failed to fetch".to_owned();
                let probe = Probe::default();
                (Outcome::Blocked { message, probe }, None)
            }
        };
        let order = order.order;
        self.tell_with(Request::Fetched { order, outcome }, body);
    }

    /// Lets time pass, tick by tick, until `seconds` after the start.
    pub fn run_until(&self, seconds: f64, service: &Service) {
        self.settle(service);
        let end_ms = START_MS + seconds * 1e3;
        while let Some(wake_ms) = self.world.wake_ms.get().filter(|ms| *ms <= end_ms) {
            self.world.now_ms.set(wake_ms.max(self.world.now_ms.get()));
            self.engine.tick();
            self.settle(service);
        }
        self.world.now_ms.set(end_ms);
    }

    /// The final answer to a request.
    pub fn answer_to(&self, id: u32) -> Option<Answer> {
        let answers = self.answers.borrow();
        let mut its = answers.iter().rev().filter(|(its, ..)| *its == id);
        its.find(|(_, answer, _)| !matches!(answer, Answer::Progress { .. }))
            .map(|(_, answer, _)| answer.clone())
    }

    pub fn watch(&self) -> ServiceId {
        self.watch_with("", "")
    }

    /// Watches a service with these paths of expvar and events.
    pub fn watch_with(&self, vars: &str, events: &str) -> ServiceId {
        let target = Target {
            name: "checker".into(),
            base_url: "http://localhost:8080".into(),
            health: "/health".into(),
            pprof: "/debug/pprof/".into(),
            vars: vars.into(),
            events: events.into(),
        };
        let intervals = Intervals::default();
        let id = self.tell(Request::Watch { target, intervals });
        self.settle(&silent());
        match self.answer_to(id) {
            Some(Answer::Watching { service }) => service,
            other => panic!("not watched: {other:?}"),
        }
    }

    /// A service over its whole time, once `scripted` has answered what is due.
    pub fn overview(&self, service: ServiceId, scripted: &Service) -> Box<Overview> {
        let asked = self.tell(Request::Overview(OverviewQuery {
            service,
            range_ms: None,
            width_px: 600,
            selection_ms: None,
            is_by_stack: false,
        }));
        self.settle(scripted);
        match self.answer_to(asked) {
            Some(Answer::Overview(overview)) => overview,
            other => panic!("{other:?}"),
        }
    }

    pub fn open_file(&self, name: &str, bytes: &[u8]) -> u32 {
        self.tell_with(
            Request::Open {
                name: name.into(),
                modified_ms: None,
                inflated_limit_bytes: None,
                beside: None,
            },
            Some(bytes.to_vec()),
        )
    }
}

pub fn answered(status: u16) -> Outcome {
    Outcome::Answered {
        status,
        content_type: String::new(),
        took_ms: 3.0,
    }
}

/// A service that does not answer.
pub fn silent() -> Service {
    Rc::new(|_| None)
}

/// A service that leaks two goroutines with every health check.
pub fn leaking() -> Service {
    let checks = Rc::new(Cell::new(0));
    Rc::new(move |path| {
        let goroutines = 10 + 2 * checks.get();
        let body = match path {
            "/debug/pprof/" => index(goroutines),
            "/health" => {
                checks.set(checks.get() + 1);
                format!(
                    r#"{{"status":"UP","uptime":"1h2m3s","goroutines":{goroutines},"version":"go1.27","database":{{"status":"UP"}}}}"#
                )
            }
            "/debug/pprof/goroutine" => goroutine_text(goroutines),
            "/debug/pprof/heap" => return Some((404, b"not here".to_vec())),
            "/debug/pprof/heap?debug=1" => heap_text(),
            _ => return Some((404, Vec::new())),
        };
        Some((200, body.into_bytes()))
    })
}

fn index(goroutines: u32) -> String {
    format!(
        "<html>\n<head>\n<title>/debug/pprof/</title>\n</head>\n<body>\n/debug/pprof/\n<br>\n\
         <table>\n<thead><td>Count</td><td>Profile</td></thead>\n\
         <tr><td>{goroutines}</td><td><a href='goroutine?debug=1'>goroutine</a></td></tr>\n\
         <tr><td>9</td><td><a href='threadcreate?debug=1'>threadcreate</a></td></tr>\n\
         </table>\n</body>\n</html>\n"
    )
}

pub fn goroutine_text(goroutines: u32) -> String {
    format!(
        "goroutine profile: total {goroutines}\n\
         {goroutines} @ 0x43 0x44\n\
         #\t0x43\tnet/http.(*persistConn).readLoop+0x11\t/go/src/net/http/transport.go:2402\n\
         #\t0x44\tmain.main+0x22\t/src/main.go:9\n\n"
    )
}

fn heap_text() -> String {
    "heap profile: 1: 512 [2: 1024] @ heap/1048576\n\
     1: 512 [2: 1024] @ 0x43\n\
     #\t0x43\tmain.main+0x11\t/src/main.go:9\n\n\
     # runtime.MemStats\n# Alloc = 512\n# TotalAlloc = 1024\n# Sys = 9000\n# Lookups = 0\n\
     # Mallocs = 2\n# Frees = 1\n# HeapAlloc = 512\n# HeapSys = 8000\n# HeapIdle = 4000\n\
     # HeapInuse = 4000\n# HeapReleased = 1000\n# HeapObjects = 1\n# Stack = 300 / 400\n\
     # NumGC = 3\n"
        .into()
}
