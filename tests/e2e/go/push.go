// SPDX-License-Identifier: Apache-2.0

// push URL METHOD JOB: client_golang as an application uses it, through $SOCKET where it is set and
// with $TOKEN where it is set; ends with 1 on a refusal.
package main

import (
	"context"
	"log"
	"net"
	"net/http"
	"os"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/push"
)

type doer struct{ client http.Client }

func (d *doer) Do(request *http.Request) (*http.Response, error) {
	if token := os.Getenv("TOKEN"); token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	return d.client.Do(request)
}

func main() {
	relay := &doer{}
	if socket := os.Getenv("SOCKET"); socket != "" {
		relay.client.Transport = &http.Transport{
			DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				return (&net.Dialer{}).DialContext(ctx, "unix", socket)
			},
		}
	}
	exports := prometheus.NewCounter(prometheus.CounterOpts{
		Name: "real_exports_total", Help: "Exports made.",
	})
	exports.Add(2)
	duration := prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "real_export_duration_seconds", Help: "How long.", Buckets: []float64{0.1, 1},
	})
	duration.Observe(0.5)

	pusher := push.New(os.Args[1], os.Args[3]).Client(relay).Collector(exports).Collector(duration)
	methods := map[string]func() error{"push": pusher.Push, "pushAdd": pusher.Add, "delete": pusher.Delete}
	if err := methods[os.Args[2]](); err != nil {
		log.Fatal(err)
	}
}
