package main

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"kerp.io/libs/go/program"
	"kerp.io/libs/go/program/programtest"
)

// Where nothing listens: the server starts without them.
var alone = []string{
	"HTTP_ADDR=127.0.0.1:0",
	"DATABASE_URL=postgres://kerp@127.0.0.1:1/kerp?sslmode=disable",
	"REDIS_URL=redis://127.0.0.1:1",
	"NATS_URL=nats://127.0.0.1:1",
	"ENCRYPTION_KEY=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
}

func TestRunServesAlone(t *testing.T) {
	t.Parallel()

	server := programtest.Start(t, api, alone...)
	tests := map[string]struct {
		wantStatus int
		wantBody   string // how it begins
	}{
		"/api/v1/business-numbers/1248100998": {
			http.StatusOK, `{"number":"1248100998","formatted":"124-81-00998"}`,
		},
		"/api/v1/companies": {http.StatusServiceUnavailable, `{"type":"about:blank","title":"Service Unavailable"`},
		"/health":           {http.StatusOK, `{"status":"ok"}`},
		"/version":          {http.StatusOK, `{"service":"api-server","source":`},
		"/metrics":          {http.StatusOK, "# HELP go_"},
		"/ready": {
			http.StatusServiceUnavailable, `{"status":"not ready","checks":{"postgres":"failing","redis":"failing"}}`,
		},
	}
	for path, test := range tests {
		status, body := server.Get(t, path)
		if status != test.wantStatus || !strings.HasPrefix(body, test.wantBody) {
			t.Errorf("GET %s = %d %q, want %d %q", path, status, body, test.wantStatus, test.wantBody)
		}
	}
}

func TestRunFails(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		args, environ []string
		wantCode      int
		wantStderr    string
	}{
		"no settings": {
			wantCode: program.ExitUsage,
			wantStderr: "api: wrong environment variables:\n" +
				"  DATABASE_URL is not set: want a postgres:// URL\n" +
				"  REDIS_URL is not set: want a redis:// or rediss:// URL\n" +
				"  NATS_URL is not set: want nats:// or tls:// URLs\n" +
				"  ENCRYPTION_KEY is not set: want 32 bytes in base64\n",
		},
		"wrong settings, and the secret ones are not shown": {
			environ: []string{
				"HTTP_ADDR=8080", "SHUTDOWN_TIMEOUT=soon", "DATABASE_URL=mysql://kerp:pw@db",
				"REDIS_URL=http://pw@redis", "NATS_URL=nats", "ENCRYPTION_KEY=c2hvcnQ=", "RATE_LIMIT=0",
				"TRUSTED_PROXIES=10.0.0.0/8,proxy", "OTEL_EXPORTER_OTLP_ENDPOINT=collector:4318",
			},
			wantCode: program.ExitUsage,
			wantStderr: "api: wrong environment variables:\n" +
				"  HTTP_ADDR=\"8080\": want host:port or :port\n" +
				"  SHUTDOWN_TIMEOUT=\"soon\": want a duration such as 10s\n" +
				"  DATABASE_URL has a wrong value, not shown as it is secret: want a postgres:// URL\n" +
				"  REDIS_URL has a wrong value, not shown as it is secret: want a redis:// or rediss:// URL\n" +
				"  NATS_URL has a wrong value, not shown as it is secret: want nats:// or tls:// URLs\n" +
				"  ENCRYPTION_KEY has a wrong value, not shown as it is secret: want 32 bytes in base64\n" +
				"  RATE_LIMIT=\"0\": want requests a minute, 1 or more\n" +
				"  TRUSTED_PROXIES=\"10.0.0.0/8,proxy\": want networks, such as 10.0.0.0/8\n" +
				"  OTEL_EXPORTER_OTLP_ENDPOINT=\"collector:4318\": want an http(s) URL\n",
		},
		"migrate without direction": {
			args: []string{"migrate"}, wantCode: program.ExitUsage,
			wantStderr: "api: want the arguments up | down [STEPS] | version\n",
		},
		"migrate up too far": {
			args: []string{"migrate", "up", "3"}, wantCode: program.ExitUsage,
			wantStderr: "api: want the arguments up | down [STEPS] | version\n",
		},
		"migrate down by nothing": {
			args: []string{"migrate", "down", "0"}, wantCode: program.ExitUsage,
			wantStderr: "api: want the arguments up | down [STEPS] | version\n",
		},
		"migrate without a database": {
			args: []string{"migrate", "up"}, wantCode: program.ExitUsage,
			wantStderr: "api: wrong environment variables:\n  DATABASE_URL is not set: want a postgres:// URL\n",
		},
		"migrate without a server": {
			args: []string{"migrate", "version"}, environ: alone, wantCode: program.ExitFailure,
			wantStderr: "api: database: failed to connect to `user=kerp database=kerp`: 127.0.0.1:1 (127.0.0.1): " +
				"dial error: dial tcp 127.0.0.1:1: connect: connection refused\n",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			var stderr strings.Builder
			code := api.Run(t.Context(), test.args, test.environ, io.Discard, &stderr)
			if code != test.wantCode || stderr.String() != test.wantStderr {
				t.Errorf("Run(%q) = %d %q, want %d %q",
					test.args, code, stderr.String(), test.wantCode, test.wantStderr)
			}
		})
	}
}
