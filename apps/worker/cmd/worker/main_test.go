package main

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
)

func TestRunServes(t *testing.T) {
	t.Parallel()

	taxScraper := startHealthServer(t, "kerp.tax.v1.TaxInvoiceService")
	insuranceEDI := startHealthServer(t, "kerp.insurance.v1.InsuranceEdiService")
	environ := []string{
		"HTTP_ADDR=127.0.0.1:0",
		"TAX_SCRAPER_ADDR=" + taxScraper.addr,
		"INSURANCE_EDI_ADDR=" + insuranceEDI.addr,
	}

	ctx, stop := context.WithCancel(t.Context())
	log, stdout := io.Pipe()
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, nil, environ, stdout, io.Discard)
		_ = stdout.Close()
	}()
	var started struct{ Msg, Addr, Service string }
	if err := json.NewDecoder(log).Decode(&started); err != nil {
		t.Fatalf("first log line: %v", err)
	}
	if started.Msg != "serving HTTP" || started.Service != "worker" {
		t.Errorf("first log line = %+v, want that of worker serving HTTP", started)
	}
	go func() { _, _ = io.Copy(io.Discard, log) }()

	expectReady(t, started.Addr, http.StatusOK,
		`{"status":"ready","checks":{"insurance-edi":"ok","tax-scraper":"ok"}}`)
	taxScraper.health.SetServingStatus("kerp.tax.v1.TaxInvoiceService", grpc_health_v1.HealthCheckResponse_NOT_SERVING)
	expectReady(t, started.Addr, http.StatusServiceUnavailable,
		`{"status":"not ready","checks":{"insurance-edi":"ok","tax-scraper":"failing"}}`)

	stop()
	if code := <-done; code != exitOK {
		t.Errorf("the stopped worker exits with %d, want %d", code, exitOK)
	}
}

func TestRunFails(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		args, environ []string
		wantCode      int
		wantStderr    string
	}{
		"wrong settings": {
			environ:  []string{"TAX_SCRAPER_ADDR=tax-scraper"},
			wantCode: exitUsage,
			wantStderr: "worker: wrong environment variables:\n" +
				"  TAX_SCRAPER_ADDR=\"tax-scraper\": want host:port, such as tax-scraper:50051\n" +
				"  INSURANCE_EDI_ADDR is not set: want host:port, such as insurance-edi:50052\n",
		},
		"wrong arguments": {
			args:       []string{"healthcheck", "now"},
			environ:    []string{"TAX_SCRAPER_ADDR=tax-scraper:50051", "INSURANCE_EDI_ADDR=insurance-edi:50052"},
			wantCode:   exitUsage,
			wantStderr: "usage: worker [healthcheck]\n",
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

type healthServer struct {
	addr   string
	health *health.Server
}

// startHealthServer starts a gRPC server on a free loopback port that says of itself that it serves the named service.
func startHealthServer(t *testing.T, service string) healthServer {
	t.Helper()

	var network net.ListenConfig
	listener, err := network.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	answers := health.NewServer()
	answers.SetServingStatus(service, grpc_health_v1.HealthCheckResponse_SERVING)
	grpc_health_v1.RegisterHealthServer(server, answers)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	return healthServer{listener.Addr().String(), answers}
}

func expectReady(t *testing.T, addr string, wantStatus int, wantBody string) {
	t.Helper()

	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+addr+"/ready", http.NoBody)
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
	if response.StatusCode != wantStatus || string(body) != wantBody+"\n" {
		t.Errorf("GET /ready = %d %s, want %d %s", response.StatusCode, body, wantStatus, wantBody)
	}
}
