package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"time"
)

func init() {
	add(
		program{pattern: "io.Pipe not closed", variant: 1, culprit: "main.upload",
			leak:  func(*world) { upload(false) },
			fixed: func(*world) { upload(true) }},
		program{pattern: "io.Pipe not closed", variant: 2, culprit: "main.(*encoder).encode",
			leak:  func(*world) { firstLine(&encoder{}, false) },
			fixed: func(*world) { firstLine(&encoder{}, true) }},
		program{pattern: "net.Pipe not closed", variant: 1, culprit: "main.proxy",
			leak:  func(*world) { proxy(false) },
			fixed: func(*world) { proxy(true) }},
		program{pattern: "net.Pipe not closed", variant: 2, culprit: "main.(*peer).greet",
			leak:  func(*world) { (&peer{}).greet(0) },
			fixed: func(*world) { (&peer{}).greet(50 * time.Millisecond) }},

		program{pattern: "child process not waited for", variant: 1, culprit: "main.convert", every: 120 * time.Millisecond,
			leak:  func(*world) { convert(false) },
			fixed: func(*world) { convert(true) }},
		program{pattern: "child process not waited for", variant: 2, culprit: "main.(*tool).run", every: 120 * time.Millisecond,
			leak:  func(*world) { (&tool{}).run(context.Background()) },
			fixed: func(*world) { withLimit(300*time.Millisecond, (&tool{}).run) }},

		program{pattern: "listener not closed", variant: 1, culprit: "main.receiveOne", every: connections,
			leak:  func(*world) { receiveOne(false) },
			fixed: func(*world) { receiveOne(true) }},
		program{pattern: "listener not closed", variant: 2, culprit: "main.(*callback).listen", every: connections,
			leak:  func(*world) { (&callback{}).listen(false) },
			fixed: func(*world) { (&callback{}).listen(true) }},

		program{pattern: "connection read without deadline", variant: 1, culprit: "main.readReply",
			leak:  func(w *world) { readReply(w.silent, 0) },
			fixed: func(w *world) { readReply(w.silent, 200*time.Millisecond) }},
		program{pattern: "connection read without deadline", variant: 2, culprit: "main.(*relay).copy",
			leak:  func(w *world) { (&relay{}).start(w.silent, false) },
			fixed: func(w *world) { (&relay{}).start(w.silent, true) }},

		program{pattern: "TLS handshake without timeout", variant: 1, culprit: "main.secure", every: connections,
			leak:  func(w *world) { secure(w.silent, time.Hour) },
			fixed: func(w *world) { secure(w.silent, 200*time.Millisecond) }},
		program{pattern: "TLS handshake without timeout", variant: 2, culprit: "main.(*mailer).connect", every: connections,
			leak:  func(w *world) { (&mailer{}).connect(w.silent, time.Time{}) },
			fixed: func(w *world) { (&mailer{}).connect(w.silent, time.Now().Add(200*time.Millisecond)) }},

		program{pattern: "signal.NotifyContext not stopped", variant: 1, culprit: "main.untilInterrupt",
			leak:  func(*world) { untilInterrupt(false) },
			fixed: func(*world) { untilInterrupt(true) }},
		program{pattern: "signal.NotifyContext not stopped", variant: 2, culprit: "main.(*worker).run",
			leak:  func(*world) { (&worker{}).run(context.Background()) },
			fixed: func(*world) { withLimit(50*time.Millisecond, (&worker{}).run) }},
	)
}

func withLimit(limit time.Duration, work func(context.Context)) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	work(ctx)
	<-ctx.Done()
}

// upload hands the reader to who sends it, and fails before it wrote all.
func upload(closes bool) {
	reader, writer := io.Pipe()
	go func() { io.Copy(io.Discard, reader) }()
	writer.Write([]byte("begin"))
	if closes {
		writer.CloseWithError(io.ErrUnexpectedEOF)
	}
}

type encoder struct{ lines int }

func (e *encoder) encode(writer *io.PipeWriter) {
	for range 10 {
		if _, err := writer.Write([]byte("line\n")); err != nil {
			return
		}
		e.lines++
	}
	writer.Close()
}

func firstLine(e *encoder, closes bool) string {
	reader, writer := io.Pipe()
	go e.encode(writer)
	if closes {
		defer reader.Close()
	}
	line := make([]byte, 5)
	io.ReadFull(reader, line)
	return string(line)
}

func proxy(closes bool) {
	here, there := net.Pipe()
	go func() {
		var request [16]byte
		there.Read(request[:])
	}()
	if closes {
		here.Close()
	} else {
		kept.add(here)
	}
}

type peer struct{ heard int }

func (p *peer) greet(limit time.Duration) {
	here, there := net.Pipe()
	kept.add(there)
	if limit > 0 {
		here.SetWriteDeadline(time.Now().Add(limit))
	}
	p.heard, _ = here.Write([]byte("hello"))
}

// convert starts a program that ends by itself, and does not wait for it.
func convert(waits bool) error {
	ctx, cancel := context.WithCancel(context.Background())
	command := exec.CommandContext(ctx, "true")
	if err := command.Start(); err != nil {
		cancel()
		return err
	}
	if waits {
		defer cancel()
		return command.Wait()
	}
	kept.add(cancel)
	return nil
}

type tool struct{ output bytes.Buffer }

// run waits for a program that waits for input.
func (t *tool) run(ctx context.Context) {
	command := exec.CommandContext(ctx, "cat")
	command.Stdout = &t.output
	input, err := command.StdinPipe()
	if err != nil {
		return
	}
	kept.add(input)
	command.Run()
}

func receiveOne(closes bool) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return
	}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			conn.Close()
		}
	}()
	if closes {
		listener.Close()
	}
}

type callback struct{ server http.Server }

func (c *callback) listen(closes bool) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return
	}
	go c.server.Serve(listener)
	if closes {
		time.Sleep(5 * time.Millisecond)
		c.server.Close()
	}
}

func readReply(address string, limit time.Duration) ([]byte, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if limit > 0 {
		conn.SetReadDeadline(time.Now().Add(limit))
	}
	return io.ReadAll(conn)
}

type relay struct{ bytes int64 }

func (r *relay) start(address string, ends bool) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	go r.copy(io.Discard, conn)
	if ends {
		time.Sleep(20 * time.Millisecond)
		conn.Close()
	}
}

func (r *relay) copy(to io.Writer, from net.Conn) {
	r.bytes, _ = io.Copy(to, from)
}

func secure(address string, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	raw, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	defer raw.Close()
	return tls.Client(raw, &tls.Config{InsecureSkipVerify: true}).HandshakeContext(ctx)
}

type mailer struct{ conn *tls.Conn }

func (m *mailer) connect(address string, deadline time.Time) error {
	raw, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	defer raw.Close()
	raw.SetDeadline(deadline)
	m.conn = tls.Client(raw, &tls.Config{ServerName: "mail.example"})
	_, err = m.conn.Write([]byte("EHLO"))
	return err
}

func untilInterrupt(stops bool) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	if stops {
		defer stop()
	} else {
		kept.add(stop)
	}
	_ = ctx.Err()
}

type worker struct{ ctx context.Context }

func (w *worker) run(parent context.Context) {
	ctx, stop := signal.NotifyContext(parent, os.Interrupt)
	w.ctx = ctx
	kept.add(stop)
}
