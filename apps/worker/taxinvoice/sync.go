// Package taxinvoice fetches the electronic tax invoices (전자세금계산서) of a company from the portal.
package taxinvoice

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// Sync is what one job has to fetch.
type Sync struct {
	CompanyID uuid.UUID
	// BusinessNumber is the company's: ten digits.
	BusinessNumber string
	// Period is the month of issue in Korea: YYYY-MM.
	Period string
	// CredentialRef names the credential that the tax-scraper is to use.
	CredentialRef string
}

// Invoice is one invoice. Amounts are in won.
type Invoice struct {
	ApprovalNumber         string
	SupplierBusinessNumber string
	BuyerBusinessNumber    string
	IssueDate              time.Time
	SupplyAmount           int64
	TaxAmount              int64
}

// Scraper reads the portal.
type Scraper interface {
	// Fetch calls store with each page of the listing, and ends with the first error of store.
	Fetch(ctx context.Context, sync Sync, store func(page []Invoice) error) error
}

// Store keeps syncs and invoices.
type Store interface {
	// Sync returns what the job has to fetch.
	Sync(ctx context.Context, jobID uuid.UUID) (Sync, error)
	// Upsert stores a page of a company's invoices. One that is there already is brought up to date.
	Upsert(ctx context.Context, companyID uuid.UUID, page []Invoice) error
	// Succeed ends the job, with the number of invoices that were listed. It changes nothing of a finished job.
	Succeed(ctx context.Context, jobID uuid.UUID, invoices int) error
}

// Handle returns the handler of jobs of the kind tax-invoice-sync. Invoices are stored page by page and by their
// approval numbers: an attempt that was cut off leaves some of them, which are right, and the next goes over them.
func Handle(store Store, scraper Scraper) func(ctx context.Context, jobID uuid.UUID) error {
	return func(ctx context.Context, jobID uuid.UUID) error {
		sync, err := store.Sync(ctx, jobID)
		if err != nil {
			return fmt.Errorf("read the job: %w", err)
		}
		listed := map[string]struct{}{}
		err = scraper.Fetch(ctx, sync, func(page []Invoice) error {
			for _, invoice := range page {
				listed[invoice.ApprovalNumber] = struct{}{}
			}
			return store.Upsert(ctx, sync.CompanyID, page)
		})
		if err != nil {
			return err
		}
		return store.Succeed(ctx, jobID, len(listed))
	}
}
