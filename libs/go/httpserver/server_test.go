package httpserver_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kerp.io/libs/go/buildinfo"
	"kerp.io/libs/go/httpserver"
)

func TestServe(t *testing.T) {
	t.Parallel()

	hostname, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	version := fmt.Sprintf(`{"service":"test","source":"abc","go":"go1.x","instance":%q}`+"\n", hostname)
	size := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			_, _ = io.WriteString(w, err.Error())
			return
		}
		_, _ = io.WriteString(w, strconv.Itoa(len(body)))
	})
	tests := map[string]struct {
		api, metrics http.Handler
		method, path string
		header, body string
		wantStatus   int
		wantBody     string
	}{
		"health": {
			method: http.MethodGet, path: "/health",
			wantStatus: http.StatusOK, wantBody: `{"status":"ok"}` + "\n",
		},
		"version": {
			method: http.MethodGet, path: "/version",
			wantStatus: http.StatusOK, wantBody: version,
		},
		"health by another method": {
			method: http.MethodPost, path: "/health",
			wantStatus: http.StatusMethodNotAllowed, wantBody: "Method Not Allowed\n",
		},
		"metrics": {
			metrics: size, method: http.MethodGet, path: "/metrics",
			wantStatus: http.StatusOK, wantBody: "0",
		},
		"no metrics": {
			method: http.MethodGet, path: "/metrics",
			wantStatus: http.StatusNotFound, wantBody: "404 page not found\n",
		},
		"no API": {
			method: http.MethodGet, path: "/api/v1/anything",
			wantStatus: http.StatusNotFound, wantBody: "404 page not found\n",
		},
		"API, body at the limit": {
			api: size, method: http.MethodPost, path: "/api/v1/size", body: strings.Repeat("x", 1<<20),
			wantStatus: http.StatusOK, wantBody: "1048576",
		},
		"body over the limit": {
			api: size, method: http.MethodPost, path: "/api/v1/size", body: strings.Repeat("x", 1<<20+1),
			wantStatus: http.StatusOK, wantBody: "http: request body too large",
		},
		"header over the limit": {
			method: http.MethodGet, path: "/health", header: strings.Repeat("x", 32<<10),
			wantStatus: http.StatusRequestHeaderFieldsTooLarge, wantBody: "431 Request Header Fields Too Large",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := start(t, httpserver.Config{API: test.api, Metrics: test.metrics})
				defer server.stop(t)

				status, body := server.do(t, test.method, test.path, test.header, test.body)
				if status != test.wantStatus || body != test.wantBody {
					t.Errorf("%s %s = %d %q, want %d %q",
						test.method, test.path, status, body, test.wantStatus, test.wantBody)
				}
			})
		})
	}
}

func TestServeShutsDownInOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		server := start(t, httpserver.Config{
			API:             http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }),
			ShutdownDelay:   5 * time.Second,
			ShutdownTimeout: 10 * time.Second,
		})
		slow := make(chan int)
		go func() {
			status, _ := server.do(t, http.MethodGet, "/slow", "", "")
			slow <- status
		}()
		synctest.Wait()

		server.cancel()
		synctest.Wait()
		if status, body := server.do(t, http.MethodGet, "/ready", "", ""); status != http.StatusServiceUnavailable ||
			body != `{"status":"stopping"}`+"\n" {
			t.Errorf("during the shutdown delay, GET /ready = %d %q, want 503 stopping", status, body)
		}

		pass(6 * time.Second)
		if conn, err := server.listener.dial(t.Context()); err == nil {
			t.Errorf("after the shutdown delay, a connection is still taken: %v", conn.Close())
		}
		close(release)
		if status := <-slow; status != http.StatusOK {
			t.Errorf("the request under way ended with %d, want 200", status)
		}
		if err := <-server.done; err != nil {
			t.Errorf("Serve = %v, want nil", err)
		}
	})
}

func TestServeAsksClientsToConnectAnewWhileStopping(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := start(t, httpserver.Config{ShutdownDelay: 5 * time.Second})
		transport := &http.Transport{
			DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return server.listener.dial(ctx) },
		}
		defer transport.CloseIdleConnections()
		server.client = &http.Client{Transport: transport}

		if server.closes(t, "/health") {
			t.Error("a server that runs closes the connection, want it kept")
		}
		server.cancel()
		synctest.Wait()
		for _, path := range []string{"/health", "/version", "/ready", "/nowhere"} {
			if !server.closes(t, path) {
				t.Errorf("GET %s of a stopping server keeps the connection, want it closed", path)
			}
		}
		server.stop(t)
	})
}

func TestServeCutsOffRequestsAfterTheTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := start(t, httpserver.Config{
			API:             http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }),
			ShutdownTimeout: 10 * time.Second,
		})
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://server/slow", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		cut := make(chan error)
		go func() {
			response, cause := server.client.Do(request)
			if cause == nil {
				_ = response.Body.Close()
			}
			cut <- cause
		}()
		synctest.Wait()

		begin := time.Now()
		server.cancel()
		err = <-server.done
		want := "shut down HTTP: requests cut off after 10s: context deadline exceeded"
		if err == nil || err.Error() != want {
			t.Errorf("Serve = %v, want %s", err, want)
		}
		if took := time.Since(begin); took != 10*time.Second {
			t.Errorf("the shutdown took %s, want 10s", took)
		}
		if err := <-cut; err == nil {
			t.Error("the request under way was answered, want it cut off")
		}
	})
}

func TestListenAndServeAddressInUse(t *testing.T) {
	t.Parallel()

	var network net.ListenConfig
	taken, err := network.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()

	addr := taken.Addr().String()
	err = httpserver.New(httpserver.Config{Logger: slog.New(slog.DiscardHandler)}).ListenAndServe(t.Context(), addr)
	want := "serve HTTP: listen tcp " + addr + ": bind: address already in use"
	if err == nil || err.Error() != want {
		t.Errorf("ListenAndServe = %v, want %s", err, want)
	}
}

// running is a server in a synctest bubble, reached through memory, so that time is the bubble's.
type running struct {
	listener *pipeListener
	client   *http.Client
	cancel   context.CancelFunc
	done     chan error
}

func start(t *testing.T, config httpserver.Config) *running {
	t.Helper()

	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	if config.ShutdownTimeout == 0 {
		config.ShutdownTimeout = time.Minute
	}
	config.Version = buildinfo.Version{Service: "test", Source: "abc", Go: "go1.x"}
	ctx, cancel := context.WithCancel(t.Context())
	listener := newPipeListener()
	s := &running{
		listener: listener,
		client: &http.Client{Transport: &http.Transport{
			DisableKeepAlives: true,
			DialContext:       func(ctx context.Context, _, _ string) (net.Conn, error) { return listener.dial(ctx) },
		}},
		cancel: cancel,
		done:   make(chan error, 1),
	}
	go func() { s.done <- httpserver.New(config).Serve(ctx, listener) }()
	return s
}

func (s *running) stop(t *testing.T) {
	t.Helper()

	s.cancel()
	if err := <-s.done; err != nil {
		t.Errorf("Serve = %v, want nil", err)
	}
	pass(time.Second) // in which net/http lingers over a connection that it closed with input unread
}

func (s *running) do(t *testing.T, method, path, header, body string) (status int, responseBody string) {
	t.Helper()

	request, err := http.NewRequestWithContext(t.Context(), method, "http://server"+path, strings.NewReader(body))
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	request.Header.Set("X-Test", header)
	response, err := s.client.Do(request)
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Error(err)
	}
	return response.StatusCode, string(text)
}

// closes says whether the answer to a request announces the end of its connection.
func (s *running) closes(t *testing.T, path string) bool {
	t.Helper()

	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://server"+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := s.client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		t.Error(err)
	}
	return response.Close
}

// pass lets the bubble's time pass.
func pass(d time.Duration) { <-time.After(d) }
