// Package outside is the uptime service of the story: it asks for the health from outside.
package outside

import (
	"context"
	"io"
	"net/http"
	"time"
)

// CheckEvery asks url once a period until ctx ends. It closes its bodies.
func CheckEvery(ctx context.Context, url string, period time.Duration) {
	client := &http.Client{Timeout: 10 * time.Second}
	ticker := time.NewTicker(period)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			check(ctx, client, url)
		case <-ctx.Done():
			return
		}
	}
}

// check ignores what came back: a real uptime service would page someone.
func check(ctx context.Context, client *http.Client, url string) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return
	}
	response, err := client.Do(request)
	if err != nil {
		return
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, response.Body)
}
