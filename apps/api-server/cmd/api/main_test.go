package main

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"kerp.io/libs/go/program"
	"kerp.io/libs/go/program/programtest"
)

func TestRunServes(t *testing.T) {
	t.Parallel()

	server := programtest.Start(t, api, "HTTP_ADDR=127.0.0.1:0")

	status, body := server.Get(t, "/api/v1/business-numbers/1248100998")
	if want := `{"number":"1248100998","formatted":"124-81-00998"}` + "\n"; status != http.StatusOK || body != want {
		t.Errorf("business number = %d %q, want 200 %q", status, body, want)
	}
	status, body = server.Get(t, "/version")
	if status != http.StatusOK || !strings.HasPrefix(body, `{"service":"api-server","source":`) {
		t.Errorf("version = %d %q, want that of api-server", status, body)
	}
}

func TestRunWrongSettings(t *testing.T) {
	t.Parallel()

	environ := []string{"HTTP_ADDR=8080", "SHUTDOWN_TIMEOUT=soon"}
	want := "api: wrong environment variables:\n" +
		"  HTTP_ADDR=\"8080\": want host:port or :port\n" +
		"  SHUTDOWN_TIMEOUT=\"soon\": want a duration such as 10s\n"
	var stderr strings.Builder
	code := api.Run(t.Context(), nil, environ, io.Discard, &stderr)
	if code != program.ExitUsage || stderr.String() != want {
		t.Errorf("Run with %q = %d %q, want %d %q", environ, code, stderr.String(), program.ExitUsage, want)
	}
}
