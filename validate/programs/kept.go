package main

import "sync"

// keeper refers to what must not be collected, so that a leak is one.
type keeper struct {
	mu   sync.Mutex
	made []any
}

var kept keeper

func (k *keeper) add(value any) {
	k.mu.Lock()
	k.made = append(k.made, value)
	k.mu.Unlock()
}
