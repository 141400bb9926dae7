//! Databases, RPC, messaging, pipes.

use super::{Pattern, Relation, Signature, Top};

const fn on_top(names: &'static [&'static str]) -> Signature {
    Signature {
        top: Top::Of(names),
        ..Signature::ANY
    }
}

/// A call waiting for a connection of the pool.
const DB_CONN: Signature = on_top(&["database/sql.(*DB).conn"]);
const ROWS: Signature = on_top(&[
    "database/sql.(*Rows).awaitDone",
    "database/sql.(*Rows).initContextClose.gowrap1",
]);

const KAFKA: &[&str] = &[
    "Make one client and share it: it is safe for concurrent use.",
    "Where a client must be of its own, close it on every path: defer client.Close().",
];

pub(super) static PATTERNS: &[Pattern] = &[
    Pattern {
        name: "sql.Rows not closed",
        title: "Rows of a database query never closed",
        what: "Result sets were neither closed nor read to their end. Each keeps a connection of the pool and \
               a goroutine waiting for its context. Once the pool is empty, every further query waits in \
               (*DB).conn.",
        fix: &[
            "Close them: defer rows.Close() right after the error check.",
            "Where one row is wanted, use QueryRow and Scan, which close by themselves.",
            "Query with a context that ends.",
        ],
        snippet: "\
rows, err := db.QueryContext(ctx, query)
if err != nil {
	return err
}
defer rows.Close()
for rows.Next() {
	// …
}
return rows.Err()
",
        reference: "https://pkg.go.dev/database/sql#Rows.Close",
        lead: ROWS,
        companions: &[DB_CONN],
        relations: &[],
        suspect_from: 50,
        per_event: None,
        allocators: &["database/sql.(*DB).query", "database/sql.(*DB).queryDC"],
    },
    Pattern {
        name: "sql.Tx not ended",
        title: "Database transaction neither committed nor rolled back",
        what: "Transactions were begun and never ended. Each keeps a connection of the pool and a goroutine \
               waiting for its context.",
        fix: &[
            "Roll back on every path: defer tx.Rollback() right after the error check (after a Commit it does \
             nothing).",
            "Begin with a context that ends.",
        ],
        snippet: "\
tx, err := db.BeginTx(ctx, nil)
if err != nil {
	return err
}
defer tx.Rollback()
// …
return tx.Commit()
",
        reference: "https://pkg.go.dev/database/sql#Tx",
        lead: on_top(&["database/sql.(*Tx).awaitDone"]),
        companions: &[DB_CONN],
        relations: &[],
        suspect_from: 50,
        per_event: Some(1),
        allocators: &["database/sql.(*DB).begin", "database/sql.(*DB).beginDC"],
    },
    Pattern {
        name: "database pool empty",
        title: "Calls wait for a database connection",
        what: "Every connection of the pool is taken and calls queue for one. Either rows or transactions are \
               not closed, or the pool is too small for what it is asked, or the database is slow.",
        fix: &[
            "Close rows and end transactions on every path.",
            "Give each query a context with a deadline.",
            "Compare SetMaxOpenConns with what (*DB).Stats says of waits.",
        ],
        snippet: "\
ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
defer cancel()
rows, err := db.QueryContext(ctx, query)
",
        reference: "https://pkg.go.dev/database/sql#DBStats",
        lead: DB_CONN,
        companions: &[],
        relations: &[Relation::Without(&ROWS)],
        suspect_from: 100,
        per_event: None,
        allocators: &[],
    },
    Pattern {
        name: "grpc ClientConn not closed",
        title: "gRPC client connection made per call and never closed",
        what: "Client connections were made and dropped without Close. Each keeps goroutines of its own: the \
               callback serializer, and the transport's reader and writer once connected.",
        fix: &[
            "Make one ClientConn and share it: it is safe for concurrent use.",
            "Where one must be of its own, close it on every path: defer conn.Close().",
        ],
        snippet: "\
conn, err := grpc.NewClient(target, opts...)
if err != nil {
	return err
}
defer conn.Close()
",
        reference: "https://pkg.go.dev/google.golang.org/grpc#ClientConn.Close",
        lead: on_top(&["grpcsync.(*CallbackSerializer).run"]),
        companions: &[
            Signature {
                has: &["transport.(*http2Client).reader"],
                ..Signature::ANY
            },
            Signature {
                has: &["transport.(*loopyWriter).run"],
                ..Signature::ANY
            },
        ],
        relations: &[],
        suspect_from: 100,
        per_event: None,
        allocators: &["grpc.NewClient", "grpc.Dial", "grpc.DialContext"],
    },
    Pattern {
        name: "grpc stream not ended",
        title: "gRPC stream neither drained nor cancelled",
        what: "Client streams were opened and left. Each keeps a goroutine that waits for its context until \
               the stream is read to its end or cancelled.",
        fix: &[
            "Cancel the stream's context on every path: defer cancel().",
            "Or receive until io.EOF or another error.",
        ],
        snippet: "\
ctx, cancel := context.WithCancel(ctx)
defer cancel()
stream, err := client.Watch(ctx, request)
",
        reference: "https://pkg.go.dev/google.golang.org/grpc#ClientConn.NewStream",
        lead: on_top(&[
            "grpc.newClientStream.func*",
            "grpc.newClientStreamWithParams.func*",
        ]),
        companions: &[],
        relations: &[],
        suspect_from: 100,
        per_event: Some(1),
        allocators: &["grpc.newClientStream", "grpc.newClientStreamWithParams"],
    },
    Pattern {
        name: "Kafka client per call",
        title: "Kafka client made per call and never closed (franz-go)",
        what: "Clients were made and dropped without Close. Each keeps a loop that reaps connections and one \
               that refreshes metadata.",
        fix: KAFKA,
        snippet: "client, err := kgo.NewClient(opts...)\nif err != nil {\n\treturn err\n}\ndefer client.Close()\n",
        reference: "https://pkg.go.dev/github.com/twmb/franz-go/pkg/kgo#Client.Close",
        lead: on_top(&["kgo.(*Client).reapConnectionsLoop"]),
        companions: &[on_top(&["kgo.(*Client).updateMetadataLoop"])],
        relations: &[],
        suspect_from: 50,
        per_event: None,
        allocators: &["kgo.NewClient"],
    },
    Pattern {
        name: "Kafka client per call",
        title: "Kafka client made per call and never closed (sarama)",
        what: "Clients were made and dropped without Close. Each keeps a metadata updater and, per broker, a \
               goroutine that receives responses.",
        fix: KAFKA,
        snippet: "client, err := sarama.NewClient(addrs, config)\nif err != nil {\n\treturn err\n}\ndefer client.Close()\n",
        reference: "https://pkg.go.dev/github.com/IBM/sarama#Client",
        lead: on_top(&["sarama.(*client).backgroundMetadataUpdater"]),
        companions: &[Signature {
            has: &["sarama.(*Broker).responseReceiver"],
            ..Signature::ANY
        }],
        relations: &[],
        suspect_from: 50,
        per_event: None,
        allocators: &["sarama.NewClient"],
    },
    Pattern {
        name: "io.Pipe not closed",
        title: "io.Pipe whose other end was never closed",
        what: "Readers or writers of an io.Pipe wait for the other end, which returned without closing it.",
        fix: &[
            "Close the writer on every path, with the error: w.CloseWithError(err).",
            "Close the reader where reading stops early: defer r.Close().",
        ],
        snippet: "\
r, w := io.Pipe()
go func() {
	w.CloseWithError(write(w)) // nil closes with io.EOF
}()
defer r.Close()
",
        reference: "https://pkg.go.dev/io#PipeWriter.CloseWithError",
        lead: on_top(&["io.(*pipe).read", "io.(*pipe).write"]),
        companions: &[],
        relations: &[],
        suspect_from: 100,
        per_event: None,
        allocators: &["io.Pipe"],
    },
];
