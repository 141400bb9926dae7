package migrate

import (
	"encoding/json"
	"net/http"
)

// Register adds /migrate and /events to mux.
func (r *Runner) Register(mux *http.ServeMux) {
	mux.HandleFunc("/migrate", r.serveMigrate)
	mux.HandleFunc("/events", r.serveEvents)
}

func (r *Runner) serveMigrate(w http.ResponseWriter, request *http.Request) {
	if request.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "POST starts a migration: curl -X POST http://"+request.Host+"/migrate",
			http.StatusMethodNotAllowed)
		return
	}
	event, err := r.Start()
	if err != nil {
		http.Error(w, err.Error(), http.StatusConflict)
		return
	}
	answer(w, http.StatusAccepted, event)
}

func (r *Runner) serveEvents(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, r.Events())
}

func answer(w http.ResponseWriter, code int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	// An error here means that the asker has gone.
	_ = json.NewEncoder(w).Encode(value)
}
