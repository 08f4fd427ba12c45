// Command scratch-server is a service for tests of deploys: it says which version it is, and misbehaves as it is told.
//
// Its image sets the variables VERSION and BEHAVIOR: well (default), crash (at the start), mortal (crashes after 15 s),
// unready (never ready), late (ready after 3 s), slow (takes 1 s for each answer) or unmigrated (only its migration
// crashes). The argument migrate makes it a migration, which is done at once.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	addr = ":8080"
	// crashExit is what a version exits with that crashes.
	crashExit = 3
	// drainTime is how long it goes on answering after SIGTERM, asking clients to connect anew.
	drainTime = 3 * time.Second
	// shutdownTimeout is how long requests under way may take after that.
	shutdownTimeout = 10 * time.Second
	lateReady       = 3 * time.Second
	life            = 15 * time.Second
	slowAnswer      = time.Second
	headerTimeout   = 5 * time.Second
)

func main() {
	behavior := os.Getenv("BEHAVIOR") //nolint:forbidigo // nothing is checked: whatever it does is a test
	migrates := len(os.Args) > 1 && os.Args[1] == "migrate"
	if behavior == "crash" || migrates && behavior == "unmigrated" {
		fmt.Fprintln(os.Stderr, "cannot open the ledger: no such file or directory")
		os.Exit(crashExit)
	}
	if migrates {
		return
	}
	if err := serve(behavior); err != nil {
		fmt.Fprintln(os.Stderr, "serving failed:", err)
		os.Exit(1)
	}
}

func serve(behavior string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()

	handler, err := newHandler(behavior)
	if err != nil {
		return err
	}
	server := &http.Server{Addr: addr, Handler: handler, ReadHeaderTimeout: headerTimeout}
	failed := make(chan error, 1)
	go func() { failed <- server.ListenAndServe() }()
	select {
	case err := <-failed:
		return fmt.Errorf("listen: %w", err)
	case <-ctx.Done():
	case <-death(behavior):
		return errors.New("out of luck")
	}

	handler.stopping.Store(true)
	<-time.After(drainTime)
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("shut down: %w", err)
	}
	return nil
}

// death comes to a mortal server only.
func death(behavior string) <-chan time.Time {
	if behavior == "mortal" {
		return time.After(life)
	}
	return nil
}

// handler answers every path but /ready with what it is.
type handler struct {
	behavior string
	answer   []byte
	started  time.Time
	stopping atomic.Bool
}

func newHandler(behavior string) (*handler, error) {
	hostname, err := os.Hostname()
	if err != nil {
		return nil, fmt.Errorf("find the name of the pod: %w", err)
	}
	version := os.Getenv("VERSION") //nolint:forbidigo // as above
	answer, err := json.Marshal(map[string]string{"version": version, "instance": hostname})
	if err != nil {
		return nil, fmt.Errorf("make the answer: %w", err)
	}
	return &handler{behavior: behavior, answer: answer, started: time.Now()}, nil
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h.stopping.Load() {
		w.Header().Set("Connection", "close")
	}
	if r.URL.Path == "/ready" {
		h.serveReady(w)
		return
	}
	if h.behavior == "slow" {
		<-time.After(slowAnswer)
	}
	w.Header().Set("Content-Type", "application/json")
	// A failed write means that the client has gone.
	_, _ = w.Write(h.answer)
}

func (h *handler) serveReady(w http.ResponseWriter) {
	if h.stopping.Load() || h.behavior == "unready" || h.behavior == "late" && time.Since(h.started) < lateReady {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
}
