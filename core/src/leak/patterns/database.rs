//! Databases: results, transactions, pools, clients made for every call.

use super::{Pattern, Relation, Signature};

/// A call waiting for a connection of the pool.
const DB_CONN: Signature = Signature::on_top(&["database/sql.(*DB).conn"]);
const ROWS: Signature = Signature::on_top(&[
    "database/sql.(*Rows).awaitDone",
    "database/sql.(*Rows).initContextClose.gowrap1",
]);
/// What drivers keep beside a connection.
const OF_CONNECTIONS: Signature = Signature::on_top(&[
    "mysql.(*mysqlConn).startWatcher.func1",
    "pq.(*conn).watchCancel.func1",
    "ctxwatch.(*ContextWatcher).Watch.func1",
]);

/// A client of a database that every call makes and drops.
const PER_CALL: Pattern = Pattern {
    fix: &[
        "Make one and share it: it is a pool, and safe for concurrent use.",
        "Where one must be of its own, close it on every path, right after the error check.",
    ],
    suspect_from: 50,
    least: 10,
    ..Pattern::BLANK
};

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
        least: 1,
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
        lead: Signature::on_top(&["database/sql.(*Tx).awaitDone"]),
        companions: &[DB_CONN],
        relations: &[],
        suspect_from: 50,
        least: 1,
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
        least: 1,
        per_event: None,
        allocators: &[],
    },
    Pattern {
        name: "sql.DB per call",
        title: "Database opened for every call and never closed",
        what: "sql.Open was called again and again. Each DB is a pool of its own, with a goroutine that opens \
               connections and the connections themselves; none was closed.",
        snippet: "\
// Once, not per call:
db, err := sql.Open(driver, dsn)
if err != nil {
	return err
}
defer db.Close() // when the program ends
",
        reference: "https://pkg.go.dev/database/sql#Open",
        lead: Signature::on_top(&["database/sql.(*DB).connectionOpener"]),
        companions: &[
            Signature::on_top(&["database/sql.(*DB).connectionCleaner"]),
            OF_CONNECTIONS,
        ],
        allocators: &["database/sql.OpenDB", "database/sql.Open"],
        ..PER_CALL
    },
    Pattern {
        name: "pgx pool empty",
        title: "Calls wait for a connection of a pgx pool",
        what: "Every connection of the pool is taken and calls queue for one: rows are not closed, transactions \
               not ended or connections not released, or the pool is too small for what it is asked.",
        fix: &[
            "Close rows, end transactions and release connections on every path.",
            "Give each query a context with a deadline.",
            "Compare MaxConns with what (*Pool).Stat says of waits.",
        ],
        snippet: "\
conn, err := pool.Acquire(ctx)
if err != nil {
	return err
}
defer conn.Release()
",
        reference: "https://pkg.go.dev/github.com/jackc/pgx/v5/pgxpool#Conn.Release",
        lead: Signature {
            one_of: &[
                "puddle.(*Pool).Acquire",
                "puddle/v2.(*Pool[...]).Acquire",
                "puddle/v2.(*Pool[...]).acquire",
                "puddle/v2.(*Pool[go.shape.*",
            ],
            lacks: &["puddle/v2.(*Pool[...]).initResourceValue.func1"],
            ..Signature::ANY
        },
        ..Pattern::BLANK
    },
    Pattern {
        name: "pgx pool per call",
        title: "pgx pool made for every call and never closed",
        what: "Pools were made and dropped without Close. Each keeps a goroutine that looks after its \
               connections, and the connections.",
        snippet: "\
// Once, not per call:
pool, err := pgxpool.New(ctx, dsn)
if err != nil {
	return err
}
defer pool.Close() // when the program ends
",
        reference: "https://pkg.go.dev/github.com/jackc/pgx/v5/pgxpool#Pool.Close",
        lead: Signature::through(&["pgxpool.(*Pool).backgroundHealthCheck"]),
        allocators: &[
            "pgxpool.New",
            "pgxpool.NewWithConfig",
            "pgxpool.ConnectConfig",
            "pgxpool.Connect",
        ],
        ..PER_CALL
    },
    Pattern {
        name: "pq.Listener not closed",
        title: "Listener of PostgreSQL notifications never closed",
        what: "Listeners were made and dropped without Close. Each keeps a connection of its own and a \
               goroutine that reconnects for ever.",
        snippet: "listener := pq.NewListener(dsn, time.Second, time.Minute, nil)\ndefer listener.Close()\n",
        reference: "https://pkg.go.dev/github.com/lib/pq#Listener.Close",
        lead: Signature::through(&["pq.(*Listener).listenerMain"]),
        companions: &[Signature::through(&["pq.(*ListenerConn).listenerConnMain"])],
        allocators: &["pq.NewListener", "pq.NewDialListener"],
        ..PER_CALL
    },
    Pattern {
        name: "MongoDB client per call",
        title: "MongoDB client made for every call and never disconnected",
        what: "Clients were made and dropped without Disconnect. Each keeps, per server, goroutines that watch \
               the server, measure its round trip and fill its pool.",
        snippet: "\
// Once, not per call:
client, err := mongo.Connect(options)
if err != nil {
	return err
}
defer client.Disconnect(ctx) // when the program ends
",
        reference: "https://pkg.go.dev/go.mongodb.org/mongo-driver/v2/mongo#Client.Disconnect",
        lead: Signature::through(&["topology.(*Server).update"]),
        companions: &[
            Signature::through(&["topology.(*pool).createConnections"]),
            Signature::through(&["topology.(*pool).maintain"]),
            Signature::through(&[
                "topology.(*rttMonitor).start",
                "topology.(*rttMonitor).runHellos",
            ]),
            Signature::through(&["topology.(*cancellListener).Listen"]),
        ],
        allocators: &["mongo.Connect", "mongo.NewClient"],
        ..PER_CALL
    },
    Pattern {
        name: "Cassandra session per call",
        title: "Cassandra session made for every call and never closed",
        what: "Sessions were made and dropped without Close. Each keeps its connections, with a goroutine that \
               reads each and one that keeps it alive.",
        snippet: "\
// Once, not per call:
session, err := cluster.CreateSession()
if err != nil {
	return err
}
defer session.Close() // when the program ends
",
        reference: "https://pkg.go.dev/github.com/gocql/gocql#Session.Close",
        lead: Signature::through(&["gocql.(*Conn).serve"]),
        companions: &[
            Signature::through(&["gocql.(*Conn).heartBeat", "gocql.(*controlConn).heartBeat"]),
            Signature::through(&["gocql.(*writeCoalescer).writeFlusher"]),
            Signature::through(&["gocql.(*eventDebouncer).flusher"]),
        ],
        allocators: &["gocql.NewSession", "gocql.(*ClusterConfig).CreateSession"],
        ..PER_CALL
    },
    Pattern {
        name: "LevelDB not closed",
        title: "LevelDB opened and never closed",
        what: "Databases were opened and dropped without Close. Each keeps its goroutines for compaction, its \
               files and its caches.",
        snippet: "db, err := leveldb.OpenFile(path, nil)\nif err != nil {\n\treturn err\n}\ndefer db.Close()\n",
        reference: "https://pkg.go.dev/github.com/syndtr/goleveldb/leveldb#DB.Close",
        lead: Signature::on_top(&["leveldb.(*DB).mpoolDrain"]),
        companions: &[
            Signature::on_top(&["leveldb.(*DB).compactionError"]),
            Signature::on_top(&["leveldb.(*DB).mCompaction", "leveldb.(*DB).tCompaction"]),
            Signature::on_top(&["util.(*BufferPool).drain"]),
            Signature::on_top(&["leveldb.(*session).refLoop"]),
        ],
        allocators: &["leveldb.OpenFile", "leveldb.Open"],
        ..PER_CALL
    },
];
