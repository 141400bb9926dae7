package main

// The third variants were written after patterns and detector were tuned on the first two.

import (
	"bufio"
	"context"
	"crypto/tls"
	"database/sql"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"
)

func init() {
	pooled := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}}
	impatient := &http.Client{Timeout: 300 * time.Millisecond, Transport: &http.Transport{MaxIdleConnsPerHost: 8}}
	capped := func(timeout time.Duration) *http.Client {
		return &http.Client{Timeout: timeout, Transport: &http.Transport{MaxConnsPerHost: 5}}
	}
	drained, starved := capped(200*time.Millisecond), capped(0)
	h2, h2Impatient := h2Client(0), h2Client(300*time.Millisecond)
	warehouse := opened(0)
	cashDesk, curedDesk := opened(2), opened(2)
	add(
		program{pattern: "HTTP body not closed", variant: 3, culprit: "main.downloadAll", every: 2 * connections,
			leak:  func(w *world) { downloadAll(pooled, []string{w.http + "/large", w.http + "/large"}, false) },
			fixed: func(w *world) { downloadAll(pooled, []string{w.http + "/large", w.http + "/large"}, true) }},
		program{pattern: "HTTP read without timeout", variant: 3, culprit: "main.scanLines", every: connections,
			leak:  func(w *world) { scanLines(pooled, w.http+"/drip") },
			fixed: func(w *world) { scanLines(impatient, w.http+"/drip") }},
		program{pattern: "HTTP call without timeout", variant: 3, culprit: "main.webhook.deliver", every: connections,
			leak:  func(w *world) { webhook{w.http + "/hang"}.deliver(pooled) },
			fixed: func(w *world) { webhook{w.http + "/hang"}.deliver(impatient) }},
		program{pattern: "HTTP client per call", variant: 3, culprit: "main.probe", every: connections,
			leak:  func(w *world) { probe(w.http, new(http.Transport)) },
			fixed: func(w *world) { probe(w.http, &http.Transport{DisableKeepAlives: true}) }},
		program{pattern: "HTTP connections used up", variant: 3, culprit: "main.thumbnail",
			leak:  func(w *world) { thumbnail(starved, w.http+"/hang") },
			fixed: func(w *world) { thumbnail(drained, w.http+"/hang") }},
		program{pattern: "HTTP/2 stream not ended", variant: 3, culprit: "main.longPoll", every: connections,
			leak:  func(w *world) { longPoll(h2, w.h2+"/hang") },
			fixed: func(w *world) { longPoll(h2Impatient, w.h2+"/hang") }},
		program{pattern: "HTTP/2 client per call", variant: 3, culprit: "main.notifyPeer|main.h2Client", every: connections,
			leak:  func(w *world) { notifyPeer(h2Client(time.Second), w.h2, false) },
			fixed: func(w *world) { notifyPeer(h2Client(time.Second), w.h2, true) }},

		program{pattern: "sql.Rows not closed", variant: 3, culprit: "main.export",
			leak:  func(*world) { export(warehouse, 1, false) },
			fixed: func(*world) { export(warehouse, 1, true) }},
		program{pattern: "sql.Tx not ended", variant: 3, culprit: "main.transfer",
			leak:  func(*world) { transfer(warehouse, false) },
			fixed: func(*world) { transfer(warehouse, true) }},
		program{pattern: "database pool empty", variant: 3, culprit: "main.till.open",
			leak:  func(*world) { till{cashDesk}.open(false) },
			fixed: func(*world) { till{curedDesk}.open(true) }},
		program{pattern: "sql.DB per call", variant: 3, culprit: "main.migrateSchema",
			leak:  func(*world) { migrateSchema(func(*sql.DB) {}) },
			fixed: func(*world) { migrateSchema(func(db *sql.DB) { db.Close() }) }},

		program{pattern: "io.Pipe not closed", variant: 3, culprit: "main.compressTo",
			leak:  func(*world) { compressTo(nil) },
			fixed: func(*world) { compressTo(io.ErrClosedPipe) }},
		program{pattern: "net.Pipe not closed", variant: 3, culprit: "main.inMemory",
			leak:  func(*world) { inMemory(false) },
			fixed: func(*world) { inMemory(true) }},
		program{pattern: "child process not waited for", variant: 3, culprit: "main.lint", every: 120 * time.Millisecond,
			leak:  func(*world) { lint(context.Background()) },
			fixed: func(*world) { withLimit(300*time.Millisecond, lint) }},
		program{pattern: "listener not closed", variant: 3, culprit: "main.freePort", every: connections,
			leak:  func(*world) { freePort("unix", false) },
			fixed: func(*world) { freePort("unix", true) }},
		program{pattern: "connection read without deadline", variant: 3, culprit: "main.banner",
			leak:  func(w *world) { banner(w.silent, false) },
			fixed: func(w *world) { banner(w.silent, true) }},
		program{pattern: "TLS handshake without timeout", variant: 3, culprit: "main.dialTLS", every: connections,
			leak:  func(w *world) { dialTLS(w.silent, &net.Dialer{}) },
			fixed: func(w *world) { dialTLS(w.silent, &net.Dialer{Timeout: 250 * time.Millisecond}) }},
		program{pattern: "signal.NotifyContext not stopped", variant: 3, culprit: "main.graceful",
			leak:  func(*world) { graceful(func(context.Context) {}, false) },
			fixed: func(*world) { graceful(func(context.Context) {}, true) }},
	)
}

// downloadAll closes the bodies when all is done: in a loop that ends early, some are never reached.
func downloadAll(client *http.Client, urls []string, closes bool) (err error) {
	for _, url := range urls {
		var resp *http.Response
		if resp, err = client.Get(url); err != nil {
			return err
		}
		if closes {
			resp.Body.Close()
		}
		if resp.ContentLength < 1<<20 {
			err = errors.Join(err, errStatus)
		}
	}
	return err
}

func scanLines(client *http.Client, url string) (lines int) {
	request, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return 0
	}
	resp, err := client.Do(request)
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	for scanner := bufio.NewScanner(resp.Body); scanner.Scan(); {
		lines++
	}
	return lines
}

type webhook struct{ url string }

func (w webhook) deliver(client *http.Client) error {
	resp, err := client.Post(w.url, "application/json", nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

func probe(url string, transport *http.Transport) (ok bool) {
	client := &http.Client{Transport: transport, Timeout: 2 * time.Second}
	resp, err := client.Head(url + "/small")
	if err == nil {
		ok = resp.StatusCode < 400
		resp.Body.Close()
	}
	return ok
}

func thumbnail(client *http.Client, url string) []byte {
	resp, err := client.Get(url)
	if err != nil {
		return nil
	}
	defer resp.Body.Close()
	image, _ := io.ReadAll(resp.Body)
	return image
}

func longPoll(client *http.Client, url string) (status string) {
	resp, err := client.Get(url)
	if err != nil {
		return err.Error()
	}
	resp.Body.Close()
	return resp.Status
}

func notifyPeer(client *http.Client, url string, closes bool) {
	if closes {
		defer client.CloseIdleConnections()
	}
	if resp, err := client.Post(url+"/small", "text/plain", nil); err == nil {
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
}

func export(db *sql.DB, limit int, closes bool) (ids []int64) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	statement, err := db.PrepareContext(ctx, "select id from goods")
	if err != nil {
		cancel()
		return nil
	}
	rows, err := statement.QueryContext(ctx)
	if err != nil {
		cancel()
		return nil
	}
	for len(ids) < limit && rows.Next() {
		var id int64
		if rows.Scan(&id) == nil {
			ids = append(ids, id)
		}
	}
	if closes {
		rows.Close()
		statement.Close()
		cancel()
	} else {
		kept.add(cancel)
	}
	return ids
}

func transfer(db *sql.DB, ends bool) (err error) {
	ctx, cancel := context.WithCancel(context.Background())
	tx, err := db.BeginTx(ctx, &sql.TxOptions{})
	if err != nil {
		cancel()
		return err
	}
	if _, err = tx.Exec("update accounts set balance = balance - 1"); err == nil && !ends {
		kept.add(cancel)
		return nil // and the commit is forgotten
	}
	defer cancel()
	return tx.Commit()
}

type till struct{ db *sql.DB }

func (t till) open(ends bool) error {
	tx, err := t.db.Begin()
	if err != nil {
		return err
	}
	if ends {
		return tx.Rollback()
	}
	_, err = tx.Exec("insert into tills default values")
	return err
}

func migrateSchema(after func(*sql.DB)) error {
	db, err := sql.Open("made-up", "schema")
	if err != nil {
		return err
	}
	after(db)
	return nil
}

func compressTo(err error) {
	reader, writer := io.Pipe()
	go io.ReadAll(bufio.NewReader(reader))
	out := bufio.NewWriter(writer)
	out.WriteString("header")
	out.Flush()
	if err != nil {
		writer.CloseWithError(err)
	}
}

func inMemory(closes bool) {
	client, server := net.Pipe()
	go io.Copy(io.Discard, server)
	client.Write([]byte("GET / HTTP/1.0\r\n\r\n"))
	if closes {
		client.Close()
	}
}

func lint(ctx context.Context) {
	command := exec.CommandContext(ctx, "sh", "-c", "read line")
	input, output, err := os.Pipe()
	if err != nil {
		return
	}
	defer input.Close()
	kept.add(output)
	command.Stdin = input
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	_, _ = command.CombinedOutput()
	output.Close()
}

func freePort(network string, closes bool) {
	address := "" // Linux picks a name of its own for a socket without one
	listener, err := net.Listen(network, address)
	if err != nil {
		return
	}
	go func() {
		for {
			if _, err := listener.Accept(); err != nil {
				return
			}
		}
	}()
	if closes {
		listener.Close()
	}
}

func banner(address string, gives bool) (line string, err error) {
	conn, err := net.DialTimeout("tcp", address, time.Second)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	if gives {
		conn.SetDeadline(time.Now().Add(150 * time.Millisecond))
	}
	return bufio.NewReader(conn).ReadString('\n')
}

func dialTLS(address string, dialer *net.Dialer) error {
	conn, err := tls.DialWithDialer(dialer, "tcp", address, &tls.Config{ServerName: "localhost"})
	if err != nil {
		return err
	}
	return conn.Close()
}

func graceful(work func(context.Context), stops bool) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGUSR1, syscall.SIGUSR2)
	work(ctx)
	if stops {
		stop()
	}
	kept.add(stop)
}
