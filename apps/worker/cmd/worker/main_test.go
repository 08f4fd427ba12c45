package main

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"google.golang.org/grpc/health/grpc_health_v1"

	"kerp.io/apps/worker/grpc/grpctest"
	"kerp.io/libs/go/program"
	"kerp.io/libs/go/program/programtest"
)

func TestRunServes(t *testing.T) {
	t.Parallel()

	const taxService, insuranceService = "kerp.tax.v1.TaxInvoiceService", "kerp.insurance.v1.InsuranceEdiService"
	taxAddr, taxHealth := grpctest.Start(t)
	taxHealth.SetServingStatus(taxService, grpc_health_v1.HealthCheckResponse_SERVING)
	insuranceAddr, insuranceHealth := grpctest.Start(t)
	insuranceHealth.SetServingStatus(insuranceService, grpc_health_v1.HealthCheckResponse_SERVING)

	server := programtest.Start(t, worker,
		"HTTP_ADDR=127.0.0.1:0", "TAX_SCRAPER_ADDR="+taxAddr, "INSURANCE_EDI_ADDR="+insuranceAddr)

	expectReady(t, server, http.StatusOK,
		`{"status":"ready","checks":{"insurance-edi":"ok","tax-scraper":"ok"}}`)
	taxHealth.SetServingStatus(taxService, grpc_health_v1.HealthCheckResponse_NOT_SERVING)
	expectReady(t, server, http.StatusServiceUnavailable,
		`{"status":"not ready","checks":{"insurance-edi":"ok","tax-scraper":"failing"}}`)
}

func TestRunWrongSettings(t *testing.T) {
	t.Parallel()

	environ := []string{"TAX_SCRAPER_ADDR=tax-scraper"}
	want := "worker: wrong environment variables:\n" +
		"  TAX_SCRAPER_ADDR=\"tax-scraper\": want host:port, such as tax-scraper:50051\n" +
		"  INSURANCE_EDI_ADDR is not set: want host:port, such as insurance-edi:50052\n"
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
