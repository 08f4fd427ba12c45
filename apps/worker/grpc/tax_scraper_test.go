package grpc_test

import (
	"context"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"

	workergrpc "kerp.io/apps/worker/grpc"
	"kerp.io/apps/worker/grpc/grpctest"
	taxv1 "kerp.io/libs/proto/gen/go/kerp/tax/v1"
)

// onePageScraper finds one invoice, whose approval number is the page itself, and notes the call's deadline.
type onePageScraper struct {
	taxv1.UnimplementedTaxInvoiceServiceServer
	left chan time.Duration
}

func (s *onePageScraper) ParseInvoicePage(
	ctx context.Context, request *taxv1.ParseInvoicePageRequest,
) (*taxv1.ParseInvoicePageResponse, error) {
	deadline, ok := ctx.Deadline()
	if !ok {
		return nil, status.Error(codes.InvalidArgument, "the call has no deadline")
	}
	s.left <- time.Until(deadline)
	return &taxv1.ParseInvoicePageResponse{
		Invoices: []*taxv1.TaxInvoice{{ApprovalNumber: string(request.GetHtml())}},
	}, nil
}

func TestTaxScraperParseInvoicePage(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		timeout      time.Duration // of the caller; 0 for none
		longest      time.Duration
		shorterBound time.Duration
	}{
		"the client sets a deadline":  {longest: 30 * time.Second, shorterBound: 5 * time.Second},
		"the caller's deadline stays": {timeout: time.Hour, longest: time.Hour, shorterBound: 50 * time.Minute},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			scraper := &onePageScraper{left: make(chan time.Duration, 1)}
			addr, _ := grpctest.Start(t, func(s *grpc.Server) { taxv1.RegisterTaxInvoiceServiceServer(s, scraper) })
			client := dialTaxScraper(t, addr)

			ctx := t.Context()
			if test.timeout > 0 {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, test.timeout)
				defer cancel()
			}
			response, err := client.ParseInvoicePage(ctx, &taxv1.ParseInvoicePageRequest{Html: []byte("42")})
			if err != nil {
				t.Fatal(err)
			}
			if got := response.GetInvoices()[0].GetApprovalNumber(); got != "42" {
				t.Errorf("approval number = %q, want 42", got)
			}
			if left := <-scraper.left; left > test.longest || left < test.shorterBound {
				t.Errorf("the server has %s for the call, want at most %s", left, test.longest)
			}
		})
	}
}

func TestTaxScraperCheck(t *testing.T) {
	t.Parallel()

	const service = "kerp.tax.v1.TaxInvoiceService"
	tests := map[string]struct {
		status  grpc_health_v1.HealthCheckResponse_ServingStatus
		service string
		wantErr string // after the address
	}{
		"serving": {
			service: service, status: grpc_health_v1.HealthCheckResponse_SERVING,
		},
		"stopping": {
			service: service, status: grpc_health_v1.HealthCheckResponse_NOT_SERVING,
			wantErr: ": NOT_SERVING, want SERVING",
		},
		"another service at this address": {
			service: "kerp.insurance.v1.InsuranceEdiService", status: grpc_health_v1.HealthCheckResponse_SERVING,
			wantErr: ": rpc error: code = NotFound desc = unknown service",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			addr, health := grpctest.Start(t)
			health.SetServingStatus(test.service, test.status)

			want := ""
			if test.wantErr != "" {
				want = "health of " + service + " at " + addr + test.wantErr
			}
			expectError(t, dialTaxScraper(t, addr).Check(t.Context()), want)
		})
	}
}

func TestTaxScraperCheckWithoutServer(t *testing.T) {
	t.Parallel()

	const addr = "127.0.0.1:1" // where nothing listens
	want := "health of kerp.tax.v1.TaxInvoiceService at " + addr + ": rpc error: code = Unavailable desc = " +
		`connection error: desc = "transport: Error while dialing: dial tcp ` + addr + `: connect: connection refused"`
	expectError(t, dialTaxScraper(t, addr).Check(t.Context()), want)
}

func TestDialTaxScraperWrongAddress(t *testing.T) {
	t.Parallel()

	_, err := workergrpc.DialTaxScraper("\x7f:50051")
	expectError(t, err,
		"gRPC client for \x7f:50051: "+`parse "dns:///\x7f:50051": net/url: invalid control character in URL`)
}

func dialTaxScraper(t *testing.T, addr string) *workergrpc.TaxScraper {
	t.Helper()

	client, err := workergrpc.DialTaxScraper(addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client
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
