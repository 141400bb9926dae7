//! Stacks that every service has: never a finding by themselves.

use super::Signature;

const fn with(names: &'static [&'static str]) -> Signature {
    Signature {
        has: names,
        ..Signature::ANY
    }
}

pub(super) static SIGNATURES: &[Signature] = &[
    Signature::on_top(&[
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
    // The same of HTTP/2 and gRPC, whose servers keep some goroutines for each connection.
    with(&["http2.(*serverConn).readFrames"]),
    Signature::on_top(&[
        "http2.(*serverConn).serve",
        "net/http.(*http2serverConn).serve",
    ]),
    with(&["net/http.(*http2serverConn).readFrames"]),
    with(&["transport.(*http2Server).HandleStreams"]),
    with(&["transport.(*http2Server).keepalive"]),
    Signature {
        has: &["transport.(*loopyWriter).run"],
        one_of: &[
            "transport.newHTTP2Server.func2",
            "transport.NewServerTransport.func2",
        ],
        ..Signature::ANY
    },
    // What a package starts once, for as long as the program runs.
    with(&["glog.(*loggingT).flushDaemon"]),
    with(&["glog.(*fileSink).flushDaemon"]),
    with(&["klog.(*loggingT).flushDaemon"]),
    with(&["klog/v2.(*flushDaemon).run.func1"]),
    with(&["go-metrics.(*meterArbiter).tick"]),
    with(&["fasthttp.updateServerDate.func1"]),
    with(&["pool.startGlobalTimeCache.func1"]),
    with(&["os/signal.signal_recv"]),
    // A test's own.
    with(&["testing.(*T).Run"]),
];
