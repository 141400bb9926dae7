package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"runtime/pprof"
	"strconv"
	"testing"
	"time"

	"migration-service/internal/health"
	"migration-service/internal/registry"
)

// service gives what the service's address answers, with a registry of the test's own.
func service(t *testing.T, change func(*options)) http.Handler {
	t.Helper()
	registryServer := httptest.NewServer(registry.Handler())
	o := options{cors: true, version: "v2.4.0", registryURL: registryServer.URL}
	if change != nil {
		change(&o)
	}
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(func() {
		cancel()
		// Or Close would wait for the requests whose connections have leaked.
		registryServer.CloseClientConnections()
		registryServer.Close()
	})
	app, _ := handlers(ctx, o, o.registryURL)
	return app
}

func ask(app http.Handler, method, path string) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	app.ServeHTTP(answer, httptest.NewRequest(method, path, nil))
	return answer
}

var (
	readLoop  = regexp.MustCompile(`(?m)^(\d+) @.*\n(?:#.*\n)*#.*net/http\.\(\*persistConn\)\.readLoop\+`)
	writeLoop = regexp.MustCompile(`(?m)^(\d+) @.*\n(?:#.*\n)*#.*net/http\.\(\*persistConn\)\.writeLoop\+`)
)

// pairs are the goroutines of HTTP client connections.
type pairs struct{ reads, writes int }

// leakedFromNow counts the pairs that have come since it was called.
func leakedFromNow(t *testing.T) func() pairs {
	before := persistConns(t)
	return func() pairs {
		now := persistConns(t)
		return pairs{now.reads - before.reads, now.writes - before.writes}
	}
}

// persistConns counts the pairs in the goroutine profile.
func persistConns(t *testing.T) pairs {
	t.Helper()
	var text bytes.Buffer
	if err := pprof.Lookup("goroutine").WriteTo(&text, 1); err != nil {
		t.Fatal(err)
	}
	sum := func(pattern *regexp.Regexp) (total int) {
		for _, match := range pattern.FindAllSubmatch(text.Bytes(), -1) {
			count, err := strconv.Atoi(string(match[1]))
			if err != nil {
				t.Fatal(err)
			}
			total += count
		}
		return total
	}
	return pairs{sum(readLoop), sum(writeLoop)}
}

func waitFor(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if done() {
			return
		}
	}
	t.Fatalf("waited 20 s for %s", what)
}

func TestEachCheckLeavesTwoGoroutines(t *testing.T) {
	leaked := leakedFromNow(t)
	app := service(t, nil)
	const checks = 25
	for i := 0; i < checks; i++ {
		ask(app, "GET", "/health")
	}
	if got := leaked(); got != (pairs{checks, checks}) {
		t.Errorf("%+v are left, want %d of each", got, checks)
	}
	time.Sleep(registry.FixedTimeout + 500*time.Millisecond)
	if got := leaked(); got != (pairs{checks, checks}) {
		t.Errorf("later %+v are left, want %d of each", got, checks)
	}
}

func TestTheRegistryInMemoryLeaksTheSame(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	app, _ := handlers(ctx, options{}, registry.InMemory)
	leaked := leakedFromNow(t)
	for i := 0; i < 25; i++ {
		if answer := ask(app, "GET", "/health"); answer.Code != http.StatusOK {
			t.Fatalf("answered %d %s", answer.Code, answer.Body)
		}
	}
	if got := leaked(); got != (pairs{25, 25}) {
		t.Errorf("%+v are left, want 25 of each", got)
	}
}

func TestFixedHoldsConnectionsNoLongerThanItsTimeout(t *testing.T) {
	leaked := leakedFromNow(t)
	app := service(t, func(o *options) { o.fixed = true })
	for i := 0; i < 25; i++ {
		ask(app, "GET", "/health")
	}
	if got := leaked(); got == (pairs{}) {
		t.Error("no connection is held, not even until the timeout")
	}
	waitFor(t, "no connection to be left", func() bool {
		return leaked() == pairs{}
	})
}

func TestHealthHasTheStorysShape(t *testing.T) {
	app := service(t, nil)
	answer := ask(app, "GET", "/health")
	if kind := answer.Header().Get("Content-Type"); answer.Code != 200 || kind != "application/json" {
		t.Errorf("answered %d, %s", answer.Code, kind)
	}
	durations := regexp.MustCompile(`"duration":"[0-9.]+(µs|ms|s)"`)
	figures := regexp.MustCompile(`"uptime":"[0-9.]+(µs|ms|s)","goroutines":\d+`)
	got := durations.ReplaceAllString(answer.Body.String(), `"duration":"D"`)
	got = figures.ReplaceAllString(got, `"uptime":"U","goroutines":N`)
	want := `{"status":"UP","uptime":"U","goroutines":N,"version":"v2.4.0",` +
		`"sf1":{"status":"UP","duration":"D"},"sf2":{"status":"UP","duration":"D"},` +
		`"database":{"status":"UP","duration":"D"},"kafka":{"status":"UP","duration":"D"},` +
		`"registry":{"status":"UP","duration":"D"}}` + "\n"
	if got != want {
		t.Errorf("got  %swant %s", got, want)
	}
}

func TestARegistryThatDoesNotAnswerIsDown(t *testing.T) {
	gone := httptest.NewServer(registry.Handler())
	gone.Close()
	app := service(t, func(o *options) { o.registryURL = gone.URL })
	answer := ask(app, "GET", "/health")
	if answer.Code != http.StatusServiceUnavailable {
		t.Errorf("answered %d", answer.Code)
	}
	var report struct {
		Status             string
		Database, Registry health.Status
	}
	if err := json.Unmarshal(answer.Body.Bytes(), &report); err != nil {
		t.Fatal(err)
	}
	if report.Status != "DOWN" || report.Registry.Status != "DOWN" || report.Registry.Error == "" {
		t.Errorf("reported %+v", report)
	}
	if report.Database.Status != "UP" {
		t.Errorf("the database is %s", report.Database.Status)
	}
}

func TestCORS(t *testing.T) {
	open := service(t, nil)
	closed := service(t, func(o *options) { o.cors = false })
	for _, path := range []string{"/health", "/events", "/debug/pprof/", "/debug/pprof/goroutine?debug=1", "/missing"} {
		if got := ask(open, "GET", path).Header().Get("Access-Control-Allow-Origin"); got != "*" {
			t.Errorf("%s allows origin %q, want *", path, got)
		}
		if got := ask(closed, "GET", path).Header().Get("Access-Control-Allow-Origin"); got != "" {
			t.Errorf("with -cors=false %s allows origin %q", path, got)
		}
	}
	if code := ask(open, "OPTIONS", "/migrate").Code; code != http.StatusNoContent {
		t.Errorf("preflight answered %d", code)
	}
	if code := ask(closed, "OPTIONS", "/migrate").Code; code != http.StatusMethodNotAllowed {
		t.Errorf("with -cors=false preflight answered %d", code)
	}
}

func TestVarsAndBrokenAnswersAreServedOnlyWhenAskedFor(t *testing.T) {
	plain := service(t, nil)
	full := service(t, func(o *options) { o.vars, o.unsafeTest = true, true })
	for path, want := range map[string]int{
		"/debug/vars": 200, "/html": 200, "/unauthorised": 401, "/slow?ms=1": 200, "/missing": 404,
	} {
		if code := ask(plain, "GET", path).Code; code != 404 {
			t.Errorf("%s answered %d without its flag", path, code)
		}
		if code := ask(full, "GET", path).Code; code != want {
			t.Errorf("%s answered %d, want %d", path, code, want)
		}
	}
}
