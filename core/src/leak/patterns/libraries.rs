//! Caches, logs, telemetry, watchers, pools of workers: libraries that start a goroutine for each value.

use super::{Pattern, Signature};

/// A value with a goroutine of its own, of which a program needs one or a few.
const ONE_EACH: Pattern = Pattern {
    fix: &[
        "Make one for the program and share it.",
        "Where one must be of its own, stop it on every path, right after it was made.",
    ],
    suspect_from: 50,
    least: 10,
    per_event: Some(1),
    ..Pattern::BLANK
};

pub(super) static PATTERNS: &[Pattern] = &[
    Pattern {
        name: "fsnotify watcher not closed",
        title: "File watcher never closed",
        what: "Watchers were made and dropped without Close. Each keeps a goroutine and an inotify instance, of \
               which a user has few. One whose events nobody reads stands still as well.",
        snippet: "\
watcher, err := fsnotify.NewWatcher()
if err != nil {
	return err
}
defer watcher.Close()
",
        reference: "https://pkg.go.dev/github.com/fsnotify/fsnotify#Watcher.Close",
        lead: Signature::through(&[
            "fsnotify.(*Watcher).readEvents",
            "fsnotify.(*inotify).readEvents",
            "fsnotify.(*kqueue).readEvents",
        ]),
        allocators: &["fsnotify.NewWatcher", "fsnotify.NewBufferedWatcher"],
        ..ONE_EACH
    },
    Pattern {
        name: "lumberjack logger not closed",
        title: "Rolling log file made again and again (lumberjack)",
        what: "Loggers were made and dropped. Each that wrote or rotated keeps a goroutine that deletes and \
               compresses old files, and its open file; not even Close ends that goroutine.",
        fix: &[
            "Make one Logger for each file of the program, and keep it: its goroutine never ends.",
        ],
        snippet: "\
var logs = &lumberjack.Logger{Filename: path} // once for the program
",
        reference: "https://pkg.go.dev/gopkg.in/natefinch/lumberjack.v2#Logger",
        lead: Signature::through(&[
            "lumberjack%2ev2.(*Logger).millRun",
            "lumberjack.(*Logger).millRun",
        ]),
        allocators: &["lumberjack%2ev2.(*Logger).mill"],
        ..ONE_EACH
    },
    Pattern {
        name: "zap buffer not stopped",
        title: "Buffered log writer never stopped (zap)",
        what: "BufferedWriteSyncers were made and dropped without Stop. Each keeps a goroutine that flushes it, \
               and its buffer.",
        snippet: "\
writer := &zapcore.BufferedWriteSyncer{WS: file}
defer writer.Stop()
",
        reference: "https://pkg.go.dev/go.uber.org/zap/zapcore#BufferedWriteSyncer.Stop",
        lead: Signature::through(&["zapcore.(*BufferedWriteSyncer).flushLoop"]),
        allocators: &["zapcore.(*BufferedWriteSyncer).initialize"],
        ..ONE_EACH
    },
    Pattern {
        name: "logrus writer not closed",
        title: "Log writer never closed (logrus)",
        what: "Logger.Writer makes a pipe and a goroutine that reads it. They stay until that writer is closed.",
        fix: &[
            "Close the writer on every path: defer writer.Close().",
            "Make one writer for the program rather than one for each call.",
        ],
        snippet: "\
writer := logger.Writer()
defer writer.Close()
",
        reference: "https://pkg.go.dev/github.com/sirupsen/logrus#Logger.Writer",
        lead: Signature::through(&["logrus.(*Entry).writerScanner"]),
        allocators: &["logrus.(*Entry).WriterLevel"],
        ..ONE_EACH
    },
    Pattern {
        name: "OpenTelemetry provider not shut down",
        title: "OpenTelemetry provider made again and again",
        what: "Tracer, meter or logger providers were made and dropped without Shutdown. Each keeps a goroutine \
               that exports in batches or at intervals, its queue and its exporter.",
        snippet: "\
provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter)) // once for the program
defer provider.Shutdown(ctx)
",
        reference: "https://pkg.go.dev/go.opentelemetry.io/otel/sdk/trace#TracerProvider.Shutdown",
        lead: Signature::through(&[
            "trace.(*batchSpanProcessor).processQueue",
            "metric.(*PeriodicReader).run",
            "log.(*BatchProcessor).poll.func1",
        ]),
        companions: &[Signature::through(&["log.exportSync.func1"])],
        allocators: &[
            "trace.NewBatchSpanProcessor",
            "metric.NewPeriodicReader",
            "log.NewBatchProcessor",
        ],
        ..ONE_EACH
    },
    Pattern {
        name: "OpenCensus meter not stopped",
        title: "OpenCensus meter started again and again",
        what: "Meters were started and dropped without Stop. Each keeps a worker.",
        snippet: "\
meter := view.NewMeter()
meter.Start()
defer meter.Stop()
",
        reference: "https://pkg.go.dev/go.opencensus.io/stats/view#Meter",
        lead: Signature::through(&["view.(*worker).start"]),
        allocators: &["view.NewMeter"],
        ..ONE_EACH
    },
    Pattern {
        name: "Sentry client per call",
        title: "Sentry client made for every call",
        what: "Clients were made and dropped. Each keeps a goroutine that sends what is reported, and its queue.",
        fix: &["Init once for the program, and clone hubs rather than make clients."],
        snippet: "\
sentry.Init(options) // once for the program
defer sentry.Flush(2 * time.Second)
",
        reference: "https://pkg.go.dev/github.com/getsentry/sentry-go#Init",
        lead: Signature::through(&["sentry-go.(*HTTPTransport).worker"]),
        allocators: &["sentry-go.NewClient"],
        ..ONE_EACH
    },
    Pattern {
        name: "cache with a janitor per call",
        title: "Cache with its own clean-up goroutine made again and again",
        what: "Caches that expire what they hold were made and dropped while something still refers to them. \
               Each keeps a goroutine that cleans up, and all it holds.",
        fix: &[
            "Make one cache for the program and share it.",
            "Where one must be of its own, stop it: Stop or Close, where it has one (an expirable LRU has none).",
        ],
        snippet: "\
var cache = gocache.New(5*time.Minute, 10*time.Minute) // once for the program
",
        reference: "https://pkg.go.dev/github.com/jellydator/ttlcache/v3#Cache.Stop",
        lead: Signature::through(&[
            "go-cache.(*janitor).Run",
            "go-cache.(*shardedJanitor).Run",
            "ristretto.(*Cache).processItems",
            "ristretto.(*Cache[...]).processItems",
            "ristretto/v2.(*Cache[...]).processItems",
            "bigcache.newBigCache.func1",
            "bigcache/v3.newBigCache.func1",
            "ttlcache/v3.(*Cache[...]).Start",
            "ttlcache/v2.(*Cache).startExpirationProcessing",
            "expirable.NewLRU[...].func1",
        ]),
        companions: &[Signature::through(&[
            "ristretto.(*defaultPolicy).processItems",
            "ristretto.(*defaultPolicy[...]).processItems",
            "ristretto/v2.(*defaultPolicy[...]).processItems",
        ])],
        allocators: &[
            "go-cache.New",
            "ristretto.NewCache",
            "bigcache.New",
            "bigcache.NewBigCache",
            "expirable.NewLRU",
        ],
        ..ONE_EACH
    },
    Pattern {
        name: "cron not stopped",
        title: "Scheduler started again and again (cron)",
        what: "Schedulers were started and dropped without Stop. Each keeps a goroutine that waits for the next \
               job.",
        snippet: "\
scheduler := cron.New() // once for the program
scheduler.Start()
defer scheduler.Stop()
",
        reference: "https://pkg.go.dev/github.com/robfig/cron/v3#Cron.Stop",
        lead: Signature::through(&["cron.(*Cron).run", "cron/v3.(*Cron).run"]),
        allocators: &["cron.New", "cron/v3.New"],
        ..ONE_EACH
    },
    Pattern {
        name: "worker pool not released",
        title: "Worker pool made again and again (ants)",
        what: "Pools were made and dropped without Release. Each keeps a goroutine that purges workers and one \
               that ticks.",
        snippet: "\
pool, err := ants.NewPool(size) // once for the program
if err != nil {
	return err
}
defer pool.Release()
",
        reference: "https://pkg.go.dev/github.com/panjf2000/ants/v2#Pool.Release",
        lead: Signature::through(&[
            "ants/v2.(*Pool).purgeStaleWorkers",
            "ants/v2.(*poolCommon).purgeStaleWorkers",
            "ants/v2.(*PoolWithFunc).purgeStaleWorkers",
        ]),
        companions: &[Signature::through(&[
            "ants/v2.(*Pool).ticktock",
            "ants/v2.(*poolCommon).ticktock",
            "ants/v2.(*PoolWithFunc).ticktock",
        ])],
        allocators: &["ants/v2.NewPool", "ants/v2.NewPoolWithFunc"],
        ..ONE_EACH
    },
    Pattern {
        name: "fasthttp client per call",
        title: "fasthttp client made for every call",
        what: "Clients were made and dropped. Each keeps a goroutine that cleans up its hosts, and one for each \
               host.",
        snippet: "\
var client = &fasthttp.Client{} // once for the program
",
        reference: "https://pkg.go.dev/github.com/valyala/fasthttp#Client",
        lead: Signature::through(&["fasthttp.(*Client).mCleaner"]),
        companions: &[Signature::through(&[
            "fasthttp.(*HostClient).connsCleaner",
            "fasthttp.(*TCPDialer).tcpAddrsClean",
        ])],
        allocators: &["fasthttp.(*Client).Do"],
        ..ONE_EACH
    },
    Pattern {
        name: "metrics collector hangs",
        title: "A metrics collector hangs",
        what: "Scrapes wait for a collector that does not return: it asks something that does not answer, \
               without a deadline. Each scrape that comes leaves more behind.",
        fix: &[
            "Give what the collector asks a deadline.",
            "Limit scrapes: promhttp.HandlerOpts has Timeout and MaxRequestsInFlight.",
        ],
        snippet: "\
func (c *collector) Collect(metrics chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	c.collect(ctx, metrics)
}
",
        reference: "https://pkg.go.dev/github.com/prometheus/client_golang/prometheus#Collector",
        lead: Signature::through(&[
            "prometheus.(*Registry).Gather.func1",
            "prometheus.(*Registry).Gather",
        ]),
        ..ONE_EACH
    },
];
