package main

import (
	"bytes"
	"container/list"
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"log/slog"
	"os"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"
)

func init() {
	add(
		program{pattern: "slice or map grows", variant: 3, culprit: "main.(*trace).note",
			leak:  func(*world) { spans.note(burst*20, false) },
			fixed: func(*world) { spans.note(burst*20, true) }},
		program{pattern: "objects kept", variant: 3, culprit: "main.parseOrder|main.(*orderBook).place",
			leak:  func(*world) { book.place(count.Add(1)) },
			fixed: func(*world) { book.place(count.Add(1) % 40) }},
		program{pattern: "timers kept", variant: 3, culprit: "main.retryLater",
			leak:  func(*world) { retryLater(burst, 20*time.Minute) },
			fixed: func(*world) { retryLater(burst, 40*time.Millisecond) }},
		program{pattern: "contexts kept", variant: 3, culprit: "main.cancellable",
			leak:  func(*world) { cancellable(root, burst, false) },
			fixed: func(*world) { cancellable(root, burst, true) }},
		program{pattern: "context grows in a loop", variant: 3, culprit: "main.(*consumer).consume",
			leak:  func(*world) { messages.consume(burst*3, true) },
			fixed: func(*world) { messages.consume(burst*3, false) }},
		program{pattern: "logger grows in a loop", variant: 3, culprit: "main.(*component).named",
			leak:  func(*world) { component0.named(true) },
			fixed: func(*world) { component0.named(false) }},
		program{pattern: "expressions compiled and kept", variant: 3, culprit: "main.filterFor",
			leak:  func(*world) { filterFor(fmt.Sprintf("user-%d", count.Add(1))) },
			fixed: func(*world) { filterFor("user") }},
		program{pattern: "templates parsed and kept", variant: 3, culprit: "main.(*theme).page",
			leak:  func(*world) { (&theme{}).page(true) },
			fixed: func(*world) { (&theme{}).page(false) }},
		program{pattern: "buffer grows", variant: 3, culprit: "main.(*exporter).add",
			leak:  func(*world) { metricsOut.add(false) },
			fixed: func(*world) { metricsOut.add(true) }},
		program{pattern: "pooled objects pile up", variant: 3, culprit: "main.encodeWith|main.init",
			leak:  func(*world) { encodeWith(false) },
			fixed: func(*world) { encodeWith(true) }},
		program{pattern: "sync.Map grows", variant: 3, culprit: "main.limiterOf",
			leak: func(*world) {
				for range burst {
					limiterOf(count.Add(1))
				}
			},
			fixed: func(*world) {
				for range burst {
					limiterOf(count.Add(1) % 64)
				}
			}},
		program{pattern: "list grows", variant: 3, culprit: "main.(*lru).touch",
			leak:  func(*world) { newest.touch(burst*3, 0) },
			fixed: func(*world) { newest.touch(burst*3, 300) }},
		program{pattern: "whole contents kept", variant: 3, culprit: "main.extension",
			leak:  func(*world) { kept.add(extension()) },
			fixed: func(*world) { kept.add(bytes.Clone(extension())) }},
		program{pattern: "finalizer blocks", variant: 3, culprit: "main.(*resource).free",
			leak:  func(*world) { newResource(&neverUnlocked) },
			fixed: func(*world) { newResource(nil) }},
		program{pattern: "memory off the heap", variant: 3, culprit: "",
			leak:  func(*world) { mapFile(40<<10, false) },
			fixed: func(*world) { mapFile(40<<10, true) }},
	)
	neverUnlocked.Lock()
}

type spanRecord struct {
	at   int64
	name string
}

type trace struct {
	sync.Mutex
	records []spanRecord
}

var spans trace

func (t *trace) note(times int, ends bool) {
	t.Lock()
	defer t.Unlock()
	for i := range times {
		t.records = append(t.records, spanRecord{int64(i), "span"})
	}
	if ends {
		t.records = nil
	}
}

type order struct {
	ID    int64
	Lines [600]int
}

type orderBook struct {
	sync.RWMutex
	orders map[int64]*order
}

var book = orderBook{orders: map[int64]*order{}}

func parseOrder(id int64) *order { return &order{ID: id} }

func (b *orderBook) place(id int64) {
	placed := parseOrder(id)
	b.Lock()
	b.orders[id] = placed
	b.Unlock()
}

func retryLater(times int, after time.Duration) {
	for i := range times {
		time.AfterFunc(after+time.Duration(i), func() { count.Add(1) })
	}
}

func cancellable(parent context.Context, times int, cancels bool) {
	for range times {
		_, cancel := context.WithCancelCause(parent)
		if cancels {
			cancel(io.EOF)
		}
	}
}

type consumer struct {
	sync.Mutex
	ctx context.Context
}

var messages = consumer{ctx: context.Background()}

func (c *consumer) consume(times int, keeps bool) {
	c.Lock()
	defer c.Unlock()
	ctx := c.ctx
	for range times {
		ctx = context.WithValue(ctx, key{}, true)
	}
	if keeps {
		c.ctx = ctx
	}
}

type component struct {
	sync.Mutex
	log *slog.Logger
}

var component0 = component{log: slog.New(slog.NewTextHandler(io.Discard, nil))}

func (c *component) named(keeps bool) {
	c.Lock()
	defer c.Unlock()
	log := c.log.WithGroup("part").With("id", strings.Repeat("x", 1500))
	if keeps {
		c.log = log
	}
}

var filters sync.Map

func filterFor(user string) *regexp.Regexp {
	filter, ok := filters.Load(user)
	if !ok {
		filter, _ = filters.LoadOrStore(user, regexp.MustCompile(`(?i)^(.*/)?`+user+`(/[\w-]+){1,3}$`))
	}
	return filter.(*regexp.Regexp)
}

type theme struct{ pages []*template.Template }

func (t *theme) page(keeps bool) {
	page := template.Must(template.New("page").Parse(`<p>{{.Text}}</p>{{range .Links}}<a href="{{.}}">{{.}}</a>{{end}}`))
	t.pages = append(t.pages, page)
	if keeps {
		kept.add(t)
	}
}

type exporter struct {
	sync.Mutex
	out bytes.Buffer
}

var metricsOut exporter

func (e *exporter) add(flushes bool) {
	e.Lock()
	defer e.Unlock()
	for i := range 5 * burst {
		fmt.Fprintf(&e.out, "metric_%d 1\n", i)
	}
	if flushes {
		e.out.Reset()
	}
}

var encoders = sync.Pool{New: func() any { return bytes.NewBuffer(make([]byte, 0, 7<<10)) }}

func encodeWith(returns bool) {
	buffer := encoders.Get().(*bytes.Buffer)
	buffer.Reset()
	json.NewEncoder(buffer).Encode("value")
	if returns {
		encoders.Put(buffer)
		return
	}
	kept.add(buffer)
}

var limiters sync.Map

func limiterOf(client int64) int {
	value, _ := limiters.LoadOrStore(client, 10)
	return value.(int)
}

type lru struct {
	sync.Mutex
	order *list.List
}

var newest = lru{order: list.New()}

func (l *lru) touch(times, most int) {
	l.Lock()
	defer l.Unlock()
	for range times {
		l.order.PushFront(nil)
		for most > 0 && l.order.Len() > most {
			l.order.Remove(l.order.Back())
		}
	}
}

func extension() []byte {
	text, err := os.ReadFile("/proc/self/maps")
	if err != nil || len(text) < 4 {
		return nil
	}
	return text[len(text)-4:]
}

type resource struct {
	data [5 << 10]byte
	lock *sync.Mutex
}

var neverUnlocked sync.Mutex

func newResource(lock *sync.Mutex) {
	r := &resource{lock: lock}
	runtime.SetFinalizer(r, func(r *resource) { r.free() })
}

func (r *resource) free() {
	if r.lock != nil {
		r.lock.Lock()
		defer r.lock.Unlock()
	}
}

func mapFile(bytes int, unmaps bool) {
	memory, err := syscall.Mmap(-1, 0, bytes, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return
	}
	clear(memory)
	copy(memory, document)
	if unmaps {
		defer syscall.Munmap(memory)
	}
}
