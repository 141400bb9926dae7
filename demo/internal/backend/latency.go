package backend

import (
	"sync/atomic"
	"time"
)

// latency is a sequence of response times: mostly near usual, one in slowOneIn at slow. The
// n-th value depends on the seed and n alone, so two runs show the same figures.
type latency struct {
	seed        uint64
	usual, slow time.Duration
	slowOneIn   uint64
	count       atomic.Uint64
}

func (l *latency) next(busy bool) time.Duration {
	random := mix(l.seed<<32 | l.count.Add(1))
	around := 0.7 + 0.6*float64(random>>40)/float64(1<<24)
	base := l.usual
	switch {
	case random%l.slowOneIn == 0:
		base = l.slow
	case busy:
		base = 6 * l.usual
	}
	return time.Duration(float64(base) * around)
}

// mix is splitmix64's finalizer: neighbouring counts give unrelated values.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
