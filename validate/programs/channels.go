package main

import (
	"context"
	"errors"
	"time"
)

func init() {
	add(
		program{pattern: "chan send", variant: 1, culprit: "main.search",
			leak:  func(*world) { search(0) },
			fixed: func(*world) { search(1) }},
		program{pattern: "chan send", variant: 2, culprit: "main.firstOf[...]", every: 20 * time.Millisecond,
			leak:  func(*world) { firstOf(0, lookUp, lookUp, lookUp) },
			fixed: func(*world) { firstOf(3, lookUp, lookUp, lookUp) }},

		program{pattern: "chan receive", variant: 1, culprit: "main.startWorker",
			leak:  func(*world) { startWorker(false) },
			fixed: func(*world) { startWorker(true) }},
		program{pattern: "chan receive", variant: 2, culprit: "main.(*subscription).deliver",
			leak:  func(*world) { subscribe(&bus{}) },
			fixed: func(*world) { subscribe(&bus{}).stop() }},
		program{pattern: "chan receive: ticker", variant: 1, culprit: "main.refreshEvery",
			leak:  func(*world) { refreshEvery(context.Background(), nil) },
			fixed: func(*world) { refreshEvery(short()) }},
		program{pattern: "chan receive: ticker", variant: 2, culprit: "main.(*lease).renew",
			leak:  func(*world) { go (&lease{}).renew(-1) },
			fixed: func(*world) { go (&lease{every: 50 * time.Millisecond}).renew(3) }},
		program{pattern: "chan receive: context", variant: 1, culprit: "main.onCancel",
			leak:  func(*world) { onCancel(context.Background(), false) },
			fixed: func(*world) { onCancel(context.Background(), true) }},
		program{pattern: "chan receive: context", variant: 2, culprit: "main.(*waiter).wait",
			leak:  func(*world) { waitFor(time.Hour) },
			fixed: func(*world) { waitFor(200 * time.Millisecond) }},

		program{pattern: "nil channel", variant: 1, culprit: "main.(*job).await",
			leak:  func(*world) { go (&job{}).await() },
			fixed: func(*world) { go newJob().await() }},
		program{pattern: "nil channel", variant: 2, culprit: "main.notify",
			leak:  func(*world) { go notify(map[string]chan int{}, "done") },
			fixed: func(*world) { go notify(map[string]chan int{"done": make(chan int, 1)}, "done") }},

		program{pattern: "select without cases", variant: 1, culprit: "main.keepAlive",
			leak:  func(*world) { go keepAlive(context.Background()) },
			fixed: func(*world) { go keepAlive(short()) }},
		program{pattern: "select without cases", variant: 2, culprit: "main.(*daemon).main",
			leak:  func(*world) { (&daemon{}).start(nil) },
			fixed: func(*world) { (&daemon{}).start(make(chan int, 1)) }},

		program{pattern: "select without end", variant: 1, culprit: "main.merge",
			leak:  func(*world) { go merge(make(chan int), make(chan int), nil) },
			fixed: func(*world) { go merge(make(chan int), make(chan int), closed()) }},
		program{pattern: "select without end", variant: 2, culprit: "main.(*actor).loop",
			leak:  func(*world) { spawn(false) },
			fixed: func(*world) { spawn(true) }},

		program{pattern: "sleep without stop", variant: 1, culprit: "main.pollForever",
			leak:  func(*world) { go pollForever(func() bool { return false }) },
			fixed: func(*world) { go pollForever(func() bool { return true }) }},
		program{pattern: "sleep without stop", variant: 2, culprit: "main.(*retrier).do|main.(*retrier).backOff",
			leak:  func(*world) { go (&retrier{tries: -1}).do() },
			fixed: func(*world) { go (&retrier{tries: 2}).do() }},
	)
}

func short() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), 200*time.Millisecond)
}

func closed() chan struct{} {
	done := make(chan struct{})
	close(done)
	return done
}

// search gives up before its answer comes.
func search(room int) (string, error) {
	answer := make(chan string, room)
	go func() {
		time.Sleep(20 * time.Millisecond)
		answer <- "found"
	}()
	select {
	case text := <-answer:
		return text, nil
	case <-time.After(5 * time.Millisecond):
		return "", errors.New("too slow")
	}
}

func lookUp() int { return 42 }

// firstOf takes the first answer of several.
func firstOf[T any](room int, ask ...func() T) T {
	answers := make(chan T, room)
	for _, one := range ask {
		go func() { answers <- one() }()
	}
	return <-answers
}

func startWorker(closes bool) {
	jobs := make(chan int)
	go func() {
		for range jobs {
		}
	}()
	jobs <- 1
	if closes {
		close(jobs)
	}
}

type bus struct{ topic chan string }

type subscription struct {
	messages chan string
	seen     int
}

func subscribe(*bus) *subscription {
	s := &subscription{messages: make(chan string)}
	go s.deliver()
	return s
}

func (s *subscription) deliver() {
	for message := range s.messages {
		s.seen += len(message)
	}
}

func (s *subscription) stop() { close(s.messages) }

func refreshEvery(ctx context.Context, cancel context.CancelFunc) {
	ticker := time.NewTicker(time.Hour)
	go func() {
		if cancel == nil {
			for range ticker.C {
			}
			return
		}
		defer ticker.Stop()
		defer cancel()
		select {
		case <-ticker.C:
		case <-ctx.Done():
		}
	}()
}

type lease struct {
	every time.Duration
	held  int
}

func (l *lease) renew(times int) {
	if l.every == 0 {
		l.every = time.Minute
	}
	for ; times != 0; times-- {
		<-time.After(l.every)
		l.held++
	}
}

func onCancel(parent context.Context, cancels bool) {
	ctx, cancel := context.WithCancel(parent)
	go func() { <-ctx.Done() }()
	if cancels {
		cancel()
	} else {
		kept.add(cancel)
	}
}

type waiter struct{ woken bool }

func waitFor(limit time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	kept.add(cancel)
	go (&waiter{}).wait(ctx)
}

func (w *waiter) wait(ctx context.Context) {
	<-ctx.Done()
	w.woken = true
}

type job struct{ done chan int }

func newJob() *job {
	j := &job{done: make(chan int, 1)}
	j.done <- 1
	return j
}

func (j *job) await() int { return <-j.done }

func notify(channels map[string]chan int, name string) { channels[name] <- 1 }

func keepAlive(ctx context.Context, cancel ...context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok {
		<-ctx.Done()
		return
	}
	select {}
}

type daemon struct{ ran int }

func (d *daemon) start(done chan int) { go d.main(done) }

func (d *daemon) main(done chan int) {
	d.ran++
	if done != nil {
		done <- d.ran
		return
	}
	select {}
}

func merge(a, b chan int, done chan struct{}) (sum int) {
	if done == nil {
		for {
			select {
			case v := <-a:
				sum += v
			case v := <-b:
				sum += v
			}
		}
	}
	select {
	case v := <-a:
		return v
	case v := <-b:
		return v
	case <-done:
		return 0
	}
}

type actor struct {
	inbox chan func()
	quit  chan struct{}
}

func spawn(quits bool) {
	a := &actor{make(chan func()), make(chan struct{})}
	go a.loop()
	a.inbox <- func() {}
	if quits {
		close(a.quit)
	}
}

func (a *actor) loop() {
	for {
		select {
		case work := <-a.inbox:
			work()
		case <-a.quit:
			return
		}
	}
}

func pollForever(isDone func() bool) {
	for !isDone() {
		time.Sleep(2 * time.Second)
	}
}

type retrier struct{ tries int }

func (r *retrier) do() {
	for ; r.tries != 0; r.tries-- {
		r.backOff()
	}
}

func (r *retrier) backOff() { time.Sleep(50 * time.Millisecond) }
