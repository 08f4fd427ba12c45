package grpc_test

import (
	"context"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"

	workergrpc "kerp.io/apps/worker/grpc"
	"kerp.io/apps/worker/grpc/grpctest"
	insurancev1 "kerp.io/libs/proto/gen/go/kerp/insurance/v1"
)

// pensionEncoder encodes filings for the National Pension as their employee's name and refuses all others.
type pensionEncoder struct {
	insurancev1.UnimplementedInsuranceEdiServiceServer
}

func (pensionEncoder) EncodeFiling(
	_ context.Context, request *insurancev1.EncodeFilingRequest,
) (*insurancev1.EncodeFilingResponse, error) {
	if request.GetFiling().GetScheme() != insurancev1.Scheme_SCHEME_NATIONAL_PENSION {
		return nil, status.Error(codes.InvalidArgument, "scheme: want NATIONAL_PENSION")
	}
	return &insurancev1.EncodeFilingResponse{Record: []byte(request.GetFiling().GetEmployeeName())}, nil
}

func TestInsuranceEDIEncodeFiling(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		scheme     insurancev1.Scheme
		wantRecord string
		wantErr    string
	}{
		"encoded": {scheme: insurancev1.Scheme_SCHEME_NATIONAL_PENSION, wantRecord: "홍길동"},
		"refused": {
			scheme:  insurancev1.Scheme_SCHEME_HEALTH,
			wantErr: "rpc error: code = InvalidArgument desc = scheme: want NATIONAL_PENSION",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			addr, _ := grpctest.Start(t, func(s *grpc.Server) {
				insurancev1.RegisterInsuranceEdiServiceServer(s, pensionEncoder{})
			})
			filing := &insurancev1.Filing{Scheme: test.scheme, EmployeeName: "홍길동"}
			response, err := dialInsuranceEDI(t, addr).
				EncodeFiling(t.Context(), &insurancev1.EncodeFilingRequest{Filing: filing})
			expectError(t, err, test.wantErr)
			if got := string(response.GetRecord()); got != test.wantRecord {
				t.Errorf("record = %q, want %q", got, test.wantRecord)
			}
		})
	}
}

func TestInsuranceEDICheck(t *testing.T) {
	t.Parallel()

	const service = "kerp.insurance.v1.InsuranceEdiService"
	addr, health := grpctest.Start(t)
	client := dialInsuranceEDI(t, addr)

	expectError(t, client.Check(t.Context()),
		"health of "+service+" at "+addr+": rpc error: code = NotFound desc = unknown service")
	health.SetServingStatus(service, grpc_health_v1.HealthCheckResponse_SERVING)
	expectError(t, client.Check(t.Context()), "")
}

func dialInsuranceEDI(t *testing.T, addr string) *workergrpc.InsuranceEDI {
	t.Helper()

	client, err := workergrpc.DialInsuranceEDI(addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client
}
