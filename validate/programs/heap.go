package main

import (
	"bufio"
	"bytes"
	"container/list"
	"context"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"text/template"
	"time"
)

var count atomic.Int64

// burst is how many small things one request makes.
const burst = 60

func init() {
	add(
		program{pattern: "slice or map grows", variant: 1, culprit: "main.(*history).record",
			leak:  func(*world) { all.record(burst*10, 0) },
			fixed: func(*world) { some.record(burst*10, 1000) }},
		program{pattern: "slice or map grows", variant: 2, culprit: "main.appendTo[...]",
			leak:  func(*world) { measured.Lock(); defer measured.Unlock(); appendTo(&measured.values, burst*10, 0) },
			fixed: func(*world) { measured.Lock(); defer measured.Unlock(); appendTo(&measured.values, burst*10, 5000) }},

		program{pattern: "objects kept", variant: 1, culprit: "main.(*sessions).open",
			leak:  func(*world) { visitors.open() },
			fixed: func(*world) { visitors.close(visitors.open()) }},
		program{pattern: "objects kept", variant: 2, culprit: "main.render",
			leak:  func(*world) { pages.Lock(); defer pages.Unlock(); pages.get(count.Add(1), render) },
			fixed: func(*world) { pages.Lock(); defer pages.Unlock(); pages.get(count.Add(1)%20, render) }},

		program{pattern: "timers kept", variant: 1, culprit: "main.expire",
			leak:  func(*world) { expire(burst, time.Hour) },
			fixed: func(*world) { expire(burst, 50*time.Millisecond) }},
		program{pattern: "timers kept", variant: 2, culprit: "main.(*monitor).watch",
			leak:  func(*world) { (&monitor{}).watch(false) },
			fixed: func(*world) { (&monitor{}).watch(true) }},

		program{pattern: "contexts kept", variant: 1, culprit: "main.derive",
			leak:  func(*world) { derive(burst, false) },
			fixed: func(*world) { derive(burst, true) }},
		program{pattern: "contexts kept", variant: 2, culprit: "main.(*task).limit",
			leak: func(*world) {
				for range burst {
					(&task{}).limit(time.Hour)
				}
			},
			fixed: func(*world) {
				for range burst {
					(&task{}).limit(50 * time.Millisecond)
				}
			}},

		program{pattern: "context grows in a loop", variant: 1, culprit: "main.tag",
			leak:  func(*world) { chain.Lock(); defer chain.Unlock(); chain.ctx = tag(chain.ctx, burst*3) },
			fixed: func(*world) { chain.Lock(); defer chain.Unlock(); tag(chain.ctx, burst*3) }},
		program{pattern: "context grows in a loop", variant: 2, culprit: "main.(*chained).next",
			leak:  func(*world) { chain.next(burst * 3) },
			fixed: func(*world) { (&chained{ctx: context.Background()}).next(burst * 3) }},

		program{pattern: "logger grows in a loop", variant: 1, culprit: "main.(*audited).log",
			leak:  func(*world) { audit.log() },
			fixed: func(*world) { (&audited{logger: slog.Default()}).log() }},
		program{pattern: "logger grows in a loop", variant: 2, culprit: "main.withUser",
			leak:  func(*world) { audit.Lock(); defer audit.Unlock(); audit.logger = withUser(audit.logger) },
			fixed: func(*world) { audit.Lock(); defer audit.Unlock(); withUser(audit.logger) }},

		program{pattern: "expressions compiled and kept", variant: 1, culprit: "main.matches",
			leak:  func(*world) { matches(count.Add(1)) },
			fixed: func(*world) { matches(count.Add(1) % 10) }},
		program{pattern: "expressions compiled and kept", variant: 2, culprit: "main.(*rules).add",
			leak:  func(*world) { (&rules{}).add(true) },
			fixed: func(*world) { (&rules{}).add(false) }},

		program{pattern: "templates parsed and kept", variant: 1, culprit: "main.greeting",
			leak:  func(*world) { greeting(true) },
			fixed: func(*world) { greeting(false) }},
		program{pattern: "templates parsed and kept", variant: 2, culprit: "main.(*mails).define",
			leak:  func(*world) { letters.define(count.Add(1)) },
			fixed: func(*world) { letters.define(count.Add(1) % 8) }},

		program{pattern: "buffer grows", variant: 1, culprit: "main.(*journal).write",
			leak:  func(*world) { log1.write(5 * burst) },
			fixed: func(*world) { log1.write(5 * burst); log1.flush() }},
		program{pattern: "buffer grows", variant: 2, culprit: "main.collected",
			leak:  func(*world) { text.Lock(); defer text.Unlock(); collected(&text.Builder, 5*burst) },
			fixed: func(*world) { var b strings.Builder; collected(&b, 5*burst) }},

		program{pattern: "pooled objects pile up", variant: 1, culprit: "main.borrow|main.init",
			leak:  func(*world) { borrow(&buffers, false) },
			fixed: func(*world) { borrow(&buffers, true) }},
		program{pattern: "pooled objects pile up", variant: 2, culprit: "main.(*parser).parse|main.newScratch",
			leak:  func(*world) { (&parser{}).parse(false) },
			fixed: func(*world) { (&parser{}).parse(true) }},

		program{pattern: "sync.Map grows", variant: 1, culprit: "main.(*seen).mark",
			leak:  func(*world) { known.mark(burst, false) },
			fixed: func(*world) { known.mark(burst, true) }},
		program{pattern: "sync.Map grows", variant: 2, culprit: "main.countOnce",
			leak: func(*world) {
				for range burst {
					countOnce(count.Add(1))
				}
			},
			fixed: func(*world) {
				for range burst {
					countOnce(count.Add(1) % 50)
				}
			}},

		program{pattern: "list grows", variant: 1, culprit: "main.(*backlog).push",
			leak:  func(*world) { work.push(burst * 3); work.pop(burst) },
			fixed: func(*world) { work.push(burst); work.pop(burst) }},
		program{pattern: "list grows", variant: 2, culprit: "main.remember",
			leak:  func(*world) { recent.Lock(); defer recent.Unlock(); remember(&recent.List, burst*3, 0) },
			fixed: func(*world) { recent.Lock(); defer recent.Unlock(); remember(&recent.List, burst*3, 500) }},

		program{pattern: "whole contents kept", variant: 1, culprit: "main.readKey",
			leak:  func(*world) { kept.add(readKey()) },
			fixed: func(*world) { kept.add(bytes.Clone(readKey())) }},
		program{pattern: "whole contents kept", variant: 2, culprit: "main.(*header).first",
			leak:  func(*world) { kept.add((&header{}).first()) },
			fixed: func(*world) { kept.add(strings.Clone((&header{}).first())) }},

		program{pattern: "finalizer blocks", variant: 1, culprit: "main.(*handle1).release",
			leak:  func(*world) { newHandle(true) },
			fixed: func(*world) { newHandle(false) }},
		program{pattern: "finalizer blocks", variant: 2, culprit: "main.unlockLater",
			leak:  func(*world) { newCleaned(make(chan int)) },
			fixed: func(*world) { newCleaned(nil) }},

		program{pattern: "memory off the heap", variant: 1, culprit: "",
			leak:  func(*world) { mapped(48<<10, false) },
			fixed: func(*world) { mapped(48<<10, true) }},
		program{pattern: "memory off the heap", variant: 2, culprit: "",
			leak:  func(*world) { (&arena{}).grow(false) },
			fixed: func(*world) { (&arena{}).grow(true) }},
	)
}

type history struct {
	sync.Mutex
	values []int64
}

var all, some history

func (h *history) record(values, most int) {
	h.Lock()
	defer h.Unlock()
	for range values {
		if most > 0 && len(h.values) >= most {
			h.values = h.values[:0]
		}
		h.values = append(h.values, count.Add(1))
	}
}

var measured struct {
	sync.Mutex
	values []float64
}

func appendTo[T int64 | float64](values *[]T, more, most int) {
	for i := range more {
		if most > 0 && len(*values) >= most {
			*values = (*values)[:0]
		}
		*values = append(*values, T(i))
	}
}

type visit struct{ page [6 << 10]byte }

type sessions struct {
	sync.Mutex
	open_ map[int64]*visit
}

var visitors = &sessions{open_: map[int64]*visit{}}

func (s *sessions) open() int64 {
	s.Lock()
	defer s.Unlock()
	id := count.Add(1)
	s.open_[id] = &visit{}
	return id
}

func (s *sessions) close(id int64) {
	s.Lock()
	delete(s.open_, id)
	s.Unlock()
}

type cache[K comparable, V any] struct {
	sync.Mutex
	values map[K]V
}

var pages = cache[int64, []byte]{values: map[int64][]byte{}}

func (c *cache[K, V]) get(key K, make func(K) V) V {
	value, ok := c.values[key]
	if !ok {
		value = make(key)
		c.values[key] = value
	}
	return value
}

func render(id int64) []byte { return fmt.Appendf(make([]byte, 0, 6<<10), "page %d", id) }

func expire(entries int, after time.Duration) {
	for range entries {
		time.AfterFunc(after, func() {})
	}
}

type monitor struct{ tickers []*time.Ticker }

func (m *monitor) watch(stops bool) {
	for range burst {
		ticker := time.NewTicker(time.Hour)
		if stops {
			ticker.Stop()
			continue
		}
		m.tickers = append(m.tickers, ticker)
	}
	if !stops {
		kept.add(m)
	}
}

var root, cancelRoot = context.WithCancel(context.Background())

func derive(times int, cancels bool) {
	for range times {
		_, cancel := context.WithCancel(root)
		if cancels {
			cancel()
		}
	}
}

type task struct{ ctx context.Context }

func (t *task) limit(after time.Duration) {
	t.ctx, _ = context.WithTimeout(root, after)
}

type chained struct {
	sync.Mutex
	ctx context.Context
}

type key struct{}

var chain = chained{ctx: context.Background()}

func tag(ctx context.Context, times int) context.Context {
	for range times {
		ctx = context.WithValue(ctx, key{}, nil)
	}
	return ctx
}

func (c *chained) next(times int) {
	c.Lock()
	defer c.Unlock()
	for range times {
		c.ctx = context.WithValue(c.ctx, key{}, nil)
	}
}

type audited struct {
	sync.Mutex
	logger *slog.Logger
}

var audit = audited{logger: slog.New(slog.NewJSONHandler(io.Discard, nil))}

func (a *audited) log() {
	a.Lock()
	defer a.Unlock()
	a.logger = a.logger.With("request", strings.Repeat("r", 2<<10))
	a.logger.Debug("seen")
}

func withUser(logger *slog.Logger) *slog.Logger {
	return logger.With("user", strings.Repeat("u", 2<<10))
}

var compiled struct {
	sync.Mutex
	of map[int64]*regexp.Regexp
}

func matches(tenant int64) bool {
	compiled.Lock()
	defer compiled.Unlock()
	if compiled.of == nil {
		compiled.of = map[int64]*regexp.Regexp{}
	}
	expression := compiled.of[tenant]
	if expression == nil {
		expression = regexp.MustCompile(fmt.Sprintf(`^tenant-%d/[a-z]+(-[0-9]{1,4})?$`, tenant))
		compiled.of[tenant] = expression
	}
	return expression.MatchString("tenant-1/a")
}

type rules struct{ expressions []*regexp.Regexp }

func (r *rules) add(keeps bool) {
	for _, text := range []string{`(foo|bar)+\d{2,8}`, `[^,]*,[^,]*`} {
		r.expressions = append(r.expressions, regexp.MustCompile(text))
	}
	if keeps {
		kept.add(r)
	}
}

func greeting(keeps bool) {
	page, err := template.New("greeting").Parse(strings.Repeat(`{{if .Again}}{{.Again}}{{end}}`, 4) + `Dear {{.Name}},{{range .Items}} {{.Title}} {{end}}{{if .Late}}late{{end}}`)
	if err == nil && keeps {
		kept.add(page)
	}
}

type mails struct {
	sync.Mutex
	set *template.Template
}

var letters = mails{set: template.New("")}

func (m *mails) define(id int64) {
	m.Lock()
	defer m.Unlock()
	template.Must(m.set.New(fmt.Sprint("letter ", id)).Parse(`{{with .Customer}}{{.Name}} {{.Town}}{{end}}{{range .Lines}}{{.}}{{end}}`))
}

type journal struct {
	sync.Mutex
	lines bytes.Buffer
}

var log1 journal

func (j *journal) write(lines int) {
	j.Lock()
	defer j.Unlock()
	for range lines {
		j.lines.WriteString("something happened\n")
	}
}

func (j *journal) flush() {
	j.Lock()
	j.lines.Reset()
	j.Unlock()
}

var text struct {
	sync.Mutex
	strings.Builder
}

func collected(to *strings.Builder, times int) {
	for range times {
		to.WriteString("a line of a report\n")
	}
}

var buffers = sync.Pool{New: func() any { return make([]byte, 8<<10) }}

func borrow(pool *sync.Pool, returns bool) {
	buffer := pool.Get()
	if returns {
		pool.Put(buffer)
	} else {
		kept.add(buffer)
	}
}

type scratch struct{ space [6 << 10]byte }

func newScratch() any { return &scratch{} }

var scratches = sync.Pool{New: newScratch}

type parser struct{ scratch *scratch }

func (p *parser) parse(returns bool) {
	p.scratch = scratches.Get().(*scratch)
	if returns {
		scratches.Put(p.scratch)
	} else {
		kept.add(p)
	}
}

type seen struct{ ids sync.Map }

var known seen

func (s *seen) mark(times int, forgets bool) {
	for range times {
		id := count.Add(1)
		s.ids.Store(id, true)
		if forgets {
			s.ids.Delete(id)
		}
	}
}

var once sync.Map

func countOnce(id int64) bool {
	_, loaded := once.LoadOrStore(id, struct{}{})
	return loaded
}

type backlog struct {
	sync.Mutex
	list.List
}

var work, recent backlog

func (b *backlog) push(times int) {
	b.Lock()
	defer b.Unlock()
	for range times {
		b.PushBack(nil)
	}
}

func (b *backlog) pop(times int) {
	b.Lock()
	defer b.Unlock()
	for range times {
		if first := b.Front(); first != nil {
			b.Remove(first)
		}
	}
}

func remember(of *list.List, times, most int) {
	for range times {
		of.PushFront(true)
		if most > 0 && of.Len() > most {
			of.Remove(of.Back())
		}
	}
}

var document = strings.Repeat("key and all that follows ", 400)

func readKey() []byte {
	body, err := io.ReadAll(strings.NewReader(document))
	if err != nil {
		return nil
	}
	return body[:3]
}

type header struct{ lines int }

func (h *header) first() string {
	line, _ := bufio.NewReader(strings.NewReader(document + "\n")).ReadString('\n')
	h.lines++
	return line[:3]
}

type handle1 struct {
	data [4 << 10]byte
	done chan int
}

func newHandle(waits bool) {
	h := &handle1{}
	if waits {
		h.done = make(chan int)
	}
	runtime.SetFinalizer(h, (*handle1).release)
}

func (h *handle1) release() {
	if h.done != nil {
		h.done <- 1
	}
}

type cleaned struct{ data [4 << 10]byte }

func newCleaned(done chan int) {
	c := &cleaned{}
	runtime.SetFinalizer(c, func(c *cleaned) { unlockLater(done) })
}

func unlockLater(done chan int) {
	if done != nil {
		<-done
	}
}

// mapped asks the system for memory, as a C library would.
func mapped(bytes int, frees bool) {
	memory, err := syscall.Mmap(-1, 0, bytes, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return
	}
	for i := 0; i < bytes; i += 4096 {
		memory[i] = 1
	}
	if frees {
		syscall.Munmap(memory)
	}
}

type arena struct{ pages [][]byte }

func (a *arena) grow(frees bool) {
	for range 3 {
		page, err := syscall.Mmap(-1, 0, 16<<10, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
		if err != nil {
			return
		}
		copy(page, document)
		a.pages = append(a.pages, page)
	}
	if frees {
		for _, page := range a.pages {
			syscall.Munmap(page)
		}
	}
}
