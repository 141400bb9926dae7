// Command migration-service is a service with the leak of the story: each health check of its
// registry leaves two goroutines behind. See README.md.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"migration-service/internal/migrate"
)

type options struct {
	addr             string
	registry         bool
	untilStdinCloses bool

	registryURL   string
	spawnRegistry bool
	replicas      int
	fixed         bool
	cors          bool
	vars          bool
	pprofAddr     string
	version       string
	checkEvery    time.Duration
	migration     migrate.Size
	unsafeTest    bool
}

func main() {
	var o options
	flag.StringVar(&o.addr, "addr", "127.0.0.1:8081", "address to listen on; port 0 takes a free one")
	flag.BoolVar(&o.registry, "registry", false, "be the registry instead of the service")
	flag.BoolVar(&o.untilStdinCloses, "until-stdin-closes", false, "stop when standard input ends")
	flag.StringVar(&o.registryURL, "registry-url", "http://127.0.0.1:8082",
		"where the registry is; several, split by commas, are asked in turn; memory: answers without sockets")
	flag.BoolVar(&o.spawnRegistry, "spawn-registry", false, "start a registry on a free port, and stop it at the end")
	flag.IntVar(&o.replicas, "replicas", 1, "run so many processes of the service behind the address")
	flag.BoolVar(&o.fixed, "fixed", false, "check the registry with the cure: a timeout of 2 s and Close = true")
	flag.BoolVar(&o.cors, "cors", true, "let pages of any origin read the answers")
	flag.BoolVar(&o.vars, "vars", false, "serve /debug/vars")
	flag.StringVar(&o.pprofAddr, "pprof-addr", "", "serve pprof (and vars) on an address of its own")
	flag.StringVar(&o.version, "version", runtime.Version(), "version to report in the health")
	flag.DurationVar(&o.checkEvery, "check-every", 0, "ask the service's own /health over HTTP this often; 0 is never")
	flag.IntVar(&o.migration.Megabytes, "migrate-mb", 300, "megabytes a migration holds")
	flag.IntVar(&o.migration.Goroutines, "migrate-goroutines", 2000, "goroutines a migration runs")
	flag.DurationVar(&o.migration.For, "migrate-for", time.Minute, "how long a migration runs")
	flag.BoolVar(&o.unsafeTest, "unsafe-test", false, "serve /hang, /html, /unauthorised and /slow?ms= for tests")
	flag.Parse()
	if o.replicas < 1 || o.replicas > 16 {
		fmt.Fprintln(os.Stderr, "migration-service: -replicas must be 1 to 16")
		os.Exit(2)
	}
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "migration-service: unexpected argument %q\n", flag.Arg(0))
		os.Exit(2)
	}

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if o.untilStdinCloses {
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			stop()
		}()
	}
	serve := serveService
	switch {
	case o.registry:
		serve = serveRegistry
	case o.replicas > 1:
		serve = serveReplicas
	}
	if err := serve(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "migration-service:", err)
		os.Exit(1)
	}
}
