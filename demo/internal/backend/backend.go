// Package backend stands in for the systems a migration service talks to. Each keeps the few
// goroutines its client library would keep, and answers a check after a believable time.
package backend

import (
	"context"
	"time"
)

// Backend is one simulated system.
type Backend struct {
	name    string
	latency latency
	busy    func() bool
}

// Name is the dependency's member in the health report.
func (b *Backend) Name() string { return b.name }

// Check takes as long as the system would take to answer.
func (b *Backend) Check(ctx context.Context) error {
	delay := b.latency.next(b.busy())
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// All starts the service's four backends; their goroutines end with ctx. While busy says so,
// the two that a migration works on are slower.
func All(ctx context.Context, busy func() bool) []*Backend {
	never := func() bool { return false }
	for connection := 0; connection < 5; connection++ {
		go keepConnectionAlive(ctx)
	}
	go refreshSession(ctx)
	go refreshSession(ctx)
	go consume(ctx)
	go heartbeat(ctx)
	go commitOffsets(ctx)
	ms := func(n float64) time.Duration { return time.Duration(n * float64(time.Millisecond)) }
	return []*Backend{
		{"sf1", latency{seed: 1, usual: ms(2.4), slow: ms(180), slowOneIn: 90}, busy},
		{"sf2", latency{seed: 2, usual: ms(3.1), slow: ms(240), slowOneIn: 130}, never},
		{"database", latency{seed: 3, usual: ms(0.9), slow: ms(45), slowOneIn: 110}, busy},
		{"kafka", latency{seed: 4, usual: ms(1.3), slow: ms(60), slowOneIn: 160}, never},
	}
}

func keepConnectionAlive(ctx context.Context) { every(ctx, 15*time.Second) }
func refreshSession(ctx context.Context)      { every(ctx, 10*time.Minute) }
func heartbeat(ctx context.Context)           { every(ctx, 3*time.Second) }
func commitOffsets(ctx context.Context)       { every(ctx, 5*time.Second) }

func consume(ctx context.Context) {
	records := make(chan []byte)
	for {
		select {
		case <-records:
		case <-ctx.Done():
			return
		}
	}
}

func every(ctx context.Context, period time.Duration) {
	ticker := time.NewTicker(period)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}
