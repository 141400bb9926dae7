// Command labelled is a family of small services. Each leaks in one known way, or is the same program
// with the cure. It tells which pattern it is and which function is to blame, so that a verdict on it can
// be marked. See README.md.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"time"
)

type options struct {
	pattern string
	variant int
	fixed   bool
	migrate bool
	backend string
	gcEvery time.Duration
}

func main() {
	var o options
	var list, backend bool
	flag.BoolVar(&list, "list", false, "print pattern, variant and culprit of each program, and end")
	flag.BoolVar(&backend, "backend", false, "be the servers that the programs ask")
	flag.StringVar(&o.pattern, "pattern", "", "which pattern to run")
	flag.IntVar(&o.variant, "variant", 1, "which variant of it")
	flag.BoolVar(&o.fixed, "fixed", false, "run it with the cure")
	flag.BoolVar(&o.migrate, "migrate", false, "run a migration now and then: memory and goroutines that go again")
	flag.StringVar(&o.backend, "backend-at", "", "what -backend printed")
	flag.DurationVar(&o.gcEvery, "gc-every", 600*time.Millisecond,
		"force a collection this often, as Go does every two minutes where time is not accelerated")
	flag.Parse()

	if err := run(o, list, backend); err != nil {
		fmt.Fprintln(os.Stderr, "labelled:", err)
		os.Exit(1)
	}
}

func run(o options, list, backend bool) error {
	if list {
		for _, p := range programs {
			fmt.Printf("%s\t%d\t%s\n", p.pattern, p.variant, p.culprit)
		}
		return nil
	}
	// Whoever started it ends it by closing its standard input, or by ending itself.
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	if backend {
		return serveBackend()
	}
	for _, p := range programs {
		if p.pattern == o.pattern && p.variant == o.variant {
			return serve(p, o)
		}
	}
	return fmt.Errorf("no program %q, variant %d", o.pattern, o.variant)
}
