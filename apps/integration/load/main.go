// Command load measures the services on this machine: requests of the API server beside a bare net/http server, jobs of
// the worker, memory of each. It prints JSON; tools/bench runs it and shows what it means.
//
//	load ROUNDS       measure so many rounds
//	load hello ADDR   be the bare server at that host:port
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"

	"kerp.io/apps/integration/process"
	"kerp.io/apps/integration/services"
	"kerp.io/apps/integration/system"
	"kerp.io/apps/integration/workspace"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	if err := run(ctx, os.Args[1:]); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	switch {
	case len(args) == 2 && args[0] == "hello":
		return hello(ctx, args[1])
	case len(args) == 1:
		if rounds, err := strconv.Atoi(args[0]); err == nil && rounds > 0 {
			return measure(ctx, rounds)
		}
	}
	return errors.New("usage: load ROUNDS | hello ADDR")
}

// ready is what the bare server says when it listens.
const ready = "hello listens"

// hello is what a Go server costs that does nothing.
func hello(ctx context.Context, addr string) error {
	var network net.ListenConfig
	listener, err := network.Listen(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintln(os.Stdout, ready)
	handler := func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("hello\n")) }
	server := &http.Server{Handler: http.HandlerFunc(handler)} //nolint:gosec // bare on purpose, on loopback only
	context.AfterFunc(ctx, func() { _ = server.Close() })
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// result is what was measured: of each series, a value for each round.
type result struct {
	// Requests and Connections are those of one measurement of the API, Jobs those of one of the worker.
	Requests    int                 `json:"requests"`
	Connections int                 `json:"connections"`
	Jobs        int                 `json:"jobs"`
	API         map[string]requests `json:"api"`
	// Filings is how many jobs the worker did in a second.
	Filings []float64 `json:"filings_per_second"`
	// Memory is in bytes, after the load.
	Memory map[string]int64 `json:"memory"`
}

type requests struct {
	PerSecond []float64 `json:"per_second"`
	// P99 is in milliseconds.
	P99 []float64 `json:"p99"`
}

func measure(ctx context.Context, rounds int) (err error) {
	root, err := workspace.Root()
	if err != nil {
		return err
	}
	logs := filepath.Join(root, "dist", "bench", "logs")
	running, err := system.Start(ctx, system.Config{Root: root, Logs: logs, Services: services.Options{
		Variables: map[string][]string{"api-server": {"RATE_LIMIT=100000000"}}, // the load is one client
	}})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, running.Close(ctx)) }()
	supervisor, err := process.New(ctx, logs, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, supervisor.Close(ctx)) }()

	m := measurement{root: root, running: running, supervisor: supervisor}
	measured, err := m.all(ctx, rounds)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(measured)
}
