package main

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

func TestRunServes(t *testing.T) {
	t.Parallel()

	ctx, stop := context.WithCancel(t.Context())
	log, stdout := io.Pipe()
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, nil, []string{"HTTP_ADDR=127.0.0.1:0"}, stdout, io.Discard)
		_ = stdout.Close()
	}()

	lines := json.NewDecoder(log)
	var started struct{ Msg, Addr, Service string }
	if err := lines.Decode(&started); err != nil {
		t.Fatalf("first log line: %v", err)
	}
	if started.Msg != "serving HTTP" || started.Service != "api-server" {
		t.Errorf("first log line = %+v, want that of api-server serving HTTP", started)
	}
	go func() { _, _ = io.Copy(io.Discard, log) }()

	body := get(t, "http://"+started.Addr+"/api/v1/business-numbers/1248100998")
	if want := `{"number":"1248100998","formatted":"124-81-00998"}` + "\n"; body != want {
		t.Errorf("business number = %q, want %q", body, want)
	}
	body = get(t, "http://"+started.Addr+"/version")
	if !strings.HasPrefix(body, `{"service":"api-server","source":`) {
		t.Errorf("version = %q, want that of api-server", body)
	}
	environ := []string{"HTTP_ADDR=" + started.Addr}
	if code := run(ctx, []string{"healthcheck"}, environ, io.Discard, io.Discard); code != exitOK {
		t.Errorf("healthcheck of the running server exits with %d, want %d", code, exitOK)
	}

	stop()
	if code := <-done; code != exitOK {
		t.Errorf("the stopped server exits with %d, want %d", code, exitOK)
	}
}

func TestRunFails(t *testing.T) {
	t.Parallel()

	var network net.ListenConfig
	taken, err := network.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() })
	takenAddr := taken.Addr().String()

	const closedAddr = "127.0.0.1:1" // where nothing listens

	tests := map[string]struct {
		args, environ []string
		wantCode      int
		wantStderr    string
	}{
		"wrong settings": {
			environ:  []string{"HTTP_ADDR=8080", "SHUTDOWN_TIMEOUT=soon"},
			wantCode: exitUsage,
			wantStderr: "api: wrong environment variables:\n" +
				"  HTTP_ADDR=\"8080\": want host:port or :port\n" +
				"  SHUTDOWN_TIMEOUT=\"soon\": want a duration such as 10s\n",
		},
		"wrong arguments": {
			args:       []string{"migrate"},
			wantCode:   exitUsage,
			wantStderr: "usage: api [healthcheck]\n",
		},
		"address in use": {
			environ:    []string{"HTTP_ADDR=" + takenAddr},
			wantCode:   exitFailure,
			wantStderr: "api: serve HTTP: listen tcp " + takenAddr + ": bind: address already in use\n",
		},
		"healthcheck without a server": {
			args:     []string{"healthcheck"},
			environ:  []string{"HTTP_ADDR=" + closedAddr},
			wantCode: exitFailure,
			wantStderr: `api: probe: Get "http://` + closedAddr + `/health": dial tcp ` + closedAddr +
				": connect: connection refused\n",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			var stderr strings.Builder
			code := run(t.Context(), test.args, test.environ, io.Discard, &stderr)
			if code != test.wantCode || stderr.String() != test.wantStderr {
				t.Errorf("run(%q, %q) = %d %q, want %d %q",
					test.args, test.environ, code, stderr.String(), test.wantCode, test.wantStderr)
			}
		})
	}
}

func get(t *testing.T, url string) string {
	t.Helper()

	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
