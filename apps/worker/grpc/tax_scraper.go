package grpc

import (
	"context"

	"google.golang.org/grpc"

	taxv1 "kerp.io/libs/proto/gen/go/kerp/tax/v1"
)

// TaxScraper is a client of the tax-scraper service.
type TaxScraper struct {
	taxv1.TaxInvoiceServiceClient
	conn *grpc.ClientConn
}

// DialTaxScraper returns a client of the tax-scraper at addr, a host:port. It does not connect yet.
func DialTaxScraper(addr string) (*TaxScraper, error) {
	conn, err := dial(addr)
	if err != nil {
		return nil, err
	}
	return &TaxScraper{taxv1.NewTaxInvoiceServiceClient(conn), conn}, nil
}

// Check returns why the service cannot take calls, or nil.
func (t *TaxScraper) Check(ctx context.Context) error {
	return checkServing(ctx, t.conn, taxv1.TaxInvoiceService_ServiceDesc.ServiceName)
}

// Close cuts the connection and ends the calls under way.
func (t *TaxScraper) Close() error { return t.conn.Close() }
