//! What a function's name tells: whose it is, and what a goroutine waits for.

use crate::profile::is_go_std;
pub(super) use crate::profile::{is_root, is_runtime, known_by, trimmed};

/// What a goroutine waits for, as Go's dumps word it, told by its frames (leaf first): protobufs
/// and counted text name no state. Empty where the frames do not tell.
pub(super) fn wait_of<S: AsRef<str>>(frames: &[S]) -> &'static str {
    /// The frame that gives it away, and the state. The more telling first.
    const TELLTALES: [(&str, &str); 17] = [
        ("runtime.selectgo", "select"),
        ("runtime.block", "select (no cases)"),
        ("runtime.chanrecv", "chan receive"),
        ("runtime.chansend", "chan send"),
        ("runtime.netpollblock", "IO wait"),
        ("internal/poll.runtime_pollWait", "IO wait"),
        ("sync.(*WaitGroup).Wait", "sync.WaitGroup.Wait"),
        ("sync.runtime_SemacquireWaitGroup", "sync.WaitGroup.Wait"),
        ("sync.(*Cond).Wait", "sync.Cond.Wait"),
        ("sync.runtime_notifyListWait", "sync.Cond.Wait"),
        ("sync.runtime_SemacquireRWMutexR", "sync.RWMutex.RLock"),
        ("sync.runtime_SemacquireRWMutex", "sync.RWMutex.Lock"),
        ("sync.(*RWMutex).RLock", "sync.RWMutex.RLock"),
        ("internal/sync.runtime_SemacquireMutex", "sync.Mutex.Lock"),
        ("sync.runtime_SemacquireMutex", "sync.Mutex.Lock"),
        ("time.Sleep", "sleep"),
        ("runtime.semacquire1", "semacquire"),
    ];
    // What it waits in lies within a few frames of the leaf.
    let near = &frames[..frames.len().min(8)];
    let is_here = |telltale: &str| {
        near.iter()
            .map(AsRef::as_ref)
            .any(|f| match f.strip_prefix(telltale) {
                // chanrecv1, chansend1, chanrecv2: what the compiler calls.
                Some(rest) => rest.is_empty() || rest == "1" || rest == "2",
                None => false,
            })
    };
    let found = TELLTALES.iter().find(|(telltale, _)| is_here(telltale));
    found.map_or("", |(_, wait)| wait)
}

/// Whose code a function is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// Go's own.
    Std,
    /// A module that is known to be a library.
    Library,
    /// The program's, as far as a name tells.
    App,
}

/// Whose code `function` is. Go's packages have no dot in their first path element and are known by
/// it; `main` and other paths without a domain are the program's; of the rest, well-known libraries
/// are told apart.
pub(super) fn owner(function: &str) -> Owner {
    const LIBRARIES: [&str; 89] = [
        "cloud.google.com/go",
        "connectrpc.com/",
        "entgo.io/",
        "github.com/allegro/bigcache",
        "github.com/apache/",
        "github.com/aws/",
        "github.com/Azure/",
        "github.com/bradfitz/",
        "github.com/cenkalti/",
        "github.com/coder/websocket",
        "github.com/confluentinc/",
        "github.com/DataDog/",
        "github.com/dgraph-io/",
        "github.com/eclipse/paho",
        "github.com/elastic/go-",
        "github.com/fsnotify/",
        "github.com/getsentry/",
        "github.com/gin-gonic/",
        "github.com/go-chi/",
        "github.com/go-kit/",
        "github.com/go-redis/",
        "github.com/go-resty/",
        "github.com/go-sql-driver/",
        "github.com/go-zookeeper/",
        "github.com/gocql/",
        "github.com/gofiber/",
        "github.com/gogo/protobuf",
        "github.com/golang/",
        "github.com/gomodule/redigo",
        "github.com/google/",
        "github.com/googleapis/",
        "github.com/gorilla/",
        "github.com/grpc-ecosystem/",
        "github.com/hashicorp/",
        "github.com/IBM/sarama",
        "github.com/jackc/",
        "github.com/jellydator/",
        "github.com/jmoiron/sqlx",
        "github.com/json-iterator/",
        "github.com/julienschmidt/",
        "github.com/klauspost/",
        "github.com/labstack/echo",
        "github.com/lib/pq",
        "github.com/libp2p/go-",
        "github.com/mattn/go-",
        "github.com/miekg/dns",
        "github.com/minio/minio-go",
        "github.com/nats-io/nats%2ego",
        "github.com/opentracing/",
        "github.com/panjf2000/",
        "github.com/patrickmn/",
        "github.com/pkg/",
        "github.com/prometheus/client_golang",
        "github.com/prometheus/common",
        "github.com/quic-go/",
        "github.com/rabbitmq/",
        "github.com/rcrowley/",
        "github.com/redis/",
        "github.com/robfig/",
        "github.com/rs/zerolog",
        "github.com/samuel/go-zookeeper",
        "github.com/segmentio/kafka-go",
        "github.com/Shopify/sarama",
        "github.com/sirupsen/",
        "github.com/sony/gobreaker",
        "github.com/spf13/",
        "github.com/streadway/",
        "github.com/stretchr/",
        "github.com/syndtr/",
        "github.com/twmb/franz-go",
        "github.com/uber/",
        "github.com/uptrace/",
        "github.com/urfave/",
        "github.com/valyala/",
        "go.etcd.io/bbolt",
        "go.etcd.io/etcd/client",
        "go.mongodb.org/",
        "go.opencensus.io/",
        "go.opentelemetry.io/",
        "go.uber.org/",
        "golang.org/x/",
        "google.golang.org/",
        "gopkg.in/",
        "gorm.io/",
        "k8s.io/",
        "nhooyr.io/",
        "sigs.k8s.io/",
        "vendor/",
        "xorm.io/",
    ];
    if LIBRARIES.iter().any(|l| function.starts_with(l)) || function.contains("/vendor/") {
        return Owner::Library;
    }
    let path_end = function.rfind('/').map_or(0, |slash| slash + 1);
    let package_end = function[path_end..]
        .find('.')
        .map_or(function.len(), |dot| path_end + dot);
    let first = function[..package_end].split('/').next().unwrap_or("");
    if first == "main" || !is_go_std(first) {
        Owner::App
    } else {
        Owner::Std
    }
}

/// The first function from the leaf that is the program's own; empty where there is none. `frames` is
/// leaf first.
pub(super) fn own<S: AsRef<str>>(frames: &[S]) -> &str {
    let is_own = |name: &&str| !name.is_empty() && owner(name) == Owner::App;
    let mut names = frames.iter().map(AsRef::as_ref);
    names.find(is_own).unwrap_or("")
}

/// The name without its package's path: `registry.(*Client).Check`.
pub(super) fn short_name(function: &str) -> &str {
    // A path may hold brackets of type parameters with slashes in them: only those before count.
    let end = function.find('[').unwrap_or(function.len());
    function[..end]
        .rfind('/')
        .map_or(function, |slash| &function[slash + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stack_is_known_by_what_it_serves() {
        let body = [
            "runtime.gopark",
            "runtime.selectgo",
            "net/http.(*persistConn).readLoop",
        ];
        assert_eq!(known_by(&body), "net/http.(*persistConn).readLoop");
        assert_eq!(wait_of(&body), "select");
        let idle = [
            "runtime.gopark",
            "runtime.netpollblock",
            "internal/poll.runtime_pollWait",
            "internal/poll.(*FD).Read",
            "net.(*conn).Read",
            "net/http.(*persistConn).Read",
            "bufio.(*Reader).Peek",
            "net/http.(*persistConn).readLoop",
        ];
        assert_eq!(known_by(&idle), "net/http.(*persistConn).readLoop");
        assert_eq!(wait_of(&idle), "IO wait");
        assert_eq!(trimmed(&idle)[0], "internal/poll.runtime_pollWait");
        assert_eq!(
            known_by(&["runtime.gcBgMarkWorker"]),
            "runtime.gcBgMarkWorker"
        );
        assert_eq!(known_by::<&str>(&[]), "");
        assert_eq!(
            wait_of(&[
                "runtime.gopark",
                "runtime.chanrecv",
                "runtime.chanrecv2",
                "main.a"
            ]),
            "chan receive"
        );
        assert_eq!(wait_of(&["main.a"]), "");
    }

    #[test]
    fn the_programs_own_function_of_a_stack() {
        let serves = [
            "net.(*TCPListener).Accept",
            "net/http.(*Server).Serve",
            "migration-service/internal/web.Serve.func1",
            "main.main",
        ];
        assert_eq!(own(&serves), "migration-service/internal/web.Serve.func1");
        assert_eq!(own(&["", "net/http.(*persistConn).readLoop"]), "");
        assert_eq!(own::<&str>(&[]), "");
    }

    #[test]
    fn whose_a_function_is() {
        for (function, whose) in [
            ("net/http.(*Client).Do", Owner::Std),
            (
                "net/http/internal/http2.(*clientStream).doRequest",
                Owner::Std,
            ),
            ("main.check", Owner::App),
            (
                "migration-service/internal/registry.(*Client).Check",
                Owner::App,
            ),
            ("example.com/shop/store.(*Repo).Upsert", Owner::App),
            (
                "golang.org/x/net/http2.(*ClientConn).readLoop",
                Owner::Library,
            ),
            ("google.golang.org/grpc.(*ClientConn).Close", Owner::Library),
            ("", Owner::App),
        ] {
            assert_eq!(owner(function), whose, "{function}");
        }
        assert_eq!(
            short_name("a.b/c/registry.(*Client).Check"),
            "registry.(*Client).Check"
        );
        assert_eq!(
            short_name("main.F[go.shape.*a/b.C]"),
            "main.F[go.shape.*a/b.C]"
        );
    }
}
