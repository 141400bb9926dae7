// Package migrate runs migrations: the spikes of the story, which come and go.
package migrate

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync"
	"time"
)

// Size is what a migration costs the service.
type Size struct {
	Megabytes  int
	Goroutines int
	For        time.Duration
}

// ErrRunning is returned when a migration is asked for while another runs.
var ErrRunning = errors.New("a migration is already running")

// Runner runs one migration at a time.
type Runner struct {
	ctx  context.Context
	size Size

	mu      sync.Mutex
	running bool
	started int
	events  log
}

// NewRunner makes a runner whose migrations end early when ctx does.
func NewRunner(ctx context.Context, size Size) *Runner {
	size.Goroutines = max(size.Goroutines, 1)
	return &Runner{ctx: ctx, size: size}
}

// Start begins a migration and returns its event, or ErrRunning.
func (r *Runner) Start() (Event, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.running {
		return Event{}, ErrRunning
	}
	r.running = true
	r.started++
	customers := 12_000 + 1_500*((r.started-1)%4)
	r.events.begin(fmt.Sprintf("migration %d: %s customers", r.started, thousands(customers)))
	go r.run(customers)
	return r.events[len(r.events)-1], nil
}

// Running says whether a migration is under way.
func (r *Runner) Running() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.running
}

// Events lists the migrations, oldest first; a running one has no end.
func (r *Runner) Events() []Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Event{}, r.events...)
}

// run starts the workers over the first fifth of the time and lets them end over the last.
func (r *Runner) run(customers int) {
	ramp := r.size.For / 5
	hold := r.size.For - ramp
	count := r.size.Goroutines
	batchBytes := r.size.Megabytes << 20 / count
	perBatch := max(customers/count, 1)
	var workers sync.WaitGroup
	for i := 0; i < count; i++ {
		workers.Add(1)
		delay := time.Duration(float64(ramp) * float64(i) / float64(count))
		go func() {
			defer workers.Done()
			r.migrateBatch(delay, hold, batchBytes, perBatch)
		}()
	}
	workers.Wait()
	// A migration is the service's largest work of the day: give its memory back at once.
	debug.FreeOSMemory()
	r.mu.Lock()
	r.running = false
	r.events.end()
	r.mu.Unlock()
}

func (r *Runner) migrateBatch(delay, hold time.Duration, batchBytes, customers int) {
	if !r.sleep(delay) {
		return
	}
	batch := loadCustomers(batchBytes, customers)
	r.sleep(hold)
	// The batch is held until here, and not only until its last read.
	runtime.KeepAlive(batch)
}

// sleep returns false when the service is stopping.
func (r *Runner) sleep(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.ctx.Done():
		return false
	}
}

func thousands(n int) string {
	text := strconv.Itoa(n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}
