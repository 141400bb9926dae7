package web

import (
	"expvar"
	"net/http"
	"net/http/pprof"
)

// RegisterPprof adds the pprof handlers one by one, as a service with its own mux must.
func RegisterPprof(mux *http.ServeMux) {
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
}

// RegisterVars adds /debug/vars: the command line and the runtime's memory statistics.
func RegisterVars(mux *http.ServeMux) {
	mux.Handle("/debug/vars", expvar.Handler())
}
