package grpc_test

import (
	"context"
	"errors"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"kerp.io/apps/worker/grpc/grpctest"
	"kerp.io/apps/worker/insurance"
	"kerp.io/apps/worker/job"
	insurancev1 "kerp.io/libs/proto/gen/go/kerp/insurance/v1"
)

// refusing answers every filing with a code.
type refusing struct {
	insurancev1.UnimplementedInsuranceEdiServiceServer

	code codes.Code
}

// EncodeFiling refuses.
func (r refusing) EncodeFiling(
	context.Context, *insurancev1.EncodeFilingRequest,
) (*insurancev1.EncodeFilingResponse, error) {
	return nil, status.Error(r.code, "the reason")
}

func TestErrorsArePermanent(t *testing.T) {
	t.Parallel()

	tests := map[codes.Code]bool{
		codes.Canceled:           false,
		codes.Unknown:            false,
		codes.InvalidArgument:    true,
		codes.DeadlineExceeded:   false,
		codes.NotFound:           true,
		codes.AlreadyExists:      true,
		codes.PermissionDenied:   true,
		codes.ResourceExhausted:  false,
		codes.FailedPrecondition: true,
		codes.Aborted:            false,
		codes.OutOfRange:         true,
		codes.Unimplemented:      false,
		codes.Internal:           false,
		codes.Unavailable:        false,
		codes.DataLoss:           true,
		codes.Unauthenticated:    true,
	}
	for code, want := range tests {
		t.Run(code.String(), func(t *testing.T) {
			t.Parallel()

			addr, _ := grpctest.Start(t, func(s *grpc.Server) {
				insurancev1.RegisterInsuranceEdiServiceServer(s, refusing{code: code})
			})
			_, err := dialInsuranceEDI(t, addr).Encode(t.Context(), insurance.Filing{})
			expectError(t, err, "insurance-edi: "+code.String()+": the reason")
			if _, got := errors.AsType[*job.PermanentError](err); got != want {
				t.Errorf("permanent: %v, want %v", got, want)
			}
		})
	}
}

// What clients of the API get to see of it has no address.
func TestErrorWithoutServer(t *testing.T) {
	t.Parallel()

	_, err := dialInsuranceEDI(t, "127.0.0.1:1").Encode(t.Context(), insurance.Filing{}) // where nothing listens
	expectError(t, err, "insurance-edi: Unavailable: it cannot be reached")
}
