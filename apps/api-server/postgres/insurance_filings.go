package postgres

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"

	"kerp.io/apps/api-server/insurance"
	"kerp.io/apps/api-server/job"
	"kerp.io/db/gen/apiqueries"
	"kerp.io/libs/go/jobs"
	"kerp.io/libs/go/sealing"
)

// InsuranceFilings is an [insurance.Store].
type InsuranceFilings struct {
	announcer

	queries *apiqueries.Queries
	key     *sealing.Key
}

// NewInsuranceFilings returns the filings of the database, whose resident numbers key encrypts. It calls stored after
// each job that it stores.
func NewInsuranceFilings(pool *pgxpool.Pool, key *sealing.Key, stored func()) *InsuranceFilings {
	return &InsuranceFilings{announcer{pool, stored}, apiqueries.New(pool), key}
}

// Create stores a filing and announces it.
func (i *InsuranceFilings) Create(ctx context.Context, request insurance.Request) (insurance.Filing, error) {
	err := i.create(ctx, request.ID, jobs.InsuranceFiling, func(queries *apiqueries.Queries) error {
		return queries.InsertInsuranceFiling(ctx, apiqueries.InsertInsuranceFilingParams{
			JobID:                request.ID,
			CompanyID:            request.CompanyID,
			Kind:                 request.Kind,
			Scheme:               request.Scheme,
			EmployeeName:         request.EmployeeName,
			SealedResidentNumber: i.key.Seal(request.ResidentNumber.Reveal(), request.ID.String()),
			EffectiveDate:        request.EffectiveDate,
			MonthlyWage:          request.MonthlyWage,
		})
	})
	if err != nil {
		return insurance.Filing{}, err
	}
	return i.Get(ctx, request.ID)
}

// Get returns one filing.
func (i *InsuranceFilings) Get(ctx context.Context, id uuid.UUID) (insurance.Filing, error) {
	row, err := i.queries.GetInsuranceFiling(ctx, id)
	if err != nil {
		return insurance.Filing{}, translate("get a filing", err)
	}
	filing := insurance.Filing{
		Job: job.Job{
			ID:         row.ID,
			Status:     job.Status(row.Status),
			Attempts:   int(row.Attempts),
			Failure:    orEmpty(row.Failure),
			CreatedAt:  row.CreatedAt,
			FinishedAt: row.FinishedAt,
		},
		Details: insurance.Details{
			Kind:          row.Kind,
			Scheme:        row.Scheme,
			EmployeeName:  row.EmployeeName,
			EffectiveDate: row.EffectiveDate,
			MonthlyWage:   row.MonthlyWage,
		},
		CompanyID: row.CompanyID,
	}
	if row.SealedRecord != nil {
		filing.Record = &insurance.Record{
			Sealed: row.SealedRecord, KeyID: orEmpty(row.KeyID), Layout: orEmpty(row.Layout),
		}
	}
	return filing, nil
}
