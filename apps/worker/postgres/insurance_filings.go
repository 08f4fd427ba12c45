package postgres

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"

	"kerp.io/apps/worker/insurance"
	"kerp.io/db/gen/workerqueries"
	"kerp.io/libs/go/sealing"
)

// InsuranceFilings is an [insurance.Store].
type InsuranceFilings struct {
	pool    *pgxpool.Pool
	queries *workerqueries.Queries
	key     *sealing.Key
}

// NewInsuranceFilings returns the filings of the database, whose resident numbers key decrypts.
func NewInsuranceFilings(pool *pgxpool.Pool, key *sealing.Key) *InsuranceFilings {
	return &InsuranceFilings{pool, workerqueries.New(pool), key}
}

// Filing returns what a job has to write.
func (i *InsuranceFilings) Filing(ctx context.Context, jobID uuid.UUID) (insurance.Filing, error) {
	row, err := i.queries.GetInsuranceFiling(ctx, jobID)
	if err != nil {
		return insurance.Filing{}, err
	}
	number, err := i.key.Open(row.SealedResidentNumber, jobID.String())
	if err != nil {
		return insurance.Filing{}, fmt.Errorf("the resident number: %w", err)
	}
	return insurance.Filing{
		Kind:           row.Kind,
		Scheme:         row.Scheme,
		BusinessNumber: row.BusinessNumber,
		EmployeeName:   row.EmployeeName,
		ResidentNumber: insurance.ResidentNumber(number),
		EffectiveDate:  row.EffectiveDate,
		MonthlyWage:    row.MonthlyWage,
	}, nil
}

// Succeed stores the record, erases the resident number and ends the job.
func (i *InsuranceFilings) Succeed(ctx context.Context, jobID uuid.UUID, record insurance.Record) error {
	return finish(ctx, i.pool, func(queries *workerqueries.Queries) (ended int64, err error) {
		err = queries.StoreRecord(ctx, workerqueries.StoreRecordParams{
			JobID: jobID, SealedRecord: record.Sealed, KeyID: record.KeyID, Layout: record.Layout,
		})
		if err != nil {
			return 0, err
		}
		return queries.SucceedJob(ctx, jobID)
	})
}
