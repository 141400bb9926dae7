package migrate

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"regexp"
	"runtime"
	"testing"
	"time"
)

func waitFor(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if done() {
			return
		}
	}
	t.Fatalf("waited 20 s for %s", what)
}

func heapBytes() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

func TestAMigrationRisesAndFalls(t *testing.T) {
	const goroutines, megabytes = 300, 100
	// All of it is held from the second to the eighth second, and the test ends it there.
	ctx, stop := context.WithCancel(context.Background())
	runner := NewRunner(ctx, Size{megabytes, goroutines, 10 * time.Second})
	runtime.GC()
	goroutinesBefore, heapBefore := runtime.NumGoroutine(), heapBytes()
	if _, err := runner.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := runner.Start(); !errors.Is(err, ErrRunning) {
		t.Errorf("a second start gave %v", err)
	}
	waitFor(t, "the goroutines and the heap to rise", func() bool {
		return runtime.NumGoroutine() > goroutinesBefore+goroutines && heapBytes() > heapBefore+megabytes*9/10<<20
	})
	stop()
	waitFor(t, "the migration to end", func() bool { return !runner.Running() })
	waitFor(t, "the goroutines to fall", func() bool { return runtime.NumGoroutine() <= goroutinesBefore })
	if after := heapBytes(); after > heapBefore+megabytes/10<<20 {
		t.Errorf("the heap holds %d bytes after, %d before", after, heapBefore)
	}
}

func TestAMigrationEndsWithTheService(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	runner := NewRunner(ctx, Size{1, 10, time.Hour})
	if _, err := runner.Start(); err != nil {
		t.Fatal(err)
	}
	stop()
	waitFor(t, "the migration to end", func() bool { return !runner.Running() })
}

func TestEventsAreAnnotations(t *testing.T) {
	runner := NewRunner(context.Background(), Size{1, 10, 300 * time.Millisecond})
	mux := http.NewServeMux()
	runner.Register(mux)
	ask := func(method, path string) (int, string) {
		answer := httptest.NewRecorder()
		mux.ServeHTTP(answer, httptest.NewRequest(method, path, nil))
		return answer.Code, answer.Body.String()
	}
	expect := func(method, path string, code int, pattern string) {
		t.Helper()
		gotCode, got := ask(method, path)
		if gotCode != code || !regexp.MustCompile("^"+pattern+"\n$").MatchString(got) {
			t.Errorf("%s %s answered %d %s", method, path, gotCode, got)
		}
	}
	running := `{"time":\d{13},"tags":\["migration"\],"text":"migration 1: 12,000 customers"}`
	expect("GET", "/events", 200, `\[\]`)
	expect("GET", "/migrate", 405, `POST starts a migration: curl -X POST http://example.com/migrate`)
	expect("POST", "/migrate", 202, running)
	expect("GET", "/events", 200, `\[`+running+`\]`)
	expect("POST", "/migrate", 409, `a migration is already running`)
	waitFor(t, "the migration to end", func() bool { return !runner.Running() })
	ended := `{"time":\d{13},"timeEnd":\d{13},"tags":\["migration"\],"text":"migration 1: 12,000 customers"}`
	expect("GET", "/events", 200, `\[`+ended+`\]`)
	var events []Event
	_, body := ask("GET", "/events")
	if err := json.Unmarshal([]byte(body), &events); err != nil {
		t.Fatal(err)
	}
	if lasted := events[0].TimeEnd - events[0].Time; lasted < 200 {
		t.Errorf("the migration of 300 ms lasted %d ms", lasted)
	}
}

func TestThousands(t *testing.T) {
	for n, want := range map[int]string{7: "7", 999: "999", 12000: "12,000", 1234567: "1,234,567"} {
		if got := thousands(n); got != want {
			t.Errorf("%d is printed as %s", n, got)
		}
	}
}
