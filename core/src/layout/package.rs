//! Which kind of code a function belongs to, for colouring.

use super::PackageClass;
use crate::profile::is_go_std;

/// Packages by the start of their path; the longest that fits decides. A new module is one line.
const KNOWN: &[(&str, PackageClass)] = &[
    ("runtime", PackageClass::Runtime),
    ("runtime/pprof", PackageClass::Std),
    ("internal/runtime", PackageClass::Runtime),
    ("internal/abi", PackageClass::Runtime),
    ("net/http", PackageClass::Http),
    ("golang.org/x/net/http2", PackageClass::Http),
    ("github.com/gin-gonic", PackageClass::Http),
    ("github.com/go-chi", PackageClass::Http),
    ("github.com/gofiber", PackageClass::Http),
    ("github.com/gorilla", PackageClass::Http),
    ("github.com/labstack/echo", PackageClass::Http),
    ("github.com/valyala/fasthttp", PackageClass::Http),
    ("database/sql", PackageClass::Sql),
    ("github.com/dgraph-io/badger", PackageClass::Sql),
    ("github.com/elastic/go-elasticsearch", PackageClass::Sql),
    ("github.com/go-redis", PackageClass::Sql),
    ("github.com/go-sql-driver", PackageClass::Sql),
    ("github.com/jackc", PackageClass::Sql),
    ("github.com/jmoiron/sqlx", PackageClass::Sql),
    ("github.com/lib/pq", PackageClass::Sql),
    ("github.com/mattn/go-sqlite3", PackageClass::Sql),
    ("github.com/redis", PackageClass::Sql),
    ("github.com/syndtr/goleveldb", PackageClass::Sql),
    ("go.etcd.io/bbolt", PackageClass::Sql),
    ("go.mongodb.org", PackageClass::Sql),
    ("gorm.io", PackageClass::Sql),
    ("github.com/IBM/sarama", PackageClass::Kafka),
    ("github.com/Shopify/sarama", PackageClass::Kafka),
    ("github.com/confluentinc", PackageClass::Kafka),
    ("github.com/nats-io", PackageClass::Kafka),
    ("github.com/rabbitmq", PackageClass::Kafka),
    ("github.com/segmentio/kafka-go", PackageClass::Kafka),
    ("github.com/streadway/amqp", PackageClass::Kafka),
    ("github.com/twmb/franz-go", PackageClass::Kafka),
    ("github.com/grpc-ecosystem", PackageClass::Grpc),
    ("github.com/opentracing", PackageClass::Grpc),
    ("github.com/uber/jaeger-client-go", PackageClass::Grpc),
    ("go.opentelemetry.io", PackageClass::Grpc),
    ("golang.org/x", PackageClass::Grpc),
    ("google.golang.org/genproto", PackageClass::Grpc),
    ("google.golang.org/grpc", PackageClass::Grpc),
    ("google.golang.org/protobuf", PackageClass::Grpc),
];

/// The class of a function by its name and source file.
///
/// The program's own module is not named in a profile. It is told by its sources: they lie in a
/// plain folder, where every other module's path has a version (`mod@v1.2.3/`) or a vendor folder.
pub fn package_class(function: &str, file: &str) -> PackageClass {
    let package = package_path(function);
    let is_others = file.contains('@') || file.contains("/pkg/mod/") || file.contains("/vendor/");
    let first = package.split('/').next().unwrap_or_default();
    if package == "main" {
        PackageClass::App
    } else if package.is_empty() {
        PackageClass::Other
    } else if first.contains('.') && !is_others && !file.is_empty() {
        PackageClass::App
    } else if let Some(class) = known(package.strip_prefix("vendor/").unwrap_or(package)) {
        class
    } else if is_go_std(first) {
        PackageClass::Std
    } else if first.contains('.') || is_others {
        PackageClass::Other
    } else {
        // A module may be called `shop`, without a host.
        PackageClass::App
    }
}

/// `net/http` of `net/http.(*persistConn).readLoop`; empty where the name has no package.
pub fn package_path(function: &str) -> &str {
    // Type arguments hold paths of their own: `slices.SortFunc[go.shape.[]example.com/a.T]`.
    let plain = function.split(['[', '(']).next().unwrap_or_default();
    let start = plain.rfind('/').map_or(0, |slash| slash + 1);
    match plain[start..].find('.') {
        Some(dot) => &plain[..start + dot],
        None => "",
    }
}

fn known(package: &str) -> Option<PackageClass> {
    KNOWN
        .iter()
        .filter(|(prefix, _)| {
            // Where the path does not end or go on there, nothing needs to be compared.
            let behind = package.as_bytes().get(prefix.len());
            matches!(behind, None | Some(b'/' | b'.')) && package.starts_with(prefix)
        })
        .max_by_key(|(prefix, _)| prefix.len())
        .map(|&(_, class)| class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes() {
        use PackageClass::*;
        for (function, file, class) in [
            ("main.(*Checker).run.func1", "/home/me/shop/main.go", App),
            ("runtime.gopark", "/usr/lib/go/src/runtime/proc.go", Runtime),
            ("runtime/pprof.writeHeap", "", Std),
            ("internal/runtime/maps.newTable", "", Runtime),
            (
                "net/http.(*persistConn).readLoop",
                "net/http/transport.go",
                Http,
            ),
            ("net.(*conn).Read", "", Std),
            ("database/sql.(*DB).connectionOpener", "", Sql),
            (
                "go.etcd.io/etcd/server/v3.Put",
                "/go/src/go.etcd.io/etcd/x.go",
                App,
            ),
            (
                "go.etcd.io/bbolt.Open",
                "/go/pkg/mod/go.etcd.io/bbolt@v1.3.8/db.go",
                Sql,
            ),
            ("google.golang.org/grpc.(*Server).Serve", "", Grpc),
            (
                "go.uber.org/zap.New",
                "go.uber.org/zap@v1.27.0/logger.go",
                Other,
            ),
            (
                "shop/internal/stock.Reserve",
                "/build/shop/internal/stock/a.go",
                App,
            ),
            ("slices.SortFunc[go.shape.[]example.com/a.T]", "", Std),
            ("vendor/golang.org/x/net/idna.init", "", Grpc),
            ("__libc_start_main", "", Other),
            ("0000000000004012 [libc.so]", "", Other),
            ("", "", Other),
        ] {
            assert_eq!(package_class(function, file), class, "{function}");
        }
    }
}
