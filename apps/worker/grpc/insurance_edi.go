package grpc

import (
	"context"

	"google.golang.org/grpc"

	insurancev1 "kerp.io/libs/proto/gen/go/kerp/insurance/v1"
)

// InsuranceEDI is a client of the insurance-edi service.
type InsuranceEDI struct {
	insurancev1.InsuranceEdiServiceClient
	conn *grpc.ClientConn
}

// DialInsuranceEDI returns a client of the insurance-edi at addr, a host:port. It does not connect yet.
func DialInsuranceEDI(addr string) (*InsuranceEDI, error) {
	conn, err := dial(addr)
	if err != nil {
		return nil, err
	}
	return &InsuranceEDI{insurancev1.NewInsuranceEdiServiceClient(conn), conn}, nil
}

// Check returns why the service cannot take calls, or nil.
func (i *InsuranceEDI) Check(ctx context.Context) error {
	return checkServing(ctx, i.conn, insurancev1.InsuranceEdiService_ServiceDesc.ServiceName)
}

// Close cuts the connection and ends the calls under way.
func (i *InsuranceEDI) Close() error { return i.conn.Close() }
