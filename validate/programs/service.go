package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/pprof"
	"os"
	"runtime"
	"sync"
	"time"
)

// serve runs a program as a service under load until the process is ended.
func serve(p program, o options) error {
	w, err := worldOf(o.backend)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println("listening on http://" + listener.Addr().String())
	migrations := &migrations{}
	mux := http.NewServeMux()
	mux.HandleFunc("/health", health(time.Now()))
	mux.HandleFunc("/events", migrations.events)
	mux.HandleFunc("/metrics", metrics)
	mux.HandleFunc("/debug/pprof/", pprof.Index)

	op := p.leak
	if o.fixed {
		op = p.fixed
	}
	go requests(p.every, func() { op(w) })
	go requests(8*time.Millisecond, otherWork)
	go collect(o.gcEvery)
	if o.migrate {
		go migrations.run()
	}
	return http.Serve(listener, mux)
}

// requests calls handle again and again, at times that waver, each in a goroutine of its own.
func requests(every time.Duration, handle func()) {
	for {
		time.Sleep(time.Duration((0.5 + rand.Float64()) * float64(every)))
		go handle()
	}
}

// otherWork is what the service does besides: some memory and a little time, and all of it ends.
func otherWork() {
	page := make([]byte, 4<<10+rand.IntN(60<<10))
	time.Sleep(time.Duration(rand.IntN(80)) * time.Millisecond)
	runtime.KeepAlive(page)
}

// collect stands for the collection that Go makes every two minutes.
func collect(every time.Duration) {
	for range time.Tick(every) {
		runtime.GC()
	}
}

func health(started time.Time) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		json.NewEncoder(w).Encode(map[string]any{
			"status": "UP", "uptime": time.Since(started).String(), "goroutines": runtime.NumGoroutine(),
		})
	}
}

// metrics tells what the process holds, as a Prometheus client does.
func metrics(w http.ResponseWriter, _ *http.Request) {
	var size, resident int64
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		http.NotFound(w, nil)
		return
	}
	fmt.Sscan(string(text), &size, &resident)
	fmt.Fprintf(w, "# TYPE process_resident_memory_bytes gauge\nprocess_resident_memory_bytes %d\n",
		resident*int64(os.Getpagesize()))
}

// migrations come and go: goroutines and memory.
type migrations struct {
	mu  sync.Mutex
	log []event
}

type event struct {
	Time    int64    `json:"time"`
	TimeEnd int64    `json:"timeEnd,omitempty"`
	Tags    []string `json:"tags"`
	Text    string   `json:"text"`
}

func (m *migrations) run() {
	for n := 1; ; n++ {
		time.Sleep(5 * time.Second)
		m.mu.Lock()
		m.log = append(m.log, event{Time: time.Now().UnixMilli(), Tags: []string{"migration"}, Text: fmt.Sprint("migration ", n)})
		m.mu.Unlock()
		var workers sync.WaitGroup
		for range 300 {
			workers.Go(migrateBatch)
		}
		workers.Wait()
		m.mu.Lock()
		m.log[len(m.log)-1].TimeEnd = time.Now().UnixMilli()
		m.mu.Unlock()
	}
}

func migrateBatch() {
	batch := make([]byte, 128<<10)
	for i := range batch {
		batch[i] = byte(i)
	}
	time.Sleep(time.Second)
	runtime.KeepAlive(batch)
}

func (m *migrations) events(w http.ResponseWriter, _ *http.Request) {
	m.mu.Lock()
	defer m.mu.Unlock()
	json.NewEncoder(w).Encode(append([]event{}, m.log...))
}
