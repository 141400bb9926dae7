package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

func init() {
	ledgerLock, curedLock := &inventory{}, &inventory{}
	add(
		program{pattern: "chan send", variant: 3, culprit: "main.(*pipeline).stage",
			leak:  func(*world) { (&pipeline{}).run(2, nil) },
			fixed: func(*world) { (&pipeline{}).run(2, make(chan struct{})) }},
		program{pattern: "chan receive", variant: 3, culprit: "main.newPool",
			leak:  func(*world) { newPool(1)(false) },
			fixed: func(*world) { newPool(1)(true) }},
		program{pattern: "chan receive: ticker", variant: 3, culprit: "main.heartbeat[...]",
			leak:  func(*world) { heartbeat(time.Hour, -1, "beat") },
			fixed: func(*world) { heartbeat(30*time.Millisecond, 3, "beat") }},
		program{pattern: "chan receive: context", variant: 3, culprit: "main.guard",
			leak:  func(*world) { guard(context.WithoutCancel(context.Background()), time.Hour) },
			fixed: func(*world) { guard(context.Background(), 100*time.Millisecond) }},
		program{pattern: "nil channel", variant: 3, culprit: "main.collectAll",
			leak:  func(*world) { collectAll(nil) },
			fixed: func(*world) { results := make(chan string, 1); results <- "one"; collectAll(results) }},
		program{pattern: "select without cases", variant: 3, culprit: "main.serveForever",
			leak:  func(*world) { serveForever(true) },
			fixed: func(*world) { serveForever(false) }},
		program{pattern: "select without end", variant: 3, culprit: "main.debounce",
			leak:  func(*world) { debounce(false) },
			fixed: func(*world) { debounce(true) }},
		program{pattern: "sleep without stop", variant: 3, culprit: "main.reconcile",
			leak:  func(*world) { go reconcile(&status{}, 10*time.Second) },
			fixed: func(*world) { go reconcile(&status{done: true}, 10*time.Second) }},

		program{pattern: "Mutex never unlocked", variant: 3, culprit: "main.(*inventory).reserve",
			leak:  func(*world) { ledgerLock.reserve("book", true) },
			fixed: func(*world) { curedLock.reserve("book", false) }},
		program{pattern: "WaitGroup never done", variant: 3, culprit: "main.parallel[...]",
			leak:  func(*world) { parallel([]int{1, 2, 3}, 1, func(int) {}) },
			fixed: func(*world) { parallel([]int{1, 2, 3}, 0, func(int) {}) }},
		program{pattern: "Cond never signalled", variant: 3, culprit: "main.(*semaphore).acquire",
			leak:  func(*world) { newSemaphore(1).twice(false) },
			fixed: func(*world) { newSemaphore(1).twice(true) }},
		program{pattern: "Once never returns", variant: 3, culprit: "main.schema",
			leak:  func(*world) { schema(false) },
			fixed: func(*world) { schema(true) }},
		program{pattern: "context not cancelled", variant: 3, culprit: "main.subscribeTo",
			leak:  func(*world) { subscribeTo(ownContext{context.Background(), make(chan struct{})}, 30*time.Minute) },
			fixed: func(*world) { subscribeTo(ownContext{context.Background(), make(chan struct{})}, 80*time.Millisecond) }},
	)
}

type pipeline struct{ passed int }

func (p *pipeline) run(stages int, done chan struct{}) {
	out := make(chan int)
	for i := range stages {
		go p.stage(i, out, done)
	}
	<-out // the first is enough
	if done != nil {
		close(done)
	}
}

func (p *pipeline) stage(value int, out chan<- int, done <-chan struct{}) {
	if done == nil {
		out <- value
		return
	}
	select {
	case out <- value:
	case <-done:
	}
}

func newPool(workers int) func(closes bool) {
	jobs := make(chan func(), workers)
	for range workers {
		go func() {
			for {
				job, ok := <-jobs
				if !ok {
					return
				}
				job()
			}
		}()
	}
	return func(closes bool) {
		jobs <- func() {}
		if closes {
			close(jobs)
		}
	}
}

func heartbeat[T any](every time.Duration, beats int, value T) {
	ticks := time.NewTicker(every).C
	go func() {
		for ; beats != 0; beats-- {
			<-ticks
			_ = fmt.Sprint(value)
		}
	}()
}

func guard(parent context.Context, limit time.Duration) {
	ctx, cancel := context.WithTimeout(parent, limit)
	kept.add(cancel)
	go func(done <-chan struct{}) { <-done }(ctx.Done())
}

func collectAll(results chan string) (all []string) {
	for {
		all = append(all, <-results)
		if len(all) > 0 {
			return all
		}
	}
}

func serveForever(blocks bool) {
	var ready sync.WaitGroup
	ready.Add(1)
	go func() {
		ready.Done()
		if blocks {
			select {}
		}
	}()
	ready.Wait()
}

func debounce(stops bool) {
	events, flush, stop := make(chan int), make(chan bool), make(chan bool, 1)
	go func() {
		for last := 0; ; {
			select {
			case last = <-events:
			case <-flush:
				fmt.Sprint(last)
			case <-stop:
				return
			}
		}
	}()
	events <- 1
	if stops {
		stop <- true
	}
}

type status struct{ done bool }

func reconcile(s *status, every time.Duration) {
	for {
		if s.done {
			return
		}
		time.Sleep(every)
	}
}

type inventory struct {
	sync.Mutex
	left map[string]int
}

func (i *inventory) reserve(item string, forgets bool) (err error) {
	i.Lock()
	defer func() {
		if !forgets {
			i.Unlock()
		}
	}()
	if i.left[item] == 0 {
		return errEmpty
	}
	i.left[item]--
	return nil
}

func parallel[T any](items []T, more int, work func(T)) {
	var all sync.WaitGroup
	all.Add(len(items) + more)
	for _, item := range items {
		go func() {
			defer all.Done()
			work(item)
		}()
	}
	all.Wait()
}

type semaphore struct {
	mu    sync.Mutex
	freed sync.Cond
	free  int
}

func newSemaphore(free int) *semaphore {
	s := &semaphore{free: free}
	s.freed.L = &s.mu
	return s
}

func (s *semaphore) acquire() {
	s.mu.Lock()
	for s.free == 0 {
		s.freed.Wait()
	}
	s.free--
	s.mu.Unlock()
}

func (s *semaphore) release() {
	s.mu.Lock()
	s.free++
	s.mu.Unlock()
	s.freed.Signal()
}

func (s *semaphore) twice(releases bool) {
	s.acquire()
	if releases {
		s.release()
	}
	s.acquire()
}

var schemas struct{ bad, good sync.Once }

func schema(good bool) {
	if good {
		schemas.good.Do(func() {})
		return
	}
	schemas.bad.Do(func() {
		var lock sync.Mutex
		lock.Lock()
		lock.Lock()
	})
}

func subscribeTo(parent context.Context, limit time.Duration) {
	ctx, cancel := context.WithDeadline(parent, time.Now().Add(limit))
	kept.add(cancel)
	_ = ctx.Err()
}
