package main

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"google.golang.org/grpc/health/grpc_health_v1"

	"kerp.io/apps/worker/grpc/grpctest"
	"kerp.io/libs/go/jobs/jobstest"
	"kerp.io/libs/go/program"
	"kerp.io/libs/go/program/programtest"
)

// Where nothing listens: the worker starts without them.
var alone = []string{
	"HTTP_ADDR=127.0.0.1:0",
	"DATABASE_URL=postgres://kerp@127.0.0.1:1/kerp?sslmode=disable",
	"NATS_URL=nats://127.0.0.1:1",
	"TAX_SCRAPER_ADDR=127.0.0.1:1",
	"INSURANCE_EDI_ADDR=127.0.0.1:1",
	"ENCRYPTION_KEY=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
}

func TestRunServesAlone(t *testing.T) {
	t.Parallel()

	server := programtest.Start(t, worker, alone...)
	expectReady(t, server, http.StatusServiceUnavailable, `{"status":"not ready","checks":`+
		`{"insurance-edi":"failing","nats":"failing","postgres":"failing","tax-scraper":"failing"}}`)
	for path, want := range map[string]string{"/health": `{"status":"ok"}`, "/metrics": "# HELP go_"} {
		if status, body := server.Get(t, path); status != http.StatusOK || !strings.HasPrefix(body, want) {
			t.Errorf("GET %s = %d %q, want 200 %q", path, status, body, want)
		}
	}
}

func TestRunServes(t *testing.T) {
	t.Parallel()

	const taxService, insuranceService = "kerp.tax.v1.TaxInvoiceService", "kerp.insurance.v1.InsuranceEdiService"
	taxAddr, taxHealth := grpctest.Start(t)
	taxHealth.SetServingStatus(taxService, grpc_health_v1.HealthCheckResponse_SERVING)
	insuranceAddr, insuranceHealth := grpctest.Start(t)
	insuranceHealth.SetServingStatus(insuranceService, grpc_health_v1.HealthCheckResponse_SERVING)

	environ := append([]string{}, alone...)
	environ = append(environ, "NATS_URL="+string(jobstest.Start(t).URL),
		"TAX_SCRAPER_ADDR="+taxAddr, "INSURANCE_EDI_ADDR="+insuranceAddr)
	server := programtest.Start(t, worker, environ...)

	expectReady(t, server, http.StatusServiceUnavailable, `{"status":"not ready","checks":`+
		`{"insurance-edi":"ok","nats":"ok","postgres":"failing","tax-scraper":"ok"}}`)
	taxHealth.SetServingStatus(taxService, grpc_health_v1.HealthCheckResponse_NOT_SERVING)
	expectReady(t, server, http.StatusServiceUnavailable, `{"status":"not ready","checks":`+
		`{"insurance-edi":"ok","nats":"ok","postgres":"failing","tax-scraper":"failing"}}`)
}

func TestRunWrongSettings(t *testing.T) {
	t.Parallel()

	environ := []string{
		"TAX_SCRAPER_ADDR=tax-scraper", "DATABASE_URL=postgres://kerp:pw@db:port/kerp", "CONCURRENCY=0",
		"JOB_TIMEOUT=-1s", "JOB_ATTEMPTS=some", "RETRY_DELAY=2",
	}
	want := "worker: wrong environment variables:\n" +
		"  DATABASE_URL has a wrong value, not shown as it is secret: want a postgres:// URL\n" +
		"  NATS_URL is not set: want nats:// or tls:// URLs\n" +
		"  TAX_SCRAPER_ADDR=\"tax-scraper\": want host:port, such as tax-scraper:50051\n" +
		"  INSURANCE_EDI_ADDR is not set: want host:port, such as insurance-edi:50052\n" +
		"  ENCRYPTION_KEY is not set: want 32 bytes in base64\n" +
		"  CONCURRENCY=\"0\": want jobs of a kind, 1 or more\n" +
		"  JOB_TIMEOUT=\"-1s\": want a duration such as 10m\n" +
		"  JOB_ATTEMPTS=\"some\": want attempts at a job, 1 or more\n" +
		"  RETRY_DELAY=\"2\": want a duration such as 2s\n"
	var stderr strings.Builder
	code := worker.Run(t.Context(), nil, environ, io.Discard, &stderr)
	if code != program.ExitUsage || stderr.String() != want {
		t.Errorf("Run with %q = %d %q, want %d %q", environ, code, stderr.String(), program.ExitUsage, want)
	}
}

func expectReady(t *testing.T, server *programtest.Server, wantStatus int, wantBody string) {
	t.Helper()

	if status, body := server.Get(t, "/ready"); status != wantStatus || body != wantBody+"\n" {
		t.Errorf("GET /ready = %d %s, want %d %s", status, body, wantStatus, wantBody)
	}
}
