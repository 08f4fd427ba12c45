package postgres

import (
	"context"
	"errors"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"kerp.io/apps/worker/job"
	"kerp.io/apps/worker/taxinvoice"
	"kerp.io/db/gen/workerqueries"
)

// TaxInvoices is a [taxinvoice.Store].
type TaxInvoices struct {
	pool    *pgxpool.Pool
	queries *workerqueries.Queries
}

// NewTaxInvoices returns the tax invoices of the database.
func NewTaxInvoices(pool *pgxpool.Pool) *TaxInvoices {
	return &TaxInvoices{pool, workerqueries.New(pool)}
}

// Sync returns what a job has to fetch.
func (t *TaxInvoices) Sync(ctx context.Context, jobID uuid.UUID) (taxinvoice.Sync, error) {
	row, err := t.queries.GetTaxInvoiceSync(ctx, jobID)
	return taxinvoice.Sync(row), err
}

// Upsert stores a page of invoices.
func (t *TaxInvoices) Upsert(ctx context.Context, companyID uuid.UUID, page []taxinvoice.Invoice) error {
	columns := workerqueries.UpsertTaxInvoicesParams{CompanyID: companyID}
	for _, invoice := range page {
		columns.ApprovalNumbers = append(columns.ApprovalNumbers, invoice.ApprovalNumber)
		columns.SupplierBusinessNumbers = append(columns.SupplierBusinessNumbers, invoice.SupplierBusinessNumber)
		columns.BuyerBusinessNumbers = append(columns.BuyerBusinessNumbers, invoice.BuyerBusinessNumber)
		columns.IssueDates = append(columns.IssueDates, invoice.IssueDate)
		columns.SupplyAmounts = append(columns.SupplyAmounts, invoice.SupplyAmount)
		columns.TaxAmounts = append(columns.TaxAmounts, invoice.TaxAmount)
	}
	err := t.queries.UpsertTaxInvoices(ctx, columns)
	if answer, ok := errors.AsType[*pgconn.PgError](err); ok && refusesData(answer) {
		return job.Permanentf("store invoices: what the portal lists does not fit %s: %s",
			answer.TableName, answer.ConstraintName)
	}
	return wrap("store invoices", err)
}

// refusesData says whether the database refuses the data themselves, in the classes 22 and 23 of
// https://www.postgresql.org/docs/current/errcodes-appendix.html: another attempt would not make it take them.
func refusesData(answer *pgconn.PgError) bool {
	return strings.HasPrefix(answer.Code, "22") || strings.HasPrefix(answer.Code, "23")
}

// Succeed ends a job.
func (t *TaxInvoices) Succeed(ctx context.Context, jobID uuid.UUID, invoices int) error {
	return finish(ctx, t.pool, func(queries *workerqueries.Queries) (ended int64, err error) {
		if err := queries.SetInvoiceCount(ctx, jobID, int64(invoices)); err != nil {
			return 0, err
		}
		return queries.SucceedJob(ctx, jobID)
	})
}
