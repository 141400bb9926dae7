package web

import (
	"context"
	"net"
	"net/http"
	"time"
)

// stopPatience is how long requests under way may take once the service is asked to stop.
const stopPatience = 500 * time.Millisecond

// Serve answers on listener until ctx ends; then it lets requests under way finish for a
// moment, and closes.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	patience, cancel := context.WithTimeout(context.Background(), stopPatience)
	defer cancel()
	if server.Shutdown(patience) != nil {
		_ = server.Close()
	}
	return nil
}
