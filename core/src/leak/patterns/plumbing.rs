//! What is under a program: pipes, connections, listeners, processes, signals, names.

use super::{Pattern, Signature};

pub(super) static PATTERNS: &[Pattern] = &[
    Pattern {
        name: "child process not waited for",
        title: "Child process that does not end, or is not waited for",
        what: "Goroutines copy the output of child processes, or wait for them. The process does not end, or a \
               child of its own keeps the pipe open; or Wait was never called, and what Start began stays.",
        fix: &[
            "Give it a context with a deadline, and set WaitDelay, which closes its pipes.",
            "Call Wait after every Start.",
        ],
        snippet: "\
ctx, cancel := context.WithTimeout(ctx, time.Minute)
defer cancel()
cmd := exec.CommandContext(ctx, name, args...)
cmd.WaitDelay = 5 * time.Second // then its pipes are closed
output, err := cmd.CombinedOutput()
",
        reference: "https://pkg.go.dev/os/exec#Cmd",
        lead: Signature::through(&[
            "os/exec.(*Cmd).writerDescriptor.func1",
            "os/exec.(*Cmd).writerDescriptor.func2",
            "os/exec.(*Cmd).childStdin.func1",
            "os/exec.(*Cmd).watchCtx",
            "os/exec.(*Cmd).watchCtx.func1",
            "os/exec.(*Cmd).Start.func1",
            "os/exec.(*Cmd).Start.func2",
            "os/exec.(*Cmd).Wait",
            "os.(*Process).Wait",
        ]),
        least: 10,
        ..Pattern::BLANK
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
        lead: Signature::on_top(&["io.(*pipe).read", "io.(*pipe).write"]),
        companions: &[],
        relations: &[],
        suspect_from: 100,
        least: 1,
        per_event: None,
        allocators: &["io.Pipe"],
    },
    Pattern {
        name: "net.Pipe not closed",
        title: "net.Pipe whose other end was never closed",
        what: "Readers or writers of a net.Pipe wait for the other end, which returned without closing it.",
        fix: &[
            "Close both ends on every path.",
            "Set a deadline on reads and writes.",
        ],
        snippet: "\
a, b := net.Pipe()
defer a.Close()
defer b.Close()
",
        reference: "https://pkg.go.dev/net#Pipe",
        lead: Signature::on_top(&["net.(*pipe).read", "net.(*pipe).write"]),
        allocators: &["net.Pipe"],
        ..Pattern::BLANK
    },
    Pattern {
        name: "SSH client not closed",
        title: "SSH client never closed",
        what: "Clients were made and dropped without Close. Each keeps its connection and the goroutines that \
               read it, exchange keys and share it out.",
        fix: &[
            "Close the client on every path: defer client.Close() right after the error check.",
            "Keep one for each host, and open sessions on it.",
        ],
        snippet: "\
client, err := ssh.Dial(\"tcp\", address, config)
if err != nil {
	return err
}
defer client.Close()
",
        reference: "https://pkg.go.dev/golang.org/x/crypto/ssh#Client",
        lead: Signature::through(&["ssh.(*mux).loop"]),
        companions: &[
            Signature::through(&["ssh.(*handshakeTransport).readLoop"]),
            Signature::through(&["ssh.(*handshakeTransport).kexLoop"]),
            Signature::through(&[
                "ssh.(*Client).handleChannelOpens",
                "ssh.(*Client).HandleChannelOpen",
                "ssh.DiscardRequests",
                "ssh.(*Client).handleGlobalRequests",
                "ssh.(*forwardList).handleChannels",
            ]),
        ],
        allocators: &["ssh.NewClientConn", "ssh.Dial"],
        least: 10,
        ..Pattern::BLANK
    },
    Pattern {
        name: "WebSocket without deadline",
        title: "WebSocket connections read without a deadline",
        what: "Connections wait for messages without a read deadline and without pings. A client whose machine \
               went away says nothing, so its connection and its goroutine stay.",
        fix: &[
            "Set a read deadline, and put it off with every pong; send pings.",
            "Close the connection where its reader or writer returns.",
        ],
        snippet: "\
conn.SetReadDeadline(time.Now().Add(pongWait))
conn.SetPongHandler(func(string) error {
	return conn.SetReadDeadline(time.Now().Add(pongWait))
})
// and a ping every pingPeriod < pongWait
",
        reference: "https://pkg.go.dev/github.com/gorilla/websocket#Conn.SetReadDeadline",
        lead: Signature::through(&[
            "websocket.(*Conn).advanceFrame",
            "websocket.(*Conn).readLoop",
            "websocket.(*Conn).readFrameHeader",
        ]),
        companions: &[Signature::through(&["websocket.(*Conn).timeoutLoop"])],
        allocators: &[
            "websocket.newConn",
            "websocket.(*Upgrader).Upgrade",
            "websocket.(*Dialer).DialContext",
        ],
        suspect_from: 1_000,
        ..Pattern::BLANK
    },
    Pattern {
        name: "DNS lookup hangs",
        title: "Name lookups without a deadline",
        what: "Calls wait for names to be resolved: the resolver is slow or not reachable, and nothing ends the \
               wait.",
        fix: &[
            "Give lookups and dials a context with a deadline.",
            "Look at the resolver the machine is told to ask.",
        ],
        snippet: "\
ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
defer cancel()
addresses, err := net.DefaultResolver.LookupHost(ctx, host)
",
        reference: "https://pkg.go.dev/net#Resolver",
        lead: Signature::through(&["net.(*Resolver).lookupIPAddr"]),
        companions: &[Signature::through(&[
            "net.(*Resolver).goLookupIPCNAMEOrder",
            "net.(*Resolver).exchange",
            "net.cgoLookupIP",
            "net._C_getaddrinfo",
        ])],
        suspect_from: 200,
        ..Pattern::BLANK
    },
    Pattern {
        name: "dial without timeout",
        title: "Connections being made without a timeout",
        what: "Dials wait for an answer that does not come, as from behind a firewall that drops what it does \
               not like. The system gives up after minutes; until then each dial stays.",
        fix: &["Set a Timeout on the Dialer, or dial with a context that has a deadline."],
        snippet: "\
dialer := net.Dialer{Timeout: 5 * time.Second}
conn, err := dialer.DialContext(ctx, \"tcp\", address)
",
        reference: "https://pkg.go.dev/net#Dialer",
        lead: Signature::through(&["net.(*netFD).connect"]),
        companions: &[Signature::through(&["net/http.(*Transport).getConn"])],
        ..Pattern::BLANK
    },
    Pattern {
        name: "TLS handshake without timeout",
        title: "TLS handshakes without a timeout",
        what: "Handshakes wait for a peer that says nothing, and nothing ends the wait.",
        fix: &[
            "Set TLSHandshakeTimeout on a transport of your own; on a server ReadHeaderTimeout.",
            "Or use HandshakeContext with a deadline.",
        ],
        snippet: "\
transport := &http.Transport{TLSHandshakeTimeout: 10 * time.Second}
",
        reference: "https://pkg.go.dev/crypto/tls#Conn.HandshakeContext",
        lead: Signature::through(&[
            "crypto/tls.(*Conn).clientHandshake",
            "crypto/tls.(*Conn).serverHandshake",
        ]),
        companions: &[Signature::through(&[
            "net/http.(*persistConn).addTLS",
            "net/http.(*Transport).dialConn",
        ])],
        ..Pattern::BLANK
    },
    Pattern {
        name: "signal.NotifyContext not stopped",
        title: "signal.NotifyContext whose stop is never called",
        what: "Each NotifyContext keeps a goroutine until its stop function is called, its parent ends or a \
               signal comes.",
        fix: &[
            "Call stop on every path: defer stop().",
            "Make it once, in main.",
        ],
        snippet: "\
ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
defer stop()
",
        reference: "https://pkg.go.dev/os/signal#NotifyContext",
        lead: Signature::through(&["os/signal.NotifyContext.func1"]),
        allocators: &["os/signal.NotifyContext"],
        least: 10,
        suspect_from: 50,
        per_event: Some(1),
        ..Pattern::BLANK
    },
    Pattern {
        name: "semaphore not released",
        title: "Semaphore that is never released",
        what: "Goroutines wait to acquire a weighted semaphore that its holders do not release, on an error for \
               one.",
        fix: &[
            "Release on every path: defer sem.Release(1) right after the error check.",
            "Acquire with a context that ends.",
        ],
        snippet: "\
if err := sem.Acquire(ctx, 1); err != nil {
	return err
}
defer sem.Release(1)
",
        reference: "https://pkg.go.dev/golang.org/x/sync/semaphore#Weighted.Acquire",
        lead: Signature::through(&["semaphore.(*Weighted).Acquire"]),
        per_event: Some(1),
        ..Pattern::BLANK
    },
    Pattern {
        name: "listener not closed",
        title: "Listener made again and again and never closed",
        what: "Listeners were opened and left. Each keeps its port, and a goroutine that accepts.",
        fix: &[
            "Close it on every path: defer listener.Close(); for a server Shutdown or Close.",
            "Listen once for the program.",
        ],
        snippet: "\
listener, err := net.Listen(\"tcp\", address)
if err != nil {
	return err
}
defer listener.Close()
",
        reference: "https://pkg.go.dev/net#Listener",
        lead: Signature::through(&[
            "net.(*TCPListener).Accept",
            "net.(*UnixListener).Accept",
            "net.(*TCPListener).AcceptTCP",
            "net.(*UnixListener).AcceptUnix",
        ]),
        least: 10,
        suspect_from: 50,
        per_event: Some(1),
        ..Pattern::BLANK
    },
];

/// Of what is left: connections, whoever reads them.
pub(super) static CONNECTIONS: &[Pattern] = &[Pattern {
    name: "connection read without deadline",
    title: "Connections read or written without a deadline",
    what: "Goroutines wait for bytes of connections whose other end neither sends nor closes, and no \
               deadline ends the wait.",
    fix: &[
        "Set a deadline before each read and write: conn.SetReadDeadline(…).",
        "Close the connection where its handler returns: defer conn.Close().",
        "For idle clients that may stay, turn on keep-alives, which find dead ones.",
    ],
    snippet: "\
for {
	conn.SetReadDeadline(time.Now().Add(5 * time.Minute))
	n, err := conn.Read(buffer)
	if err != nil {
		return err
	}
	use(buffer[:n])
}
",
    reference: "https://pkg.go.dev/net#Conn",
    lead: Signature {
        one_of: &[
            "net.(*conn).Read",
            "net.(*conn).Write",
            "net.(*UDPConn).ReadFrom",
            "net.(*UDPConn).ReadFromUDP",
            "net.(*UDPConn).ReadFromUDPAddrPort",
            "net.(*UDPConn).ReadMsgUDP",
        ],
        lacks: &[
            "net/http.(*persistConn).readLoop",
            "net/http.(*conn).serve",
            "http2.(*ClientConn).readLoop",
            "http2.(*serverConn).readFrames",
            "transport.(*http2Client).reader",
            "transport.(*http2Server).HandleStreams",
        ],
        waits: &["IO wait"],
        or_unknown: false,
        ..Signature::ANY
    },
    allocators: &[
        "net.(*Dialer).DialContext",
        "net.Dial",
        "net.DialTimeout",
        "net.(*TCPListener).Accept",
    ],
    suspect_from: 1_000,
    per_event: Some(1),
    ..Pattern::BLANK
}];
