//! Stacks that every service has: never a finding by themselves.

use super::{Signature, Top};

const fn on_top(names: &'static [&'static str]) -> Signature {
    Signature {
        top: Top::Of(names),
        ..Signature::ANY
    }
}

const fn with(names: &'static [&'static str]) -> Signature {
    Signature {
        has: names,
        ..Signature::ANY
    }
}

pub(super) static SIGNATURES: &[Signature] = &[
    on_top(&[
        "database/sql.(*DB).connectionOpener",
        "database/sql.(*DB).connectionCleaner",
        "net/http.(*Server).Serve",
    ]),
    with(&["os/signal.loop"]),
    with(&["net/http/pprof.handler.ServeHTTP"]),
    with(&["net/http/pprof.Index"]),
    with(&["net.(*TCPListener).Accept"]),
    // A server's connections: as many as its clients keep open.
    Signature {
        has: &["net/http.(*conn).serve", "net/http.(*connReader).Read"],
        waits: &["IO wait"],
        ..Signature::ANY
    },
    with(&["net/http.(*connReader).backgroundRead"]),
];
