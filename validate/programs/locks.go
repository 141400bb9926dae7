package main

import (
	"context"
	"errors"
	"sync"
	"time"
)

var errEmpty = errors.New("nothing there")

func init() {
	leaking, cured := &account{}, &account{}
	board, curedBoard := &scoreboard{}, &scoreboard{}
	slow, fast := newGate(), newGate()
	add(
		program{pattern: "Mutex never unlocked", variant: 1, culprit: "main.(*account).withdraw",
			leak:  func(*world) { leaking.withdraw(1, false) },
			fixed: func(*world) { cured.withdraw(1, true) }},
		program{pattern: "Mutex never unlocked", variant: 2, culprit: "main.(*scoreboard).set|main.(*scoreboard).best",
			leak:  func(*world) { board.best(false); board.set(1) },
			fixed: func(*world) { curedBoard.best(true); curedBoard.set(1) }},

		program{pattern: "WaitGroup never done", variant: 1, culprit: "main.gather",
			leak:  func(*world) { gather(3, false) },
			fixed: func(*world) { gather(3, true) }},
		program{pattern: "WaitGroup never done", variant: 2, culprit: "main.(*batch).flush",
			leak:  func(*world) { (&batch{}).flush([]int{1, -1, 2}, false) },
			fixed: func(*world) { (&batch{}).flush([]int{1, -1, 2}, true) }},

		program{pattern: "Cond never signalled", variant: 1, culprit: "main.(*queue).take",
			leak:  func(*world) { newQueue().take() },
			fixed: func(*world) { q := newQueue(); q.put(1); q.take() }},
		program{pattern: "Cond never signalled", variant: 2, culprit: "main.(*gate).pass",
			leak:  func(*world) { slow.pass() },
			fixed: func(*world) { fast.open(); fast.pass() }},

		program{pattern: "Once never returns", variant: 1, culprit: "main.(*config).get",
			leak:  func(*world) { stuck.get() },
			fixed: func(*world) { loaded.get() }},
		program{pattern: "Once never returns", variant: 2, culprit: "main.dictionary",
			leak:  func(*world) { dictionary(&never, time.Hour) },
			fixed: func(*world) { dictionary(&soon, time.Millisecond) }},

		program{pattern: "context not cancelled", variant: 1, culprit: "main.handle",
			leak:  func(*world) { handle(ownContext{context.Background(), make(chan struct{})}, false) },
			fixed: func(*world) { handle(ownContext{context.Background(), make(chan struct{})}, true) }},
		program{pattern: "context not cancelled", variant: 2, culprit: "main.(*call).start",
			leak:  func(*world) { (&call{}).start(merged{context.Background(), make(chan struct{})}).keep() },
			fixed: func(*world) { (&call{}).start(merged{context.Background(), make(chan struct{})}).end() }},
	)
}

type account struct {
	mu      sync.Mutex
	balance int
}

// withdraw forgets to unlock where it fails.
func (a *account) withdraw(amount int, unlocks bool) error {
	a.mu.Lock()
	if a.balance < amount {
		if unlocks {
			a.mu.Unlock()
		}
		return errEmpty
	}
	a.balance -= amount
	a.mu.Unlock()
	return nil
}

type scoreboard struct {
	mu   sync.RWMutex
	high int
}

func (s *scoreboard) best(unlocks bool) int {
	s.mu.RLock()
	if unlocks {
		defer s.mu.RUnlock()
	}
	return s.high
}

func (s *scoreboard) set(score int) {
	s.mu.Lock()
	s.high = max(s.high, score)
	s.mu.Unlock()
}

func gather(workers int, counts bool) {
	var all sync.WaitGroup
	all.Add(workers)
	for i := range workers {
		go func() {
			if i == 0 && !counts {
				return
			}
			all.Done()
		}()
	}
	all.Wait()
}

type batch struct{ sum int }

func (b *batch) flush(values []int, always bool) {
	var pending sync.WaitGroup
	for _, value := range values {
		pending.Add(1)
		go func() {
			if always {
				defer pending.Done()
			}
			if value < 0 {
				return
			}
			if !always {
				pending.Done()
			}
		}()
	}
	pending.Wait()
	b.sum = len(values)
}

type queue struct {
	mu    sync.Mutex
	ready *sync.Cond
	items []int
}

func newQueue() *queue {
	q := &queue{}
	q.ready = sync.NewCond(&q.mu)
	return q
}

func (q *queue) put(item int) {
	q.mu.Lock()
	q.items = append(q.items, item)
	q.mu.Unlock()
	q.ready.Signal()
}

func (q *queue) take() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 {
		q.ready.Wait()
	}
	item := q.items[0]
	q.items = q.items[1:]
	return item
}

type gate struct {
	sync.Mutex
	opened *sync.Cond
	isOpen bool
}

func newGate() *gate {
	g := &gate{}
	g.opened = sync.NewCond(g)
	return g
}

func (g *gate) open() {
	g.Lock()
	g.isOpen = true
	g.Unlock()
	g.opened.Broadcast()
}

func (g *gate) pass() {
	g.Lock()
	for !g.isOpen {
		g.opened.Wait()
	}
	g.Unlock()
}

type config struct {
	once sync.Once
	load func() string
	text string
}

var (
	stuck  = &config{load: func() string { return <-make(chan string) }}
	loaded = &config{load: func() string { return "text" }}
)

func (c *config) get() string {
	c.once.Do(func() { c.text = c.load() })
	return c.text
}

var never, soon sync.Once

func dictionary(once *sync.Once, takes time.Duration) {
	once.Do(func() { time.Sleep(takes) })
}

// ownContext is a context of another type: what derives from it watches it in a goroutine.
type ownContext struct {
	context.Context
	done chan struct{}
}

func (c ownContext) Done() <-chan struct{} { return c.done }

func handle(parent context.Context, cancels bool) error {
	ctx, cancel := context.WithCancel(parent)
	if cancels {
		defer cancel()
	} else {
		kept.add(cancel)
	}
	return ctx.Err()
}

type merged struct {
	context.Context
	either chan struct{}
}

func (m merged) Done() <-chan struct{} { return m.either }

type call struct{ cancel context.CancelFunc }

func (c *call) start(parent context.Context) *call {
	_, c.cancel = context.WithTimeout(parent, time.Hour)
	return c
}

func (c *call) keep() { kept.add(c) }
func (c *call) end()  { c.cancel() }
