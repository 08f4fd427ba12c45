package postgres

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"

	"kerp.io/apps/api-server/job"
	"kerp.io/apps/api-server/storage"
	"kerp.io/apps/api-server/taxinvoice"
	"kerp.io/db/gen/apiqueries"
	"kerp.io/libs/go/jobs"
)

// TaxInvoices is a [taxinvoice.Store].
type TaxInvoices struct {
	announcer

	queries *apiqueries.Queries
}

// NewTaxInvoices returns the tax invoices of the database. It calls stored after each job that it stores.
func NewTaxInvoices(pool *pgxpool.Pool, stored func()) *TaxInvoices {
	return &TaxInvoices{announcer{pool, stored}, apiqueries.New(pool)}
}

// CreateSync stores a sync and announces it.
func (t *TaxInvoices) CreateSync(ctx context.Context, sync taxinvoice.Sync) (taxinvoice.Sync, error) {
	err := t.create(ctx, sync.ID, jobs.TaxInvoiceSync, func(queries *apiqueries.Queries) error {
		return queries.InsertTaxInvoiceSync(ctx, sync.ID, sync.CompanyID, string(sync.Period))
	})
	if err != nil {
		return taxinvoice.Sync{}, err
	}
	return t.GetSync(ctx, sync.ID)
}

// GetSync returns one sync.
func (t *TaxInvoices) GetSync(ctx context.Context, id uuid.UUID) (taxinvoice.Sync, error) {
	row, err := t.queries.GetTaxInvoiceSync(ctx, id)
	if err != nil {
		return taxinvoice.Sync{}, translate("get a sync", err)
	}
	return taxinvoice.Sync{
		Job: job.Job{
			ID:         row.ID,
			Status:     job.Status(row.Status),
			Attempts:   int(row.Attempts),
			Failure:    orEmpty(row.Failure),
			CreatedAt:  row.CreatedAt,
			FinishedAt: row.FinishedAt,
		},
		CompanyID: row.CompanyID,
		Period:    taxinvoice.Period(row.Period),
		Invoices:  row.InvoiceCount,
	}, nil
}

// ListInvoices returns a part of a company's invoices.
func (t *TaxInvoices) ListInvoices(
	ctx context.Context, companyID uuid.UUID, period taxinvoice.Period, after string, limit int,
) (storage.Page[taxinvoice.Invoice], error) {
	if _, err := t.queries.GetCompany(ctx, companyID); err != nil {
		return storage.Page[taxinvoice.Invoice]{}, translate("get a company", err)
	}
	from, before := period.Days()
	rows, err := t.queries.ListTaxInvoices(ctx, apiqueries.ListTaxInvoicesParams{
		CompanyID:    companyID,
		After:        after,
		IssuedFrom:   from,
		IssuedBefore: before,
		Size:         int32(limit + 1), //nolint:gosec // the API bounds limit
	})
	if err != nil {
		return storage.Page[taxinvoice.Invoice]{}, translate("list tax invoices", err)
	}
	return pageOf(rows, limit, invoiceOf, func(row apiqueries.TaxInvoice) string { return row.ApprovalNumber }), nil
}

func invoiceOf(row apiqueries.TaxInvoice) taxinvoice.Invoice {
	return taxinvoice.Invoice{
		ApprovalNumber:         row.ApprovalNumber,
		SupplierBusinessNumber: row.SupplierBusinessNumber,
		BuyerBusinessNumber:    row.BuyerBusinessNumber,
		IssueDate:              row.IssueDate,
		SupplyAmount:           row.SupplyAmount,
		TaxAmount:              row.TaxAmount,
	}
}
