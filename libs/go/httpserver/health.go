package httpserver

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"time"

	"kerp.io/libs/go/buildinfo"
)

// checkTimeout bounds each check, and stays below the timeout of a usual readiness probe.
const checkTimeout = 2 * time.Second

// Check asks whether something the service cannot work without is there.
type Check struct {
	// Name says what is checked; it is shown to whoever may call /ready.
	Name string
	// Run returns why the check fails, or nil. The reason is logged and not shown. It must end when ctx does.
	Run func(ctx context.Context) error
}

type readiness struct {
	Status string            `json:"status"`
	Checks map[string]string `json:"checks,omitempty"`
}

type version struct {
	buildinfo.Version
	// Instance is the name of the host: a deploy sees by it which instances answer.
	Instance string `json:"instance,omitempty"`
}

func serveHealth(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, readiness{Status: "ok"})
}

func (s *Server) serveVersion(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, version{Version: s.config.Version, Instance: s.instance})
}

func (s *Server) serveReady(w http.ResponseWriter, r *http.Request) {
	if s.stopping.Load() {
		writeJSON(w, http.StatusServiceUnavailable, readiness{Status: "stopping"})
		return
	}

	result := readiness{Status: "ready", Checks: map[string]string{}}
	code := http.StatusOK
	for name, err := range s.runChecks(r.Context()) {
		if err == nil {
			result.Checks[name] = "ok"
			continue
		}
		result.Checks[name] = "failing"
		result.Status, code = "not ready", http.StatusServiceUnavailable
		s.config.Logger.WarnContext(r.Context(), "readiness check failed",
			slog.String("check", name), slog.Any("error", err))
	}
	writeJSON(w, code, result)
}

// runChecks runs all checks at once and returns the outcome of each by name.
func (s *Server) runChecks(ctx context.Context) map[string]error {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()

	type outcome struct {
		name string
		err  error
	}
	outcomes := make(chan outcome)
	for _, check := range s.config.Checks {
		go func() { outcomes <- outcome{check.Name, check.Run(ctx)} }()
	}

	errs := make(map[string]error, len(s.config.Checks))
	for range s.config.Checks {
		done := <-outcomes
		errs[done.name] = done.err
	}
	return errs
}

func writeJSON(w http.ResponseWriter, code int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	// A failed write means that the client has gone, which is no one's error.
	_ = json.NewEncoder(w).Encode(body)
}
