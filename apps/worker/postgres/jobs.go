// Package postgres keeps the worker's data in Postgres.
package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"kerp.io/apps/worker/job"
	"kerp.io/db/gen/workerqueries"
	"kerp.io/libs/go/jobs"
)

// Jobs is a [job.Store].
type Jobs struct {
	pool    *pgxpool.Pool
	queries *workerqueries.Queries
}

// NewJobs returns the jobs of the database.
func NewJobs(pool *pgxpool.Pool) *Jobs { return &Jobs{pool, workerqueries.New(pool)} }

// Start counts an attempt.
func (j *Jobs) Start(ctx context.Context, id uuid.UUID, kind jobs.Kind) (attempt int, err error) {
	attempts, err := j.queries.StartJob(ctx, id, string(kind))
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, j.whyNot(ctx, id, kind)
	}
	if err != nil {
		return 0, fmt.Errorf("start the job: %w", err)
	}
	return int(attempts), nil
}

// whyNot says why a job cannot be started.
func (j *Jobs) whyNot(ctx context.Context, id uuid.UUID, kind jobs.Kind) error {
	row, err := j.queries.GetJob(ctx, id)
	switch {
	case errors.Is(err, pgx.ErrNoRows), err == nil && row.Kind != string(kind):
		return job.ErrUnknown
	case err != nil:
		return fmt.Errorf("start the job: %w", err)
	case row.Status == "succeeded":
		return job.ErrSucceeded
	case row.Status == "failed" && row.Failure != nil:
		return job.Permanentf("%s", *row.Failure)
	}
	return fmt.Errorf("start the job: it is %s", row.Status)
}

// Retry notes why an attempt failed.
func (j *Jobs) Retry(ctx context.Context, id uuid.UUID, cause string) error {
	return wrap("note the retry", j.queries.RetryJob(ctx, id, cause))
}

// Release takes an attempt back.
func (j *Jobs) Release(ctx context.Context, id uuid.UUID) error {
	return wrap("release the job", j.queries.ReleaseJob(ctx, id))
}

// Fail ends a job and erases what was stored only to do it.
func (j *Jobs) Fail(ctx context.Context, id uuid.UUID, cause string) error {
	return finish(ctx, j.pool, func(queries *workerqueries.Queries) (ended int64, err error) {
		if err := queries.EraseResidentNumber(ctx, id); err != nil {
			return 0, err
		}
		return queries.FailJob(ctx, id, cause)
	})
}

// errFinished takes a transaction back whose job was finished by another delivery.
var errFinished = errors.New("the job is finished")

// finish ends a job, and what end does with it, in one transaction. If end says that it has ended no job, as another
// delivery was faster, nothing is changed.
func finish(ctx context.Context, pool *pgxpool.Pool, end func(*workerqueries.Queries) (ended int64, err error)) error {
	err := pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		ended, err := end(workerqueries.New(tx))
		if err == nil && ended == 0 {
			return errFinished
		}
		return err
	})
	if errors.Is(err, errFinished) {
		return nil
	}
	return wrap("finish the job", err)
}

func wrap(action string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", action, err)
}
