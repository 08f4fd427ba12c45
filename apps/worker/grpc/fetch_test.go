package grpc_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"kerp.io/apps/worker/grpc/grpctest"
	"kerp.io/apps/worker/job"
	"kerp.io/apps/worker/taxinvoice"
	taxv1 "kerp.io/libs/proto/gen/go/kerp/tax/v1"
)

// portal answers with its pages and then with its error.
type portal struct {
	taxv1.UnimplementedTaxInvoiceServiceServer

	pages [][]*taxv1.TaxInvoice
	err   error

	asked *taxv1.FetchInvoicesRequest
	// ended is closed when the call is over.
	ended chan struct{}
}

// FetchInvoices sends the pages, and waits for the client to go if the error is errWait.
func (p *portal) FetchInvoices(
	request *taxv1.FetchInvoicesRequest, stream grpc.ServerStreamingServer[taxv1.FetchInvoicesResponse],
) error {
	defer close(p.ended)
	p.asked = request
	for _, page := range p.pages {
		if err := stream.Send(&taxv1.FetchInvoicesResponse{Invoices: page}); err != nil {
			return err
		}
	}
	if errors.Is(p.err, errWait) {
		<-stream.Context().Done()
	}
	return p.err
}

var errWait = errors.New("wait for the client to go")

func invoiceOn(day string) *taxv1.TaxInvoice {
	return &taxv1.TaxInvoice{
		ApprovalNumber: "202610014100000012345678", SupplierBusinessNumber: "1248100998",
		BuyerBusinessNumber: "2208162517", IssueDate: day, SupplyAmount: -100, TaxAmount: -10,
	}
}

func TestTaxScraperFetch(t *testing.T) {
	t.Parallel()

	invoice := taxinvoice.Invoice{
		ApprovalNumber: "202610014100000012345678", SupplierBusinessNumber: "1248100998",
		BuyerBusinessNumber: "2208162517", IssueDate: time.Date(2026, time.October, 1, 0, 0, 0, 0, time.UTC),
		SupplyAmount: -100, TaxAmount: -10,
	}
	day := invoiceOn("2026-10-01")
	full := errors.New("database: disk full")
	tests := map[string]struct {
		portal        portal
		storeErr      error
		wantPages     []int // invoices on each
		wantErr       string
		wantPermanent bool
	}{
		"two pages": {portal: portal{pages: [][]*taxv1.TaxInvoice{{day, day}, {day}}}, wantPages: []int{2, 1}},
		"nothing":   {portal: portal{pages: [][]*taxv1.TaxInvoice{{}}}, wantPages: []int{0}},
		"the portal fails after a page": {
			portal: portal{
				pages: [][]*taxv1.TaxInvoice{{day}},
				err:   status.Error(codes.Unavailable, "page 2: the session has ended"),
			},
			wantPages: []int{1}, wantErr: "tax-scraper: Unavailable: page 2: the session has ended",
		},
		"no such credential": {
			portal:  portal{err: status.Error(codes.FailedPrecondition, "credential_ref: no credential of this name")},
			wantErr: "tax-scraper: FailedPrecondition: credential_ref: no credential of this name", wantPermanent: true,
		},
		"a day that does not exist": {
			portal: portal{pages: [][]*taxv1.TaxInvoice{{invoiceOn("2026-02-30")}}, err: errWait},
			wantErr: `tax-scraper: invoice 202610014100000012345678: issue date: parsing time "2026-02-30": ` +
				"day out of range",
			wantPermanent: true,
		},
		"a page is not stored": {
			portal: portal{pages: [][]*taxv1.TaxInvoice{{day}}, err: errWait}, storeErr: full,
			wantPages: []int{1}, wantErr: full.Error(),
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			server := &test.portal
			server.ended = make(chan struct{})
			addr, _ := grpctest.Start(t, func(s *grpc.Server) { taxv1.RegisterTaxInvoiceServiceServer(s, server) })
			sync := taxinvoice.Sync{BusinessNumber: "1248100998", Period: "2026-10", CredentialRef: "hanbit"}
			var pages []int
			err := dialTaxScraper(t, addr).Fetch(t.Context(), sync, func(page []taxinvoice.Invoice) error {
				pages = append(pages, len(page))
				for _, got := range page {
					if got != invoice {
						t.Errorf("got %+v, want %+v", got, invoice)
					}
				}
				return test.storeErr
			})
			<-server.ended // also when the client does not want the rest

			expectError(t, err, test.wantErr)
			if _, permanent := errors.AsType[*job.PermanentError](err); permanent != test.wantPermanent {
				t.Errorf("permanent: %v, want %v", permanent, test.wantPermanent)
			}
			if !slices.Equal(pages, test.wantPages) {
				t.Errorf("got pages of %d invoices, want %d", pages, test.wantPages)
			}
			want := &taxv1.FetchInvoicesRequest{
				BusinessNumber: "1248100998", Period: "2026-10", CredentialRef: "hanbit",
			}
			if !proto.Equal(server.asked, want) {
				t.Errorf("the service was asked %v, want %v", server.asked, want)
			}
		})
	}
}
