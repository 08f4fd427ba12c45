package postgres

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"

	"kerp.io/apps/api-server/businessnumber"
	"kerp.io/apps/api-server/company"
	"kerp.io/apps/api-server/storage"
	"kerp.io/db/gen/apiqueries"
)

// Companies is a [company.Store].
type Companies struct {
	queries *apiqueries.Queries
}

// NewCompanies returns the companies of the database.
func NewCompanies(pool *pgxpool.Pool) *Companies { return &Companies{apiqueries.New(pool)} }

// Create stores a company.
func (c *Companies) Create(ctx context.Context, wanted company.Company) (company.Company, error) {
	_, err := c.queries.InsertCompany(ctx, apiqueries.InsertCompanyParams{
		ID:             wanted.ID,
		BusinessNumber: string(wanted.BusinessNumber),
		Name:           wanted.Name,
		CredentialRef:  wanted.CredentialRef,
	})
	if violates(err, uniqueViolation) {
		return company.Company{}, company.ErrTaken
	}
	if err != nil {
		return company.Company{}, translate("store a company", err)
	}
	return c.Get(ctx, wanted.ID)
}

// Get returns one company.
func (c *Companies) Get(ctx context.Context, id uuid.UUID) (company.Company, error) {
	row, err := c.queries.GetCompany(ctx, id)
	if err != nil {
		return company.Company{}, translate("get a company", err)
	}
	return companyOf(row), nil
}

// List returns a part of all companies.
func (c *Companies) List(ctx context.Context, after uuid.UUID, limit int) (storage.Page[company.Company], error) {
	rows, err := c.queries.ListCompanies(ctx, after, int32(limit+1)) //nolint:gosec // the API bounds limit
	if err != nil {
		return storage.Page[company.Company]{}, translate("list companies", err)
	}
	return pageOf(rows, limit, companyOf, func(row apiqueries.Company) string { return row.ID.String() }), nil
}

func companyOf(row apiqueries.Company) company.Company {
	return company.Company{
		ID:             row.ID,
		BusinessNumber: businessnumber.Number(row.BusinessNumber),
		Name:           row.Name,
		CredentialRef:  row.CredentialRef,
		CreatedAt:      row.CreatedAt,
	}
}
