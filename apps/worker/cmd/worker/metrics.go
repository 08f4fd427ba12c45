package main

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"kerp.io/apps/worker/job"
	"kerp.io/libs/go/jobs"
)

// measure returns what is to be called at the end of each attempt at a job.
func measure(registerer prometheus.Registerer) func(kind jobs.Kind, outcome job.Outcome, took time.Duration) {
	duration := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name:    "kerp_job_attempt_duration_seconds",
		Help:    "How long attempts at jobs took, by kind of job and outcome: done, again or dead.",
		Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300, 600},
	}, []string{"kind", "outcome"})
	registerer.MustRegister(duration)
	return func(kind jobs.Kind, outcome job.Outcome, took time.Duration) {
		duration.WithLabelValues(string(kind), string(outcome)).Observe(took.Seconds())
	}
}
