package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
)

// serveBackend runs the servers, a process of its own so that its goroutines are in no program's profile.
func serveBackend() error {
	mux := http.NewServeMux()
	large := bytes.Repeat([]byte("0123456789abcdef"), 64<<10/16)
	mux.HandleFunc("/small", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"status":"UP"}`) })
	mux.HandleFunc("/large", func(w http.ResponseWriter, _ *http.Request) { w.Write(large) })
	mux.HandleFunc("/hang", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/drip", func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "[1,2,3,")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	var both http.Protocols
	both.SetHTTP1(true)
	both.SetUnencryptedHTTP2(true)
	addresses := make([]string, 3)
	for i := range addresses {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		addresses[i] = listener.Addr().String()
		switch i {
		case 0:
			go http.Serve(listener, mux)
		case 1:
			go (&http.Server{Handler: mux, Protocols: &both}).Serve(listener)
		case 2:
			go acceptAndSayNothing(listener)
		}
	}
	fmt.Println("backend at " + strings.Join(addresses, ","))
	select {}
}

func acceptAndSayNothing(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer conn.Close()
			io.Copy(io.Discard, conn)
		}()
	}
}

// worldOf reads what serveBackend printed.
func worldOf(addresses string) (*world, error) {
	parts := strings.Split(addresses, ",")
	if len(parts) != 3 {
		return nil, fmt.Errorf("-backend-at %q is not what -backend printed", addresses)
	}
	return &world{http: "http://" + parts[0], h2: "http://" + parts[1], silent: parts[2]}, nil
}
