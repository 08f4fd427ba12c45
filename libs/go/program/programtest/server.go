// Package programtest runs a program inside a test, from its settings to its exit code.
package programtest

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"kerp.io/libs/go/program"
)

// Server is a program that serves.
type Server struct {
	// Addr is the host:port where it listens.
	Addr string
}

// Start runs p with the variables of environ and returns when it serves. At the end of the test it is stopped,
// and the test fails if it does not exit with [program.ExitOK].
func Start[S program.Settings](t *testing.T, p program.Program[S], environ ...string) *Server {
	t.Helper()

	log, stdout := io.Pipe()
	var stderr strings.Builder
	exited := make(chan int, 1)
	go func() {
		exited <- p.Run(t.Context(), nil, environ, stdout, &stderr) // t.Context ends before the cleanup begins
		_ = stdout.Close()
	}()
	t.Cleanup(func() {
		_ = log.Close() // so that the program never waits for a reader
		if code := <-exited; code != program.ExitOK {
			t.Errorf("%s exits with %d %q, want %d", p.Name, code, stderr.String(), program.ExitOK)
		}
	})

	decoder := json.NewDecoder(log)
	var line struct{ Msg, Addr, Service string }
	for line.Msg != "serving HTTP" {
		if err := decoder.Decode(&line); err != nil {
			t.Fatalf("the log ends without a line that says where HTTP is served: %v", err)
		}
	}
	if line.Service != p.Service {
		t.Fatalf("the log is of %s, want it of %s", line.Service, p.Service)
	}
	go func() { _, _ = io.Copy(io.Discard, log) }()
	return &Server{line.Addr}
}

// Get asks the server for path and returns the status code and the body of its response.
func (s *Server) Get(t *testing.T, path string) (status int, body string) {
	t.Helper()

	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+s.Addr+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(content)
}
