package registry

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// InMemory, given as the registry's URL, answers without sockets: net/http does all it does
// over a network, but no file descriptor is used, so that a process limited to fewer can
// still leak 50,000 connections.
const InMemory = "memory:"

func memoryTransport() *http.Transport {
	return &http.Transport{
		DialContext: func(context.Context, string, string) (net.Conn, error) {
			return newMemoryConn(), nil
		},
	}
}

// memoryConn answers every request with the subjects, and then stays open and silent.
type memoryConn struct {
	answer  *strings.Reader
	asked   chan struct{}
	askOnce sync.Once
	closed  chan struct{}
	endOnce sync.Once
}

var memoryAnswer = fmt.Sprintf(
	"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
	len(subjects), subjects)

func newMemoryConn() *memoryConn {
	return &memoryConn{
		answer: strings.NewReader(memoryAnswer),
		asked:  make(chan struct{}),
		closed: make(chan struct{}),
	}
}

func (c *memoryConn) Read(p []byte) (int, error) {
	select {
	case <-c.asked:
	case <-c.closed:
		return 0, net.ErrClosed
	}
	if c.answer.Len() > 0 {
		return c.answer.Read(p)
	}
	<-c.closed
	return 0, net.ErrClosed
}

func (c *memoryConn) Write(p []byte) (int, error) {
	if strings.HasPrefix(string(p), "GET ") {
		c.askOnce.Do(func() { close(c.asked) })
	}
	return len(p), nil
}

func (c *memoryConn) Close() error {
	c.endOnce.Do(func() { close(c.closed) })
	return nil
}

func (c *memoryConn) LocalAddr() net.Addr              { return memoryAddr{} }
func (c *memoryConn) RemoteAddr() net.Addr             { return memoryAddr{} }
func (c *memoryConn) SetDeadline(time.Time) error      { return nil }
func (c *memoryConn) SetReadDeadline(time.Time) error  { return nil }
func (c *memoryConn) SetWriteDeadline(time.Time) error { return nil }

type memoryAddr struct{}

func (memoryAddr) Network() string { return "memory" }
func (memoryAddr) String() string  { return "memory" }
