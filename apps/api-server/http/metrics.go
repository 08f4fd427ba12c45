package http

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/trace"
)

type metrics struct {
	duration      *prometheus.HistogramVec
	limitFailures prometheus.Counter
}

func newMetrics(registerer prometheus.Registerer) metrics {
	m := metrics{
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "kerp_http_request_duration_seconds",
			Help: "How long requests took to be answered, by route and status code.",
		}, []string{"route", "code"}),
		limitFailures: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "kerp_http_rate_limit_failures_total",
			Help: "Requests that were served without being counted, as Redis could not be reached.",
		}),
	}
	registerer.MustRegister(m.duration, m.limitFailures)
	return m
}

// measured measures requests by the pattern of their route: paths would make a series for each id.
func (a *api) measured(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin := time.Now()
		recorder := &statusRecorder{ResponseWriter: w, status: http.StatusOK}
		handler.ServeHTTP(recorder, r)
		route := r.Pattern
		if route == "" {
			route = "none"
		}
		a.metrics.duration.WithLabelValues(route, strconv.Itoa(recorder.status)).Observe(time.Since(begin).Seconds())
		trace.SpanFromContext(r.Context()).SetName(route)
	})
}

// statusRecorder remembers the status of a response.
type statusRecorder struct {
	http.ResponseWriter

	status int
}

// WriteHeader passes the status on.
func (s *statusRecorder) WriteHeader(status int) {
	s.status = status
	s.ResponseWriter.WriteHeader(status)
}

// Unwrap lets [http.ResponseController] reach the writer below.
func (s *statusRecorder) Unwrap() http.ResponseWriter { return s.ResponseWriter }
