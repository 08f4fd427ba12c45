package httpserver_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"kerp.io/libs/go/httpserver"
)

func TestProbe(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		status  int
		wantErr string
	}{
		"healthy":   {status: http.StatusOK},
		"unhealthy": {status: http.StatusServiceUnavailable, wantErr: "503 Service Unavailable"},
		"not 200":   {status: http.StatusNoContent, wantErr: "204 No Content"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			asked := make(chan string, 1)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked <- r.Method + " " + r.URL.Path
				w.WriteHeader(test.status)
			}))
			defer server.Close()
			_, port, err := net.SplitHostPort(server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}

			want := ""
			if test.wantErr != "" {
				want = "probe: GET http://127.0.0.1:" + port + "/health: " + test.wantErr + ", want 200 OK"
			}
			expectError(t, httpserver.Probe(t.Context(), ":"+port), want)
			if got := <-asked; got != "GET /health" {
				t.Errorf("Probe asked %s, want GET /health", got)
			}
		})
	}
}

func TestProbeWithoutServer(t *testing.T) {
	t.Parallel()

	expectError(t, httpserver.Probe(t.Context(), ":1"), // where nothing listens
		`probe: Get "http://127.0.0.1:1/health": dial tcp 127.0.0.1:1: connect: connection refused`)
}

func TestProbeWrongAddress(t *testing.T) {
	t.Parallel()

	expectError(t, httpserver.Probe(t.Context(), "8080"), "probe: address 8080: missing port in address")
}

// expectError compares an error's text; no error has the text "".
func expectError(t *testing.T, err error, want string) {
	t.Helper()

	got := ""
	if err != nil {
		got = err.Error()
	}
	if got != want {
		t.Errorf("got error %q, want %q", got, want)
	}
}
