package main

import "time"

// program is one labelled service: what is called for every request of its load, leaking and cured.
type program struct {
	// pattern is its name in the table of patterns.
	pattern string
	variant int
	// culprit is the function to blame, as profiles write it. Its closures count as it; several are split by |.
	culprit string
	// every is the time between two requests.
	every time.Duration
	leak  func(*world)
	fixed func(*world)
}

// world is what programs ask.
type world struct {
	// http answers /small, /large, /hang (never) and /drip (a body that never ends), over HTTP/1.
	http string
	// h2 is the same over HTTP/2 without TLS.
	h2 string
	// silent accepts connections and says nothing.
	silent string
}

var programs []program

// add registers programs; those without a time of their own get the usual one.
func add(all ...program) {
	for _, p := range all {
		if p.every == 0 {
			p.every = 10 * time.Millisecond
		}
		programs = append(programs, p)
	}
}

// connections is how often a program asks that opens a connection for each request.
const connections = 25 * time.Millisecond
