package httpserver_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kerp.io/libs/go/httpserver"
)

func TestReady(t *testing.T) {
	t.Parallel()

	passing := httpserver.Check{Name: "passing", Run: func(context.Context) error { return nil }}
	failing := httpserver.Check{Name: "failing", Run: func(context.Context) error {
		return errors.New("10.0.0.7 refused")
	}}
	hanging := httpserver.Check{Name: "hanging", Run: func(ctx context.Context) error {
		<-ctx.Done()
		return ctx.Err()
	}}

	tests := map[string]struct {
		checks     []httpserver.Check
		wantStatus int
		wantBody   string
		wantTook   time.Duration
		wantLogged []string
	}{
		"without checks": {
			wantStatus: http.StatusOK,
			wantBody:   `{"status":"ready"}`,
		},
		"all pass": {
			checks:     []httpserver.Check{passing},
			wantStatus: http.StatusOK,
			wantBody:   `{"status":"ready","checks":{"passing":"ok"}}`,
		},
		"one fails, and its reason is only logged": {
			checks:     []httpserver.Check{failing, passing},
			wantStatus: http.StatusServiceUnavailable,
			wantBody:   `{"status":"not ready","checks":{"failing":"failing","passing":"ok"}}`,
			wantLogged: []string{`msg="readiness check failed" check=failing error="10.0.0.7 refused"`},
		},
		"two hang, and both end after one timeout": {
			checks:     []httpserver.Check{hanging, {Name: "hanging too", Run: hanging.Run}},
			wantStatus: http.StatusServiceUnavailable,
			wantBody:   `{"status":"not ready","checks":{"hanging":"failing","hanging too":"failing"}}`,
			wantTook:   2 * time.Second,
			wantLogged: []string{
				`check=hanging error="context deadline exceeded"`,
				`check="hanging too" error="context deadline exceeded"`,
			},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var log bytes.Buffer
				logger := slog.New(slog.NewTextHandler(&log, nil))
				server := start(t, httpserver.Config{Checks: test.checks, Logger: logger})

				begin := time.Now()
				status, body := server.do(t, http.MethodGet, "/ready", "", "")
				took := time.Since(begin)
				server.stop(t)

				if status != test.wantStatus || body != test.wantBody+"\n" {
					t.Errorf("GET /ready = %d %s, want %d %s", status, body, test.wantStatus, test.wantBody)
				}
				if took != test.wantTook {
					t.Errorf("GET /ready took %s, want %s", took, test.wantTook)
				}
				for _, want := range test.wantLogged {
					if !strings.Contains(log.String(), want) {
						t.Errorf("the log has no %q:\n%s", want, log.String())
					}
				}
			})
		})
	}
}
