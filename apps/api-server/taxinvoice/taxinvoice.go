// Package taxinvoice knows electronic tax invoices (전자세금계산서) and the jobs that fetch them from the portal.
package taxinvoice

import (
	"context"
	"time"

	"github.com/google/uuid"

	"kerp.io/apps/api-server/field"
	"kerp.io/apps/api-server/job"
	"kerp.io/apps/api-server/storage"
)

// Sync is the job of fetching a company's invoices of one month.
type Sync struct {
	job.Job

	CompanyID uuid.UUID
	Period    Period
	// Invoices counts what the portal listed; nil before the job has succeeded.
	Invoices *int64
}

// NewSync returns a sync of the given values, or [field.Errors].
func NewSync(id uuid.UUID, company, period string, now time.Time) (Sync, error) {
	var errs field.Errors
	companyID, err := field.ParseID(company)
	errs.Add("company_id", err)
	month, err := ParsePeriod(period, now)
	errs.Add("period", err)
	return Sync{Job: job.Job{ID: id}, CompanyID: companyID, Period: month}, errs.OrNil()
}

// Invoice is one invoice that a company issued or received. Amounts are in won, and negative on correcting invoices
// (수정세금계산서).
type Invoice struct {
	ApprovalNumber         string
	SupplierBusinessNumber string
	BuyerBusinessNumber    string
	IssueDate              time.Time
	SupplyAmount           int64
	TaxAmount              int64
}

// Store keeps syncs and what they brought.
type Store interface {
	// CreateSync stores a sync, announces it to the worker and returns it as stored. If there is one of the same id, it
	// returns that one. The error of an unknown company is [job.ErrNoCompany].
	CreateSync(ctx context.Context, sync Sync) (Sync, error)
	// GetSync returns the sync of the id, or [storage.ErrNotFound].
	GetSync(ctx context.Context, id uuid.UUID) (Sync, error)
	// ListInvoices returns at most limit invoices of a company by approval number, those after the given one. The zero
	// period stands for all. An unknown company gives [storage.ErrNotFound].
	ListInvoices(
		ctx context.Context, companyID uuid.UUID, period Period, after string, limit int,
	) (storage.Page[Invoice], error)
}
