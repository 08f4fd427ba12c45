package grpc_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/protobuf/proto"

	workergrpc "kerp.io/apps/worker/grpc"
	"kerp.io/apps/worker/grpc/grpctest"
	"kerp.io/apps/worker/insurance"
	insurancev1 "kerp.io/libs/proto/gen/go/kerp/insurance/v1"
)

// recorder seals every filing as 1, 2 and keeps it, with the time that the call has.
type recorder struct {
	insurancev1.UnimplementedInsuranceEdiServiceServer

	filing *insurancev1.Filing
	left   time.Duration
}

// EncodeFiling keeps the filing.
func (r *recorder) EncodeFiling(
	ctx context.Context, request *insurancev1.EncodeFilingRequest,
) (*insurancev1.EncodeFilingResponse, error) {
	r.filing = request.GetFiling()
	deadline, _ := ctx.Deadline()
	r.left = time.Until(deadline)
	return &insurancev1.EncodeFilingResponse{
		Record: []byte("record"), SealedRecord: []byte{1, 2}, KeyId: "k", Layout: "l",
	}, nil
}

func TestInsuranceEDIEncode(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		kind, scheme string
		wantKind     insurancev1.FilingKind
		wantScheme   insurancev1.Scheme
	}{
		"국민연금 자격취득": {
			"acquisition", "national-pension",
			insurancev1.FilingKind_FILING_KIND_ACQUISITION, insurancev1.Scheme_SCHEME_NATIONAL_PENSION,
		},
		"건강보험 자격상실": {
			"loss", "health", insurancev1.FilingKind_FILING_KIND_LOSS, insurancev1.Scheme_SCHEME_HEALTH,
		},
		"고용보험 자격상실": {
			"loss", "employment", insurancev1.FilingKind_FILING_KIND_LOSS, insurancev1.Scheme_SCHEME_EMPLOYMENT,
		},
		"산재보험 자격취득": {
			"acquisition", "industrial-accident",
			insurancev1.FilingKind_FILING_KIND_ACQUISITION, insurancev1.Scheme_SCHEME_INDUSTRIAL_ACCIDENT,
		},
		"unknown": {
			"walk", "dog", insurancev1.FilingKind_FILING_KIND_UNSPECIFIED, insurancev1.Scheme_SCHEME_UNSPECIFIED,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			server := &recorder{}
			addr, _ := grpctest.Start(t, func(s *grpc.Server) {
				insurancev1.RegisterInsuranceEdiServiceServer(s, server)
			})
			record, err := dialInsuranceEDI(t, addr).Encode(t.Context(), insurance.Filing{
				Kind: test.kind, Scheme: test.scheme, BusinessNumber: "1248100998", EmployeeName: "홍길동",
				ResidentNumber: "9001011234568", MonthlyWage: 3_000_000,
				EffectiveDate: time.Date(2026, time.October, 1, 0, 0, 0, 0, time.UTC),
			})
			if err != nil || !bytes.Equal(record.Sealed, []byte{1, 2}) || record.KeyID != "k" || record.Layout != "l" {
				t.Errorf("Encode = %+v, %v, want what the service answered", record, err)
			}
			want := &insurancev1.Filing{
				Kind: test.wantKind, Scheme: test.wantScheme, WorkplaceBusinessNumber: "1248100998",
				EmployeeName: "홍길동", ResidentNumber: "9001011234568", EffectiveDate: "2026-10-01",
				MonthlyWage: 3_000_000,
			}
			if !proto.Equal(server.filing, want) {
				t.Errorf("the service got %v, want %v", server.filing, want)
			}
			if server.left <= 0 || server.left > 30*time.Second {
				t.Errorf("the service has %s for the call, want at most 30 s", server.left)
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
