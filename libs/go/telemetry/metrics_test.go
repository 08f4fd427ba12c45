package telemetry_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"kerp.io/libs/go/telemetry"
)

func TestHandler(t *testing.T) {
	t.Parallel()

	registry := telemetry.NewMetrics()
	walks := prometheus.NewCounter(prometheus.CounterOpts{Name: "walks_total", Help: "Walks of the dog."})
	registry.MustRegister(walks)
	walks.Inc()
	response := httptest.NewRecorder()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", http.NoBody)
	telemetry.Handler(registry).ServeHTTP(response, request)
	for _, want := range []string{"\nwalks_total 1\n", "\ngo_goroutines ", "\nprocess_open_fds "} {
		if !strings.Contains(response.Body.String(), want) {
			t.Errorf("the metrics have no %q:\n%s", want, response.Body)
		}
	}
}
