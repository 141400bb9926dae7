// Package balance puts several processes of one service behind one address.
package balance

import (
	"math/rand/v2"
	"net/http"
	"net/http/httputil"
	"net/url"
)

// Handler hands each request to one of the processes at these addresses, to any of them: nobody
// who asks can know which one answers.
func Handler(addresses []string) (http.Handler, error) {
	proxies := make([]*httputil.ReverseProxy, len(addresses))
	for i, address := range addresses {
		target, err := url.Parse(address)
		if err != nil {
			return nil, err
		}
		proxies[i] = httputil.NewSingleHostReverseProxy(target)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		proxies[rand.IntN(len(proxies))].ServeHTTP(w, r)
	}), nil
}
