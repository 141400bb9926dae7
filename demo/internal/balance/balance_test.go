package balance

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestEachProcessAnswersSomeRequests(t *testing.T) {
	var addresses []string
	for i := 0; i < 3; i++ {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, "%d %s", i, r.URL)
		}))
		defer server.Close()
		addresses = append(addresses, server.URL)
	}
	handler, err := Handler(addresses)
	if err != nil {
		t.Fatal(err)
	}
	answers := map[string]int{}
	for i := 0; i < 200; i++ {
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, httptest.NewRequest("GET", "/debug/pprof/goroutine?debug=1", nil))
		body, _ := io.ReadAll(answer.Body)
		answers[string(body)]++
	}
	for i := 0; i < 3; i++ {
		if want := fmt.Sprintf("%d /debug/pprof/goroutine?debug=1", i); answers[want] == 0 {
			t.Errorf("nobody answered %q: %v", want, answers)
		}
	}
	if len(answers) != 3 {
		t.Errorf("answers: %v", answers)
	}
}

func TestAnAddressThatIsNoneIsRefused(t *testing.T) {
	if _, err := Handler([]string{"http://[::1"}); err == nil {
		t.Error("it was taken")
	}
}
