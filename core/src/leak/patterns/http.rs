//! Clients of HTTP: bodies, transports, time-outs.

use super::{Pattern, Relation, Signature, Top};

const READ_LOOP: &str = "net/http.(*persistConn).readLoop";
const PEEK: &str = "bufio.(*Reader).Peek";

/// A connection whose response was handed out and whose body is neither read to its end nor closed.
const READ_LOOP_HOLDING: Signature = Signature {
    top: Top::Of(&[READ_LOOP]),
    waits: &["select"],
    ..Signature::ANY
};
/// A connection waiting for bytes: idle, or for a response.
const READ_LOOP_WAITING: Signature = Signature {
    has: &[READ_LOOP, PEEK],
    waits: &["IO wait"],
    ..Signature::ANY
};
const WRITE_LOOP: Signature = Signature {
    top: Top::Of(&["net/http.(*persistConn).writeLoop"]),
    ..Signature::ANY
};
/// A call waiting for its response.
const ROUND_TRIP: Signature = Signature {
    has: &["net/http.(*persistConn).roundTrip", "net/http.(*Client).do"],
    waits: &["select"],
    ..Signature::ANY
};
/// A call reading the body it got.
const READING_BODY: Signature = Signature {
    has: &["net/http.(*bodyEOFSignal).Read"],
    ..Signature::ANY
};

/// A connection being made.
const DIALING: Signature = Signature::through(&[
    "net/http.(*Transport).dialConnFor",
    "net/http.(*Transport).dialConn",
]);
/// What drives a stream of an HTTP/2 connection.
const STREAM: Signature = Signature {
    top: Top::Of(&[
        "net/http.(*http2clientStream).doRequest",
        "net/http.(*http2clientStream).writeRequest",
        "http2.(*clientStream).doRequest",
        "http2.(*clientStream).writeRequest",
    ]),
    waits: &["select"],
    ..Signature::ANY
};

const CALLERS: &[&str] = &[
    "net/http.(*persistConn).roundTrip",
    "net/http.(*Transport).getConn",
    "net/http.(*Transport).roundTrip",
    "net/http.(*Client).do",
];

const CLOSE_SNIPPET: &str = "\
client := &http.Client{Timeout: 5 * time.Second} // made once, shared by all checks

req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
if err != nil {
	return err
}
req.Close = true // a rare check need not keep its connection
resp, err := client.Do(req)
if err != nil {
	return err
}
defer resp.Body.Close()
_, err = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<20))
return err
";

const TIMEOUT_SNIPPET: &str = "\
client := &http.Client{Timeout: 5 * time.Second} // covers the body too

ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
defer cancel()
req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
if err != nil {
	return err
}
resp, err := client.Do(req)
if err != nil {
	return err
}
defer resp.Body.Close()
";

const SHARE_SNIPPET: &str = "\
// Once, not per call:
var client = &http.Client{
	Timeout:   5 * time.Second,
	Transport: &http.Transport{IdleConnTimeout: 90 * time.Second},
}

// Where a transport must be of its own:
defer transport.CloseIdleConnections()
";

pub(super) static PATTERNS: &[Pattern] = &[
    Pattern {
        name: "HTTP read without timeout",
        title: "HTTP response read without timeout",
        what: "Calls got their response and wait for the rest of its body from a server that does not send \
               it. Nothing ends the wait: the client has no timeout and the context no deadline. Each such \
               call keeps its own goroutine and its connection's readLoop and writeLoop.",
        fix: &[
            "Set a Timeout on the http.Client (it covers reading the body), or give the request a context \
             with a deadline.",
            "Close the body on every path: defer resp.Body.Close().",
        ],
        snippet: TIMEOUT_SNIPPET,
        reference: "https://pkg.go.dev/net/http#Client",
        lead: READ_LOOP_HOLDING,
        companions: &[WRITE_LOOP, READING_BODY],
        relations: &[Relation::With(&READING_BODY)],
        suspect_from: 500,
        least: 1,
        per_event: Some(3),
        allocators: CALLERS,
    },
    Pattern {
        name: "HTTP body not closed",
        title: "HTTP response body never closed",
        what: "Responses were received and their bodies neither closed nor read to the end, and no timeout \
               ends them. Each keeps its connection open, with one readLoop and one writeLoop goroutine and \
               about 12 kB of buffers, for as long as the process lives.",
        fix: &[
            "Close the body: defer resp.Body.Close() right after the error check; read it to its end first \
             if the connection is to be used again.",
            "Set a Timeout on the http.Client: then a forgotten body ends with it.",
            "For rare calls set Close = true on the request: its connection ends with the response.",
        ],
        snippet: CLOSE_SNIPPET,
        reference: "https://pkg.go.dev/net/http#Response",
        lead: READ_LOOP_HOLDING,
        companions: &[WRITE_LOOP],
        relations: &[Relation::With(&WRITE_LOOP)],
        suspect_from: 50,
        least: 1,
        per_event: Some(2),
        allocators: CALLERS,
    },
    Pattern {
        name: "HTTP call without timeout",
        title: "HTTP call without timeout, and the server hangs",
        what: "Calls wait for a response that does not come. The client has no timeout and the context no \
               deadline, so nothing ends the wait. Each call keeps its own goroutine and its connection's \
               readLoop and writeLoop.",
        fix: &[
            "Set a Timeout on the http.Client, or give the request a context with a deadline.",
            "Find out why the server does not answer: it may hold as many goroutines.",
        ],
        snippet: TIMEOUT_SNIPPET,
        reference: "https://pkg.go.dev/net/http#Client",
        lead: ROUND_TRIP,
        companions: &[READ_LOOP_WAITING, WRITE_LOOP],
        relations: &[Relation::With(&READ_LOOP_WAITING)],
        suspect_from: 100,
        least: 1,
        per_event: Some(3),
        allocators: CALLERS,
    },
    Pattern {
        name: "HTTP client per call",
        title: "HTTP Transport or Client made for every call",
        what: "Connections stand idle and nobody reaps them: each belongs to a Transport of its own, which a \
               call made and dropped. Each keeps one readLoop and one writeLoop goroutine until the server \
               hangs up.",
        fix: &[
            "Make one http.Client (one Transport) and share it: both are safe for concurrent use.",
            "Where a Transport must be of its own, call CloseIdleConnections when done with it.",
            "Set IdleConnTimeout: without it idle connections are kept for ever.",
        ],
        snippet: SHARE_SNIPPET,
        reference: "https://pkg.go.dev/net/http#Transport",
        lead: READ_LOOP_WAITING,
        companions: &[WRITE_LOOP],
        relations: &[Relation::Without(&ROUND_TRIP), Relation::With(&WRITE_LOOP)],
        suspect_from: 500,
        least: 1,
        per_event: Some(2),
        allocators: CALLERS,
    },
    Pattern {
        name: "HTTP connections used up",
        title: "Calls wait for one of a limited number of connections",
        what: "MaxConnsPerHost is reached and calls queue for a connection. Those that hold one do not give it \
               back: their bodies are not closed, or their server does not answer.",
        fix: &[
            "Close every body: defer resp.Body.Close() right after the error check.",
            "Set a Timeout on the http.Client, or give the request a context with a deadline: waiting counts.",
        ],
        snippet: CLOSE_SNIPPET,
        reference: "https://pkg.go.dev/net/http#Transport",
        lead: Signature {
            one_of: &["net/http.(*Transport).getConn"],
            waits: &["select"],
            ..Signature::ANY
        },
        companions: &[READ_LOOP_HOLDING, READ_LOOP_WAITING, WRITE_LOOP],
        relations: &[Relation::Without(&DIALING)],
        suspect_from: 100,
        least: 1,
        per_event: Some(1),
        allocators: CALLERS,
    },
    Pattern {
        name: "HTTP/2 client per call",
        title: "HTTP/2 Transport or Client made for every call",
        what: "Connections stand idle and nobody reaps them: each belongs to a Transport of its own, which a \
               call made and dropped. Each keeps the goroutine that reads it until the server hangs up.",
        fix: &[
            "Make one http.Client (one Transport) and share it: both are safe for concurrent use, and one \
             connection carries many calls.",
            "Where a Transport must be of its own, call CloseIdleConnections when done with it.",
        ],
        snippet: SHARE_SNIPPET,
        reference: "https://pkg.go.dev/net/http#Transport",
        lead: Signature {
            one_of: &[
                "http2.(*ClientConn).readLoop",
                "http2.(*clientConnReadLoop).run",
                "net/http.(*http2ClientConn).readLoop",
            ],
            waits: &["IO wait"],
            ..Signature::ANY
        },
        companions: &[],
        relations: &[Relation::Without(&STREAM)],
        suspect_from: 200,
        least: 10,
        per_event: Some(1),
        allocators: &[
            "http2.(*Transport).NewClientConn",
            "http2.(*Transport).newClientConn",
        ],
    },
    Pattern {
        name: "HTTP/2 stream not ended",
        title: "HTTP/2 response body never closed, or a call without timeout",
        what: "Streams of HTTP/2 connections wait: either the body of a response was not closed, or a server \
               does not answer and nothing ends the wait. Each keeps the goroutine that drives it.",
        fix: &[
            "Close the body: defer resp.Body.Close() right after the error check.",
            "Set a Timeout on the http.Client, or give the request a context with a deadline.",
        ],
        snippet: CLOSE_SNIPPET,
        reference: "https://pkg.go.dev/net/http#Response",
        lead: STREAM,
        companions: &[Signature {
            one_of: &[
                "http2.(*ClientConn).roundTrip",
                "http2.(*ClientConn).RoundTrip",
                "net/http.(*http2ClientConn).roundTrip",
                "net/http.(*http2ClientConn).RoundTrip",
                "http2.transportResponseBody.Read",
                "net/http.http2transportResponseBody.Read",
            ],
            ..Signature::ANY
        }],
        relations: &[],
        suspect_from: 100,
        least: 1,
        per_event: None,
        allocators: CALLERS,
    },
];
