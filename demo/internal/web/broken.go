package web

import (
	"io"
	"net/http"
	"strconv"
	"time"
)

// RegisterBroken adds answers that go wrong, for tests of what a watcher makes of them.
// `/missing` needs no handler: nothing is there.
func RegisterBroken(mux *http.ServeMux) {
	mux.HandleFunc("/hang", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/html", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, "<!doctype html><title>Sign in</title><h1>Sign in to continue</h1>\n")
	})
	mux.HandleFunc("/unauthorised", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("WWW-Authenticate", "Bearer")
		http.Error(w, "a token is needed", http.StatusUnauthorized)
	})
	mux.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) {
		ms, _ := strconv.Atoi(r.URL.Query().Get("ms"))
		select {
		case <-time.After(time.Duration(ms) * time.Millisecond):
			_, _ = io.WriteString(w, "{\"status\":\"UP\"}\n")
		case <-r.Context().Done():
		}
	})
}
