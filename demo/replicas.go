package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"migration-service/internal/balance"
	"migration-service/internal/child"
	"migration-service/internal/outside"
	"migration-service/internal/web"
)

// apart is how long after one another replicas start: who watches tells them by when they did.
const apart = 4 * time.Second

// serveReplicas is several processes of the service behind one address, until ctx ends. It answers
// nothing itself.
func serveReplicas(ctx context.Context, o options) error {
	if o.pprofAddr != "" {
		return errors.New("replicas have no pprof address of their own: -pprof-addr is of one process")
	}
	registryURL := o.registryURL
	if o.spawnRegistry {
		registry, err := child.Start("-registry")
		if err != nil {
			return err
		}
		defer registry.Stop()
		registryURL = registry.URL
	}
	listener, err := net.Listen("tcp", o.addr)
	if err != nil {
		return err
	}
	defer listener.Close()

	// What was asked of all, but for what this process does for them.
	arguments := append(append([]string{}, os.Args[1:]...),
		"-replicas", "1", "-spawn-registry=false", "-registry-url", registryURL, "-check-every", "0")
	var addresses []string
	for i := 0; i < o.replicas; i++ {
		if i > 0 {
			select {
			case <-time.After(apart):
			case <-ctx.Done():
				return nil
			}
		}
		replica, err := child.Start(arguments...)
		if err != nil {
			return err
		}
		defer replica.Stop()
		addresses = append(addresses, replica.URL)
	}
	handler, err := balance.Handler(addresses)
	if err != nil {
		return err
	}
	url := "http://" + listener.Addr().String()
	fmt.Println(child.Listening + url)
	if o.checkEvery > 0 {
		go outside.CheckEvery(ctx, url+"/health", o.checkEvery)
	}
	return web.Serve(ctx, listener, handler)
}
