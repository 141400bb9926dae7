package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"
)

var errStatus = errors.New("unexpected status")

func init() {
	shared := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4}}
	timed := &http.Client{Timeout: 500 * time.Millisecond, Transport: &http.Transport{MaxIdleConnsPerHost: 4}}
	registry := &registry{}
	add(
		program{pattern: "HTTP body not closed", variant: 1, culprit: "main.(*registry).check", every: connections,
			leak:  func(w *world) { registry.check(w.http) },
			fixed: func(w *world) { registry.checkAndClose(shared, w.http) }},
		program{pattern: "HTTP body not closed", variant: 2, culprit: "main.statusOf", every: connections,
			leak:  func(w *world) { statusOf(shared, w.http+"/large", false) },
			fixed: func(w *world) { statusOf(shared, w.http+"/large", true) }},

		program{pattern: "HTTP read without timeout", variant: 1, culprit: "main.(*feed).download", every: connections,
			leak:  func(w *world) { (&feed{shared}).download(w.http + "/drip") },
			fixed: func(w *world) { (&feed{timed}).download(w.http + "/drip") }},
		program{pattern: "HTTP read without timeout", variant: 2, culprit: "main.decode[...]", every: connections,
			leak:  func(w *world) { decode[[]int](shared, w.http+"/drip") },
			fixed: func(w *world) { decode[[]int](timed, w.http+"/drip") }},

		program{pattern: "HTTP call without timeout", variant: 1, culprit: "main.ping", every: connections,
			leak:  func(w *world) { ping(context.Background(), shared, w.http+"/hang") },
			fixed: func(w *world) { ping(context.Background(), timed, w.http+"/hang") }},
		program{pattern: "HTTP call without timeout", variant: 2, culprit: "main.(*fanOut).ask", every: 2 * connections,
			leak: func(w *world) { (&fanOut{client: shared}).ask(context.Background(), w.http+"/hang", 2) },
			fixed: func(w *world) {
				ctx, cancel := context.WithTimeout(context.Background(), 400*time.Millisecond)
				defer cancel()
				(&fanOut{client: shared}).ask(ctx, w.http+"/hang", 2)
			}},

		program{pattern: "HTTP client per call", variant: 1, culprit: "main.fetchOnce", every: connections,
			leak:  func(w *world) { fetchOnce(&http.Client{Transport: &http.Transport{}}, w.http) },
			fixed: func(w *world) { fetchOnce(shared, w.http) }},
		program{pattern: "HTTP client per call", variant: 2, culprit: "main.(*tenant).profile", every: connections,
			leak: func(w *world) { (&tenant{}).profile(w.http, &http.Transport{MaxIdleConns: 10}, false) },
			fixed: func(w *world) {
				(&tenant{}).profile(w.http, &http.Transport{MaxIdleConns: 10}, true)
			}},

		program{pattern: "HTTP connections used up", variant: 1, culprit: "main.limited",
			leak:  func(w *world) { limited(few, w.http, false) },
			fixed: func(w *world) { limited(few, w.http, true) }},
		program{pattern: "HTTP connections used up", variant: 2, culprit: "main.(*quota).spend",
			leak:  func(w *world) { (&quota{fewHanging}).spend(w.http + "/hang") },
			fixed: func(w *world) { (&quota{fewTimed}).spend(w.http + "/hang") }},
	)
}

var (
	few        = &http.Client{Transport: &http.Transport{MaxConnsPerHost: 3}}
	fewHanging = &http.Client{Transport: &http.Transport{MaxConnsPerHost: 2}}
	fewTimed   = &http.Client{Timeout: 300 * time.Millisecond, Transport: &http.Transport{MaxConnsPerHost: 2}}
)

// registry is the story's: a client of its own for every check, and a body that nobody closes.
type registry struct{ up bool }

func (r *registry) check(url string) {
	client := &http.Client{Transport: &http.Transport{}}
	resp, err := client.Get(url + "/large")
	if err == nil {
		r.up = resp.StatusCode == http.StatusOK
	}
}

func (r *registry) checkAndClose(client *http.Client, url string) {
	resp, err := client.Get(url + "/large")
	if err != nil {
		return
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, resp.Body)
	r.up = resp.StatusCode == http.StatusOK
}

// statusOf looks at the status alone, and forgets that there is a body.
func statusOf(client *http.Client, url string, closes bool) (int, error) {
	resp, err := client.Get(url)
	if err != nil {
		return 0, err
	}
	if closes {
		defer resp.Body.Close()
	}
	if resp.StatusCode != http.StatusOK {
		return resp.StatusCode, errStatus
	}
	return resp.StatusCode, nil
}

type feed struct{ client *http.Client }

func (f *feed) download(url string) ([]byte, error) {
	resp, err := f.client.Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

func decode[T any](client *http.Client, url string) (value T, err error) {
	resp, err := client.Get(url)
	if err != nil {
		return value, err
	}
	defer resp.Body.Close()
	err = json.NewDecoder(resp.Body).Decode(&value)
	return value, err
}

func ping(ctx context.Context, client *http.Client, url string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := client.Do(request)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

type fanOut struct{ client *http.Client }

func (f *fanOut) ask(ctx context.Context, url string, times int) {
	var all sync.WaitGroup
	for range times {
		all.Go(func() {
			request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, nil)
			if err != nil {
				return
			}
			if resp, err := f.client.Do(request); err == nil {
				resp.Body.Close()
			}
		})
	}
	// It does not wait for them: the first answer would do.
}

func fetchOnce(client *http.Client, url string) error {
	resp, err := client.Get(url + "/small")
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

type tenant struct{ body []byte }

func (t *tenant) profile(url string, transport *http.Transport, closes bool) {
	if closes {
		defer transport.CloseIdleConnections()
	}
	client := http.Client{Transport: transport, Timeout: time.Second}
	resp, err := client.Get(url + "/small")
	if err != nil {
		return
	}
	defer resp.Body.Close()
	t.body, _ = io.ReadAll(resp.Body)
}

func limited(client *http.Client, url string, closes bool) {
	resp, err := client.Get(url + "/large")
	if err != nil {
		return
	}
	if closes {
		resp.Body.Close()
	}
}

type quota struct{ client *http.Client }

func (q *quota) spend(url string) {
	if resp, err := q.client.Get(url); err == nil {
		resp.Body.Close()
	}
}
