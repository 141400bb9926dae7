package registry

import (
	"fmt"
	"net/http"
	"strings"
)

// Handler is the registry's own side: GET /subjects, some kilobytes of JSON.
func Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/subjects", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(subjects))
	})
	return mux
}

// subjects is longer than the 4 kB a client's connection reads ahead, so that a body nobody
// reads is never at its end.
var subjects = makeSubjects(96)

func makeSubjects(count int) string {
	entities := []string{"customer", "contract", "invoice", "address", "payment", "tariff", "meter", "device"}
	var out strings.Builder
	out.WriteString(`{"subjects":[`)
	for i := 0; i < count; i++ {
		if i > 0 {
			out.WriteByte(',')
		}
		fmt.Fprintf(&out, `{"subject":"migration.%s.v%d-value","id":%d,"compatibility":"BACKWARD"}`,
			entities[i%len(entities)], 1+i/len(entities), 1000+i)
	}
	out.WriteString("]}\n")
	return out.String()
}
