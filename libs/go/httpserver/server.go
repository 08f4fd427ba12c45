// Package httpserver serves a service's HTTP API beside the endpoints by which its platform watches it.
//
//	GET /health   200 while the process runs
//	GET /ready    200 while every check passes, 503 with the names of those that fail otherwise and during shutdown
//	GET /version  what the binary was built from, and which instance answers
//	GET /metrics  figures for Prometheus, of a service that has any
package httpserver

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	"kerp.io/libs/go/buildinfo"
)

// Limits that keep a slow or hostile client from holding a connection or filling the memory.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 15 * time.Second
	writeTimeout      = 30 * time.Second
	idleTimeout       = 2 * time.Minute
	maxHeaderBytes    = 16 << 10
	maxBodyBytes      = 1 << 20
)

// Config says what a server serves and how it stops.
type Config struct {
	// Version is served at /version.
	Version buildinfo.Version
	// Metrics serves /metrics.
	Metrics http.Handler
	// API serves every other path. A server without one answers 404 there.
	API http.Handler
	// Checks must all pass for the service to be ready.
	Checks []Check
	// ShutdownDelay is how long a stopping server goes on serving while /ready already fails,
	// so that load balancers take it out of their rotation before it refuses connections.
	ShutdownDelay time.Duration
	// ShutdownTimeout is how long requests under way may take after that before they are cut off.
	ShutdownTimeout time.Duration
	Logger          *slog.Logger
}

// Server is an HTTP server that stops without dropping requests.
type Server struct {
	config   Config
	instance string
	server   *http.Server
	stopping atomic.Bool
}

// New returns a server that does not listen yet.
func New(config Config) *Server {
	// In Kubernetes this is the pod's name. Without one /version does not say which instance answers.
	instance, _ := os.Hostname()
	s := &Server{config: config, instance: instance}

	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", serveHealth)
	mux.HandleFunc("GET /ready", s.serveReady)
	mux.HandleFunc("GET /version", s.serveVersion)
	if config.Metrics != nil {
		mux.Handle("GET /metrics", config.Metrics)
	}
	if config.API != nil {
		mux.Handle("/", http.MaxBytesHandler(config.API, maxBodyBytes))
	}

	s.server = &http.Server{
		Handler:           s.closingWhenStopping(mux),
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(config.Logger.Handler(), slog.LevelWarn),
	}
	return s
}

// ListenAndServe listens on the TCP address addr, a host:port or :port, and serves as [Server.Serve] does.
func (s *Server) ListenAndServe(ctx context.Context, addr string) error {
	var network net.ListenConfig
	listener, err := network.Listen(ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("serve HTTP: %w", err)
	}
	return s.Serve(ctx, listener)
}

// Serve answers the connections of listener until ctx is done, then shuts down: /ready fails first, after
// ShutdownDelay no more connections are taken, and Serve returns when the last request is answered or
// ShutdownTimeout has passed. A shutdown that cut off no request gives nil.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- s.server.Serve(listener) }()
	s.config.Logger.InfoContext(ctx, "serving HTTP",
		slog.String("addr", listener.Addr().String()), slog.String("source", s.config.Version.Source))

	select {
	case err := <-failed:
		return fmt.Errorf("serve HTTP: %w", err)
	case <-ctx.Done():
		return s.shutdown(context.WithoutCancel(ctx))
	}
}

// closingWhenStopping asks clients of a stopping server to connect anew, which leads them to another instance. A kept
// connection would stay until Shutdown closes it, and a request that is sent at that moment is lost.
// http.Server.SetKeepAlivesEnabled(false) would close idle connections at once, with the same loss.
func (s *Server) closingWhenStopping(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.stopping.Load() {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Server) shutdown(ctx context.Context) error {
	s.stopping.Store(true)
	s.config.Logger.InfoContext(ctx, "shutting down",
		slog.String("delay", s.config.ShutdownDelay.String()),
		slog.String("timeout", s.config.ShutdownTimeout.String()))
	<-time.After(s.config.ShutdownDelay)

	ctx, cancel := context.WithTimeout(ctx, s.config.ShutdownTimeout)
	defer cancel()
	if err := s.server.Shutdown(ctx); err != nil {
		_ = s.server.Close() // closes what Shutdown could not; there is nothing to add to its error
		return fmt.Errorf("shut down HTTP: requests cut off after %s: %w", s.config.ShutdownTimeout, err)
	}
	return nil
}
