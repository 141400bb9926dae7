//! RPC and what is built on it: gRPC, etcd, Kubernetes.

use super::{Pattern, Signature};

pub(super) static PATTERNS: &[Pattern] = &[
    Pattern {
        name: "etcd watch not cancelled",
        title: "etcd watch or lease never cancelled, or its client never closed",
        what: "Watches or leases were started and left. Each keeps a gRPC stream, and goroutines that serve it, \
               until its context ends or its client is closed.",
        fix: &[
            "Cancel the context of a watch on every path: defer cancel().",
            "Make one client and share it; close it at the end: defer client.Close().",
        ],
        snippet: "ctx, cancel := context.WithCancel(ctx)\ndefer cancel()\nfor answer := range client.Watch(ctx, key) {\n\tuse(answer)\n}\n",
        reference: "https://pkg.go.dev/go.etcd.io/etcd/client/v3#Watcher",
        lead: Signature::through(&[
            "v3.(*watchGrpcStream).run",
            "clientv3.(*watchGrpcStream).run",
            "v3.(*lessor).recvKeepAliveLoop",
            "clientv3.(*lessor).recvKeepAliveLoop",
        ]),
        companions: &[
            Signature::through(&[
                "v3.(*watchGrpcStream).serveSubstream",
                "clientv3.(*watchGrpcStream).serveSubstream",
                "v3.(*watchGrpcStream).serveWatchClient",
                "clientv3.(*watchGrpcStream).serveWatchClient",
            ]),
            Signature::through(&[
                "v3.(*lessor).deadlineLoop",
                "clientv3.(*lessor).deadlineLoop",
            ]),
        ],
        least: 10,
        allocators: &["v3.New", "clientv3.New"],
        ..Pattern::BLANK
    },
    Pattern {
        name: "Kubernetes watch not stopped",
        title: "Kubernetes watch never stopped",
        what: "Watches were started and left: each keeps a connection's stream and a goroutine that decodes what \
               comes, or waits until somebody takes it.",
        fix: &[
            "Stop it on every path: defer watcher.Stop().",
            "Or watch with a context that ends, or with one shared informer.",
        ],
        snippet: "watcher, err := client.Watch(ctx, options)\nif err != nil {\n\treturn err\n}\ndefer watcher.Stop()\n",
        reference: "https://pkg.go.dev/k8s.io/apimachinery/pkg/watch#Interface",
        lead: Signature::through(&["watch.(*StreamWatcher).receive"]),
        least: 10,
        allocators: &["watch.NewStreamWatcher"],
        ..Pattern::BLANK
    },
    Pattern {
        name: "Kubernetes informer per call",
        title: "Kubernetes informer started for every call and never stopped",
        what: "Informers were started and left: each keeps a cache of all it watches and goroutines that hand on \
               what changes, until its stop channel is closed.",
        fix: &[
            "Start one shared informer factory for the program.",
            "Where one must be of its own, close its stop channel or cancel its context.",
        ],
        snippet: "factory := informers.NewSharedInformerFactory(client, time.Hour) // once\nfactory.Start(ctx.Done())\n",
        reference: "https://pkg.go.dev/k8s.io/client-go/informers",
        lead: Signature::through(&["cache.(*processorListener).pop"]),
        companions: &[
            Signature::through(&["cache.(*processorListener).run"]),
            Signature::through(&["cache.(*Reflector).ListAndWatch", "cache.(*Reflector).Run"]),
            Signature::through(&["cache.(*controller).Run", "cache.(*sharedProcessor).run"]),
        ],
        least: 50,
        allocators: &["cache.NewSharedIndexInformer", "cache.NewSharedInformer"],
        ..Pattern::BLANK
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
        lead: Signature::on_top(&[
            "grpcsync.(*CallbackSerializer).run",
            "grpc.(*ccBalancerWrapper).watcher",
        ]),
        companions: &[
            Signature::through(&["transport.(*http2Client).reader"]),
            Signature::through(&["transport.(*http2Client).keepalive"]),
            Signature {
                has: &["transport.(*loopyWriter).run"],
                lacks: &[
                    "transport.newHTTP2Server.func2",
                    "transport.NewServerTransport.func2",
                ],
                ..Signature::ANY
            },
            Signature::on_top(&[
                "grpc.(*addrConn).resetTransport",
                "grpc.(*addrConn).resetTransportAndUnlock",
                "grpc.(*ClientConn).scWatcher",
            ]),
        ],
        relations: &[],
        suspect_from: 100,
        least: 1,
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
        lead: Signature::on_top(&[
            "grpc.newClientStream.func*",
            "grpc.newClientStreamWithParams.func*",
        ]),
        companions: &[],
        relations: &[],
        suspect_from: 100,
        least: 1,
        per_event: Some(1),
        allocators: &["grpc.newClientStream", "grpc.newClientStreamWithParams"],
    },
    Pattern {
        name: "grpc server stream waits",
        title: "gRPC handlers wait for clients that send no more",
        what: "Handlers of streams wait for the next message of a client that neither sends nor ends: it hangs, \
               or its machine went away without a word.",
        fix: &[
            "Set keepalive parameters on the server, so that dead connections end: keepalive.ServerParameters.",
            "Bound how long a stream may wait, and end it from the client's side.",
        ],
        snippet: "\
server := grpc.NewServer(grpc.KeepaliveParams(keepalive.ServerParameters{
	MaxConnectionIdle: 15 * time.Minute,
	Time:              2 * time.Minute,
	Timeout:           20 * time.Second,
}))
",
        reference: "https://pkg.go.dev/google.golang.org/grpc/keepalive#ServerParameters",
        lead: Signature {
            has: &[
                "grpc.(*Server).processStreamingRPC",
                "grpc.(*serverStream).RecvMsg",
            ],
            ..Signature::ANY
        },
        suspect_from: 500,
        ..Pattern::BLANK
    },
];
