package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"

	"migration-service/internal/backend"
	"migration-service/internal/child"
	"migration-service/internal/health"
	"migration-service/internal/migrate"
	"migration-service/internal/outside"
	"migration-service/internal/registry"
	"migration-service/internal/web"
)

// serveRegistry is the second process: it has what the service's health check asks for.
func serveRegistry(ctx context.Context, o options) error {
	listener, err := net.Listen("tcp", o.addr)
	if err != nil {
		return err
	}
	fmt.Println(child.Listening + "http://" + listener.Addr().String())
	return web.Serve(ctx, listener, registry.Handler())
}

// serveService is the leaking service itself, until ctx ends.
func serveService(ctx context.Context, o options) error {
	registryURL := o.registryURL
	if o.spawnRegistry {
		process, err := child.Start("-registry")
		if err != nil {
			return err
		}
		defer process.Stop()
		registryURL = process.URL
	}

	listener, err := net.Listen("tcp", o.addr)
	if err != nil {
		return err
	}
	var pprofListener net.Listener
	if o.pprofAddr != "" {
		if pprofListener, err = net.Listen("tcp", o.pprofAddr); err != nil {
			listener.Close()
			return err
		}
	}

	app, debug := handlers(ctx, o, registryURL)
	url := "http://" + listener.Addr().String()
	fmt.Println(child.Listening + url)
	if pprofListener != nil {
		fmt.Println("pprof on http://" + pprofListener.Addr().String() + "/debug/pprof/")
		go func() { _ = web.Serve(ctx, pprofListener, debug) }()
	}
	if o.checkEvery > 0 {
		go outside.CheckEvery(ctx, url+"/health", o.checkEvery)
	}
	return web.Serve(ctx, listener, app)
}

// handlers gives what the service's address answers, and what the pprof address answers
// where it has one of its own.
func handlers(ctx context.Context, o options, registryURL string) (app, debug http.Handler) {
	runner := migrate.NewRunner(ctx, o.migration)
	var dependencies []health.Dependency
	for _, system := range backend.All(ctx, runner.Running) {
		dependencies = append(dependencies, system)
	}
	client := registry.NewClient(o.fixed, strings.Split(registryURL, ",")...)
	dependencies = append(dependencies, client)

	mux := http.NewServeMux()
	mux.Handle("/health", health.NewChecker(o.version, dependencies...))
	runner.Register(mux)
	if o.unsafeTest {
		web.RegisterBroken(mux)
	}
	debugMux := mux
	if o.pprofAddr != "" {
		debugMux = http.NewServeMux()
	}
	web.RegisterPprof(debugMux)
	if o.vars {
		web.RegisterVars(debugMux)
	}
	wrap := web.RefusePreflight
	if o.cors {
		wrap = web.AllowAnyOrigin
	}
	return wrap(mux), wrap(debugMux)
}
