// Package registry holds both ends of the schema registry: the client whose check leaks,
// and the server it asks.
package registry

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"
)

// FixedTimeout is how long a fixed client's connection can live at most.
const FixedTimeout = 2 * time.Second

// Client checks the registry the way the story's service did.
type Client struct {
	urls  []string
	next  atomic.Uint64
	fixed bool
	// transport makes the transport of one check; nil means http.Transport as it comes.
	transport func() *http.Transport
}

// NewClient asks the urls in turn. With fixed, each check carries the story's cure: a timeout
// and Close = true. The body stays unread and unclosed in both, so a fixed client still holds
// each connection until its timeout ends it: checks per second × 2 s of them, and no more.
func NewClient(fixed bool, urls ...string) *Client {
	client := &Client{urls: urls, fixed: fixed}
	if len(urls) == 1 && urls[0] == InMemory {
		client.urls = []string{"http://registry.invalid"}
		client.transport = memoryTransport
	}
	return client
}

// Name is the dependency's member in the health report.
func (c *Client) Name() string { return "registry" }

// Check asks the registry for its subjects, and looks only at the status.
//
// This is the leak. The client and its transport are new on each call, have no timeout, and
// the response's body is never closed: the connection can neither be reused nor ended, and
// its readLoop and writeLoop wait for ever.
func (c *Client) Check(_ context.Context) error {
	client := &http.Client{Transport: c.newTransport()}
	if c.fixed {
		client.Timeout = FixedTimeout
	}
	url := c.urls[(c.next.Add(1)-1)%uint64(len(c.urls))]
	request, err := http.NewRequest(http.MethodGet, url+"/subjects", nil)
	if err != nil {
		return err
	}
	request.Close = c.fixed
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("registry answered %s", response.Status)
	}
	return nil
}

func (c *Client) newTransport() *http.Transport {
	if c.transport != nil {
		return c.transport()
	}
	return &http.Transport{}
}
