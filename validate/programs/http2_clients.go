package main

import (
	"context"
	"net/http"
	"time"
)

func init() {
	shared := h2Client(0)
	timed := h2Client(400 * time.Millisecond)
	add(
		program{pattern: "HTTP/2 stream not ended", variant: 1, culprit: "main.watch", every: connections,
			leak:  func(w *world) { watch(context.Background(), shared, w.h2+"/hang") },
			fixed: func(w *world) { watch(context.Background(), timed, w.h2+"/hang") }},
		program{pattern: "HTTP/2 stream not ended", variant: 2, culprit: "main.(*stream).open", every: connections,
			leak:  func(w *world) { (&stream{}).open(shared, w.h2+"/drip", false) },
			fixed: func(w *world) { (&stream{}).open(shared, w.h2+"/drip", true) }},
		program{pattern: "HTTP/2 client per call", variant: 1, culprit: "main.statusOverHTTP2|main.h2Client", every: connections,
			leak:  func(w *world) { statusOverHTTP2(h2Client(0), w.h2+"/small") },
			fixed: func(w *world) { statusOverHTTP2(shared, w.h2+"/small") }},
		program{pattern: "HTTP/2 client per call", variant: 2, culprit: "main.(*gateway).forward|main.h2Client", every: connections,
			leak:  func(w *world) { (&gateway{}).forward(w.h2 + "/small") },
			fixed: func(w *world) { (&gateway{client: shared}).forward(w.h2 + "/small") }},
	)
}

func h2Client(timeout time.Duration) *http.Client {
	var protocols http.Protocols
	protocols.SetUnencryptedHTTP2(true)
	return &http.Client{Timeout: timeout, Transport: &http.Transport{Protocols: &protocols}}
}

func watch(ctx context.Context, client *http.Client, url string) error {
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

type stream struct{ first byte }

func (s *stream) open(client *http.Client, url string, closes bool) error {
	resp, err := client.Get(url)
	if err != nil {
		return err
	}
	if closes {
		defer resp.Body.Close()
	}
	var first [1]byte
	_, err = resp.Body.Read(first[:])
	s.first = first[0]
	return err
}

func statusOverHTTP2(client *http.Client, url string) int {
	resp, err := client.Get(url)
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	return resp.StatusCode
}

type gateway struct{ client *http.Client }

func (g *gateway) forward(url string) {
	client := g.client
	if client == nil {
		client = h2Client(time.Second)
	}
	if resp, err := client.Get(url); err == nil {
		resp.Body.Close()
	}
}
