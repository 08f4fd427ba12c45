package taxinvoice_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/uuid"

	"kerp.io/apps/worker/taxinvoice"
)

var errStore = errors.New("database: connection refused")

// fake is a store of one sync and the portal that it asks.
type fake struct {
	sync     taxinvoice.Sync
	pages    [][]taxinvoice.Invoice
	fetchErr error // after the pages
	failAt   string

	upserted []string
	result   int
}

// Sync is that of a taxinvoice.Store.
func (f *fake) Sync(context.Context, uuid.UUID) (taxinvoice.Sync, error) {
	return f.sync, f.fail("sync")
}

// Upsert is that of a taxinvoice.Store.
func (f *fake) Upsert(_ context.Context, companyID uuid.UUID, page []taxinvoice.Invoice) error {
	if companyID != f.sync.CompanyID {
		return errors.New("another company")
	}
	for _, invoice := range page {
		f.upserted = append(f.upserted, invoice.ApprovalNumber)
	}
	return f.fail("upsert")
}

// Succeed is that of a taxinvoice.Store.
func (f *fake) Succeed(_ context.Context, _ uuid.UUID, invoices int) error {
	f.result = invoices
	return f.fail("succeed")
}

// Fetch is that of a taxinvoice.Scraper.
func (f *fake) Fetch(_ context.Context, sync taxinvoice.Sync, store func([]taxinvoice.Invoice) error) error {
	if sync != f.sync {
		return errors.New("another sync")
	}
	for _, page := range f.pages {
		if err := store(page); err != nil {
			return err
		}
	}
	return f.fetchErr
}

func (f *fake) fail(at string) error {
	if f.failAt == at {
		return errStore
	}
	return nil
}

func TestHandle(t *testing.T) {
	t.Parallel()

	page := func(numbers ...string) []taxinvoice.Invoice {
		var invoices []taxinvoice.Invoice
		for _, number := range numbers {
			invoices = append(invoices, taxinvoice.Invoice{ApprovalNumber: number})
		}
		return invoices
	}
	portal := errors.New("tax-scraper: Unavailable: the session has ended")
	const unfinished = -1
	tests := map[string]struct {
		fake         fake
		wantUpserted []string
		wantResult   int
		wantErr      string
	}{
		"two pages": {
			fake:         fake{pages: [][]taxinvoice.Invoice{page("a", "b"), page("c")}},
			wantUpserted: []string{"a", "b", "c"}, wantResult: 3,
		},
		"an invoice on two pages, as one came in between": {
			fake:         fake{pages: [][]taxinvoice.Invoice{page("a", "b"), page("b", "c")}},
			wantUpserted: []string{"a", "b", "b", "c"}, wantResult: 3,
		},
		"nothing": {fake: fake{pages: [][]taxinvoice.Invoice{nil}}, wantResult: 0},
		"the portal fails after a page": {
			fake:         fake{pages: [][]taxinvoice.Invoice{page("a")}, fetchErr: portal},
			wantUpserted: []string{"a"}, wantResult: unfinished, wantErr: portal.Error(),
		},
		"no job": {fake: fake{failAt: "sync"}, wantResult: unfinished, wantErr: "read the job: " + errStore.Error()},
		"a page is not stored": {
			fake:         fake{pages: [][]taxinvoice.Invoice{page("a"), page("b")}, failAt: "upsert"},
			wantUpserted: []string{"a"}, wantResult: unfinished, wantErr: errStore.Error(),
		},
		"the end is not stored": {fake: fake{failAt: "succeed"}, wantErr: errStore.Error()},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			f := test.fake
			f.sync = taxinvoice.Sync{CompanyID: uuid.New(), BusinessNumber: "1248100998", Period: "2026-10"}
			f.result = unfinished
			got := ""
			if err := taxinvoice.Handle(&f, &f)(t.Context(), uuid.New()); err != nil {
				got = err.Error()
			}
			if got != test.wantErr || f.result != test.wantResult || !slices.Equal(f.upserted, test.wantUpserted) {
				t.Errorf("error %q, result %d, stored %q, want %q, %d, %q",
					got, f.result, f.upserted, test.wantErr, test.wantResult, test.wantUpserted)
			}
		})
	}
}
