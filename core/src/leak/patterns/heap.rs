//! Heap sites: what their stacks tell of why they grow.
//!
//! A heap profile leaves the runtime's frames out, so what made a map, a slice or a string grow is not in
//! it; how the number of objects goes with their bytes tells those apart ([`GROWING_ARRAY`], [`KEPT`]).

use super::{Pattern, Signature};

/// Common to all here: a site is no goroutine, and is looked at once it grows.
const SITE: Pattern = Pattern {
    suspect_from: 0,
    ..Pattern::BLANK
};

pub(super) static PATTERNS: &[Pattern] = &[
    Pattern {
        name: "timers kept",
        title: "Timers or tickers that are never stopped",
        what: "Timers are made faster than they end: time.After in a loop with a long time (before Go 1.23 each \
               stays until it fires), AfterFunc without Stop, tickers that something still refers to.",
        fix: &[
            "Stop each timer and ticker on every path: defer timer.Stop().",
            "In a loop make one timer and Reset it rather than call time.After.",
        ],
        snippet: "\
timer := time.NewTimer(wait) // once, before the loop
defer timer.Stop()
for {
	timer.Reset(wait)
	select {
	case value := <-in:
		use(value)
	case <-timer.C:
		return errTimeout
	}
}
",
        reference: "https://pkg.go.dev/time#After",
        lead: Signature::on_top(&[
            "time.newTimer",
            "time.NewTimer",
            "time.NewTicker",
            "time.After",
            "time.AfterFunc",
            "time.Tick",
        ]),
        ..SITE
    },
    Pattern {
        name: "contexts kept",
        title: "Derived contexts that are never cancelled",
        what: "A parent context keeps every context derived from it until that is cancelled or ends. Contexts \
               were derived from one that lives as long as the program, and their cancel functions never called.",
        fix: &["Call the cancel function on every path: defer cancel()."],
        snippet: "\
ctx, cancel := context.WithTimeout(parent, time.Minute)
defer cancel()
",
        reference: "https://pkg.go.dev/context#WithCancel",
        lead: Signature::on_top(&[
            "context.withCancel",
            "context.WithCancel",
            "context.WithDeadlineCause",
            "context.WithDeadline",
            "context.WithTimeout",
            "context.WithCancelCause",
            "context.(*cancelCtx).propagateCancel",
            "context.(*cancelCtx).Done",
            "context.AfterFunc",
        ]),
        ..SITE
    },
    Pattern {
        name: "context grows in a loop",
        title: "A context that is wrapped again and again",
        what: "Each round of a loop wraps the context of the round before, so the chain grows, and every lookup \
               walks it.",
        fix: &[
            "Derive from the context outside of the loop, into a variable of the round: ctx := …, not ctx = ….",
        ],
        snippet: "\
for item := range items {
	ctx := context.WithValue(ctx, key, item) // of this round alone
	work(ctx, item)
}
",
        reference: "https://pkg.go.dev/context#WithValue",
        lead: Signature::on_top(&["context.WithValue"]),
        ..SITE
    },
    Pattern {
        name: "logger grows in a loop",
        title: "A logger that is wrapped again and again",
        what: "Fields are added to a logger that was made by adding fields, and it is put back where it came \
               from: it grows with every call.",
        fix: &["Derive from the base logger, and keep what comes of it no longer than the call."],
        snippet: "\
logger := base.With(\"request\", id) // base stays as it is
",
        reference: "https://pkg.go.dev/log/slog#Logger.With",
        lead: Signature::through(&[
            "log/slog.(*Logger).With",
            "log/slog.(*Logger).WithGroup",
            "log/slog.(*commonHandler).withAttrs",
            "zap.(*Logger).With",
            "zap.(*SugaredLogger).With",
            "logrus.(*Entry).WithFields",
            "logrus.(*Logger).WithFields",
        ]),
        ..SITE
    },
    Pattern {
        name: "metric labels without bound",
        title: "Metrics with labels of unbounded values",
        what: "Each new set of label values makes a time series that stays for as long as the program: an id, an \
               address or a path as a label makes one for each.",
        fix: &[
            "Label by what has few values: the route's pattern, not the path; no ids.",
            "Delete series that end: DeleteLabelValues.",
        ],
        snippet: "\
requests.WithLabelValues(route, status).Inc() // the route's pattern, not the path
",
        reference: "https://prometheus.io/docs/practices/naming/#labels",
        lead: Signature::through(&[
            "prometheus.(*metricMap).getOrCreateMetricWithLabelValues",
            "prometheus.(*metricMap).getOrCreateMetricWithLabels",
            "prometheus.(*MetricVec).GetMetricWithLabelValues",
            "prometheus.(*MetricVec).GetMetricWith",
            "view.(*collector).addSample",
            "go-metrics.(*StandardRegistry).GetOrRegister",
            "go-metrics.(*StandardRegistry).Register",
        ]),
        ..SITE
    },
    Pattern {
        name: "expressions compiled and kept",
        title: "Regular expressions compiled again and again, and kept",
        what: "Expressions are compiled for each call or for each input, and what is compiled is kept: some \
               kilobytes each.",
        fix: &[
            "Compile each expression once, into a variable of the package.",
            "Bound a cache of those that users give.",
        ],
        snippet: "\
var pattern = regexp.MustCompile(`^[a-z]+$`) // once for the program
",
        reference: "https://pkg.go.dev/regexp#MustCompile",
        lead: Signature::on_top(&["regexp.*", "regexp/syntax.*"]),
        ..SITE
    },
    Pattern {
        name: "templates parsed and kept",
        title: "Templates parsed again and again, and kept",
        what: "Templates are parsed for each call, and kept: in a set that grows, or in a cache by what differs \
               each time.",
        fix: &["Parse once, and execute for each call."],
        snippet: "\
var page = template.Must(template.ParseFS(files, \"*.html\")) // once for the program
",
        reference: "https://pkg.go.dev/html/template#Template",
        lead: Signature::through(&[
            "text/template/parse.Parse",
            "text/template.(*Template).Parse",
            "html/template.(*Template).Parse",
            "text/template.(*Template).AddParseTree",
        ]),
        ..SITE
    },
    Pattern {
        name: "signal.Notify not stopped",
        title: "signal.Notify without Stop",
        what: "Each channel given to signal.Notify stays known until Stop.",
        fix: &["Call signal.Stop on every path."],
        snippet: "\
signal.Notify(signals, os.Interrupt)
defer signal.Stop(signals)
",
        reference: "https://pkg.go.dev/os/signal#Stop",
        lead: Signature::on_top(&["os/signal.Notify", "os/signal.NotifyContext"]),
        ..SITE
    },
    Pattern {
        name: "pooled objects pile up",
        title: "Objects of a pool that are not put back, or grow",
        what: "sync.Pool made new objects again and again: they are not put back, are still referred to, or grow \
               while they go round, so that the pool holds only large ones.",
        fix: &[
            "Put each object back on every path, and refer to it no longer.",
            "Do not put back what has grown large.",
        ],
        snippet: "\
buffer := pool.Get().(*bytes.Buffer)
defer func() {
	if buffer.Cap() <= 64<<10 { // let large ones go
		buffer.Reset()
		pool.Put(buffer)
	}
}()
",
        reference: "https://pkg.go.dev/sync#Pool",
        lead: Signature::through(&["sync.(*Pool).Get"]),
        ..SITE
    },
    Pattern {
        name: "sync.Map grows",
        title: "A sync.Map without bound",
        what: "Keys are stored and not deleted.",
        fix: &[
            "Delete each key when what it stands for ends.",
            "Where it is a cache, bound it by number or age.",
        ],
        snippet: "\
sessions.Delete(id) // when it ends
",
        reference: "https://pkg.go.dev/sync#Map",
        lead: Signature::through(&[
            "sync.(*Map).Store",
            "sync.(*Map).LoadOrStore",
            "sync.(*Map).Swap",
            "sync.(*Map).dirtyLocked",
            "internal/sync.(*HashTrieMap[...]).Swap",
            "internal/sync.(*HashTrieMap[...]).LoadOrStore",
            "internal/sync.(*HashTrieMap[...]).Store",
            "internal/sync.(*HashTrieMap[*",
        ]),
        ..SITE
    },
    Pattern {
        name: "list grows",
        title: "A list, queue or heap without bound",
        what: "Elements are added to a container and not taken out: a queue whose reader is slower than its \
               writer or has gone, or a cache without a limit.",
        fix: &[
            "Bound it: refuse, or drop the oldest, once it is full.",
            "Look whether what takes out still runs.",
        ],
        snippet: "\
select {
case queue <- job: // make(chan job, limit)
default:
	return errBusy
}
",
        reference: "https://pkg.go.dev/container/list",
        lead: Signature::on_top(&[
            "container/list.(*List).insertValue",
            "container/list.(*List).PushBack",
            "container/list.(*List).PushFront",
            "container/heap.Push",
            "container/ring.New",
        ]),
        ..SITE
    },
    Pattern {
        name: "whole contents kept",
        title: "Whole contents kept, perhaps for a part of them",
        what: "What was read as a whole stays. A string or slice cut from it refers to all of it: a key of ten \
               bytes keeps a body of a megabyte.",
        fix: &[
            "Copy the part that is kept: strings.Clone or bytes.Clone.",
            "Read in pieces where the whole is not needed.",
        ],
        snippet: "\
key := strings.Clone(body[:10]) // not body[:10], which keeps all of body
",
        reference: "https://pkg.go.dev/strings#Clone",
        lead: Signature::through(&[
            "io.ReadAll",
            "io/ioutil.ReadAll",
            "os.ReadFile",
            "os.readFileContents",
            "io/ioutil.ReadFile",
            "bytes.(*Buffer).ReadFrom",
            "bufio.(*Reader).ReadString",
            "bufio.(*Reader).ReadBytes",
            "bufio.(*Reader).collectFragments",
            "bufio.(*Scanner).Text",
            "strings.(*Replacer).Replace",
        ]),
        ..SITE
    },
    Pattern {
        name: "connections pile up",
        title: "Connections that pile up",
        what: "Buffers and states of connections grow: they are opened faster than they are closed, or never \
               closed.",
        fix: &[
            "Close bodies and connections on every path, and share one client.",
            "On a server set IdleTimeout and ReadHeaderTimeout.",
            "A goroutine profile tells which of these it is.",
        ],
        snippet: "\
defer resp.Body.Close() // a client's
server := &http.Server{IdleTimeout: 2 * time.Minute, ReadHeaderTimeout: 10 * time.Second}
",
        reference: "https://pkg.go.dev/net/http#Server",
        lead: Signature::through(&[
            "net/http.(*Transport).dialConn",
            "net/http.newBufioReader",
            "net/http.newBufioWriterSize",
            "net/http.(*Server).Serve",
            "crypto/tls.Client",
            "crypto/tls.Server",
            "crypto/tls.(*Conn).handshakeContext",
            "transport.newHTTP2Client",
            "transport.NewHTTP2Client",
        ]),
        ..SITE
    },
    Pattern {
        name: "goroutines pile up",
        title: "Goroutines that pile up",
        what: "What grows is what the runtime keeps for goroutines, which it never gives back: there are, or \
               were, ever more of them at once.",
        fix: &[
            "Look at a goroutine profile: it tells what they wait for.",
            "Limit how many run at once.",
        ],
        snippet: "\
group, ctx := errgroup.WithContext(ctx)
group.SetLimit(32)
",
        reference: "https://pkg.go.dev/runtime#NumGoroutine",
        lead: Signature::on_top(&[
            "runtime.malg",
            "runtime.allocm",
            "runtime.newproc1",
            "runtime.acquireSudog",
        ]),
        ..SITE
    },
];

/// Few objects whose bytes grow, and a buffer or a builder made them.
pub(in crate::leak) static BUFFER: Pattern = Pattern {
    name: "buffer grows",
    title: "A buffer that grows and is never reset",
    what: "Everything is written to one buffer, or builder, and nothing takes it out: its array doubles as \
           it fills.",
    fix: &[
        "Reset it, or take a new one, once its content was used.",
        "Write through to where it goes rather than collect it.",
    ],
    snippet: "\
buffer.Reset() // once what is in it was sent
",
    reference: "https://pkg.go.dev/bytes#Buffer.Reset",
    lead: Signature::through(&[
        "bytes.growSlice",
        "bytes.(*Buffer).grow",
        "bytes.(*Buffer).Grow",
        "bytes.(*Buffer).Write",
        "bytes.(*Buffer).WriteString",
        "bytes.(*Buffer).WriteByte",
        "strings.(*Builder).grow",
        "strings.(*Builder).WriteString",
        "strings.(*Builder).Write",
        "strings.(*Builder).WriteByte",
        "strings.(*Builder).Grow",
    ]),
    ..SITE
};

/// Few objects whose bytes grow: one array that is made anew, larger, as it fills.
pub(in crate::leak) static GROWING_ARRAY: Pattern = Pattern {
    name: "slice or map grows",
    title: "A slice or a map that grows without bound",
    what: "A few objects grow: the arrays behind slices that are appended to, or behind maps that are written \
           to, and from which nothing is taken out.",
    fix: &[
        "Take out what is done with, or bound how much it holds.",
        "A map keeps its size when keys are deleted: make a new one where it once was large.",
    ],
    snippet: "\
if len(recent) == limit {
	recent = slices.Delete(recent, 0, 1)
}
recent = append(recent, entry)
",
    reference: "https://go.dev/blog/slices-intro",
    ..SITE
};

/// As many more objects as bytes.
pub(in crate::leak) static KEPT: Pattern = Pattern {
    name: "objects kept",
    title: "Objects kept in a map, a slice or a cache without bound",
    what: "Objects of a site pile up and stay reachable: something that lives as long as the program refers to \
           each, a map by a key that is new each time for one.",
    fix: &[
        "Look where the function below stores them, and take them out when they are done with.",
        "Bound a cache by number or age.",
    ],
    snippet: "\
defer delete(sessions, id) // when it ends
",
    reference: "https://go.dev/doc/gc-guide",
    ..SITE
};

/// What the system gave grows, and the heap does not.
pub(in crate::leak) static OFF_HEAP: Pattern = Pattern {
    name: "memory off the heap",
    title: "Memory that is not on Go's heap",
    what: "The memory of the process grows and Go's heap does not: C code allocates through cgo and does not \
           free, files are mapped and not unmapped, threads or stacks pile up, or the heap has holes that are not \
           given back.",
    fix: &[
        "Free what C code allocated: defer C.free(unsafe.Pointer(p)); close what wraps a C library.",
        "Unmap what was mapped, and look at the number of threads.",
        "Go's profiles do not show it: look at it with the system's tools, such as /proc/PID/smaps or jemalloc's \
         profile.",
    ],
    snippet: "\
text := C.CString(name)
defer C.free(unsafe.Pointer(text))
",
    reference: "https://pkg.go.dev/cmd/cgo#hdr-Go_references_to_C",
    ..SITE
};

/// Finalizers wait for one that does not return.
pub(in crate::leak) static BLOCKED_FINALIZER: Pattern = Pattern {
    name: "finalizer blocks",
    title: "A finalizer that does not return",
    what: "All finalizers and cleanups of a program run one after the other. One of them waits, so none after it \
           runs, and what they would free stays.",
    fix: &[
        "Let a finalizer never wait: no locks, no sends, no calls over the network.",
        "Close what has a Close by hand; a finalizer is no substitute.",
    ],
    snippet: "\
runtime.AddCleanup(owner, func(fd int) { go close(fd) }, fd)
",
    reference: "https://pkg.go.dev/runtime#SetFinalizer",
    lead: Signature {
        one_of: &[
            "runtime.runfinq",
            "runtime.runFinalizers",
            "runtime.runCleanups",
        ],
        ..Signature::ANY
    },
    ..SITE
};
