package grpc

import (
	"context"
	"errors"
	"io"
	"time"

	"google.golang.org/grpc"

	"kerp.io/apps/worker/job"
	"kerp.io/apps/worker/taxinvoice"
	taxv1 "kerp.io/libs/proto/gen/go/kerp/tax/v1"
)

const taxScraper = "tax-scraper"

// TaxScraper is a client of the tax-scraper service, and a [taxinvoice.Scraper].
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

// Fetch lists a company's invoices of one month, page by page. The call has the time that ctx leaves.
func (t *TaxScraper) Fetch(ctx context.Context, sync taxinvoice.Sync, store func([]taxinvoice.Invoice) error) error {
	ctx, cancel := context.WithCancel(ctx) // ends the stream when store fails
	defer cancel()
	pages, err := t.FetchInvoices(ctx, &taxv1.FetchInvoicesRequest{
		BusinessNumber: sync.BusinessNumber,
		Period:         sync.Period,
		CredentialRef:  sync.CredentialRef,
	})
	if err != nil {
		return classify(taxScraper, err)
	}
	for {
		response, err := pages.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return classify(taxScraper, err)
		}
		page, err := invoicesOf(response.GetInvoices())
		if err != nil {
			return err
		}
		if err := store(page); err != nil {
			return err
		}
	}
}

func invoicesOf(messages []*taxv1.TaxInvoice) ([]taxinvoice.Invoice, error) {
	var page []taxinvoice.Invoice
	for _, message := range messages {
		issued, err := time.Parse(time.DateOnly, message.GetIssueDate())
		if err != nil {
			return nil, job.Permanentf("%s: invoice %s: issue date: %w", taxScraper, message.GetApprovalNumber(), err)
		}
		page = append(page, taxinvoice.Invoice{
			ApprovalNumber:         message.GetApprovalNumber(),
			SupplierBusinessNumber: message.GetSupplierBusinessNumber(),
			BuyerBusinessNumber:    message.GetBuyerBusinessNumber(),
			IssueDate:              issued,
			SupplyAmount:           message.GetSupplyAmount(),
			TaxAmount:              message.GetTaxAmount(),
		})
	}
	return page, nil
}
