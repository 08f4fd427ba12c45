//go:build integration

package main

import (
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go/jetstream"

	"kerp.io/db/dbtest"
	"kerp.io/libs/go/jobs"
	"kerp.io/libs/go/jobs/jobstest"
	"kerp.io/libs/go/program"
	"kerp.io/libs/go/program/programtest"
)

// From an empty database to a job in the stream, through the program as it is started.
func TestRunWithServers(t *testing.T) {
	t.Parallel()

	redis, ok := os.LookupEnv("REDIS_URL")
	if !ok {
		t.Fatal("REDIS_URL is not set")
	}
	nats := jobstest.Start(t).URL
	environ := append([]string{}, alone...)
	environ = append(environ, "DATABASE_URL="+string(dbtest.Create(t)), "REDIS_URL="+redis, "NATS_URL="+string(nats))
	for arguments, want := range map[string]string{
		"migrate up": "schema version 3, newest 3\n", "migrate version": "schema version 3, newest 3\n",
	} {
		var stdout strings.Builder
		code := api.Run(t.Context(), strings.Fields(arguments), environ, &stdout, io.Discard)
		if code != program.ExitOK || stdout.String() != want {
			t.Errorf("api %s = %d %q, want 0 %q", arguments, code, stdout.String(), want)
		}
	}

	server := programtest.Start(t, api, environ...)
	status, body := server.Get(t, "/ready")
	want := `{"status":"ready","checks":{"postgres":"ok","redis":"ok"}}` + "\n"
	if status != http.StatusOK || body != want {
		t.Errorf("GET /ready = %d %s, want 200 %s", status, body, want)
	}
	company := post(t, server.Addr, "/api/v1/companies",
		`{"business_number":"124-81-00998","name":"한빛전자","credential_ref":"hanbit"}`)
	companyID := strings.TrimPrefix(company, "/api/v1/companies/")
	sync := post(t, server.Addr, "/api/v1/tax-invoice-syncs", `{"company_id":"`+companyID+`","period":"2026-10"}`)

	want = `{"job_id":"` + strings.TrimPrefix(sync, "/api/v1/tax-invoice-syncs/") + `"}`
	if got := nextJob(t, nats); got != want {
		t.Errorf("the stream has %s, want %s", got, want)
	}
}

// post sends a request that can be repeated, and returns where to find what it made.
func post(t *testing.T, addr, path, body string) (location string) {
	t.Helper()

	url := "http://" + addr + path
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Idempotency-Key", uuid.NewString())
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	content, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode >= http.StatusBadRequest {
		t.Fatalf("POST %s = %s %s, %v", path, response.Status, content, err)
	}
	return response.Header.Get("Location")
}

func nextJob(t *testing.T, address jobs.URL) string {
	t.Helper()

	conn, err := jobs.Connect(address, "test", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	js, err := jetstream.New(conn)
	if err != nil {
		t.Fatal(err)
	}
	if err = jobs.EnsureStreams(t.Context(), js); err != nil {
		t.Fatal(err)
	}
	consumer, err := js.CreateConsumer(t.Context(), jobs.Stream, jetstream.ConsumerConfig{})
	if err != nil {
		t.Fatal(err)
	}
	message, err := consumer.Next()
	if err != nil {
		t.Fatal(err)
	}
	return string(message.Data())
}
