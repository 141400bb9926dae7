// Package health tells whether the service and everything it depends on is up.
package health

import (
	"context"
	"encoding/json"
	"net/http"
	"runtime"
	"time"
)

// Dependency is something the service cannot work without.
type Dependency interface {
	// Name is the member of the health report it is shown under.
	Name() string
	// Check asks the dependency; the error says why it is down.
	Check(ctx context.Context) error
}

// Checker asks every dependency, one after the other, each time it is asked.
type Checker struct {
	version      string
	started      time.Time
	dependencies []Dependency
}

// NewChecker counts the uptime from now.
func NewChecker(version string, dependencies ...Dependency) *Checker {
	return &Checker{version: version, started: time.Now(), dependencies: dependencies}
}

// Check is one health check: a request to each dependency.
func (c *Checker) Check(ctx context.Context) Report {
	report := Report{Status: Up, Version: c.version}
	for _, dependency := range c.dependencies {
		status := ask(ctx, dependency)
		if status.Status == Down {
			report.Status = Down
		}
		report.Dependencies = append(report.Dependencies, Named{dependency.Name(), status})
	}
	report.Uptime = time.Since(c.started)
	report.Goroutines = runtime.NumGoroutine()
	return report
}

// ServeHTTP answers 200 with the report, or 503 with it when something is down.
func (c *Checker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	report := c.Check(r.Context())
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if report.Status == Down {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	// An error here means that the asker has gone.
	_ = json.NewEncoder(w).Encode(report)
}

func ask(ctx context.Context, dependency Dependency) Status {
	began := time.Now()
	err := dependency.Check(ctx)
	status := Status{Status: Up, Duration: time.Since(began).Round(100 * time.Microsecond).String()}
	if err != nil {
		status.Status = Down
		status.Error = err.Error()
	}
	return status
}
