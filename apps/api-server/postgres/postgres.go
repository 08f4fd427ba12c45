// Package postgres keeps the API server's data in Postgres.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"go.opentelemetry.io/otel/propagation"

	"kerp.io/apps/api-server/job"
	"kerp.io/apps/api-server/storage"
	"kerp.io/db/gen/apiqueries"
	"kerp.io/libs/go/jobs"
)

// Codes of errors: https://www.postgresql.org/docs/current/errcodes-appendix.html
const (
	uniqueViolation     = "23505"
	foreignKeyViolation = "23503"
)

// unavailableClasses are the classes of errors that say nothing of the statement: the connection failed, resources are
// short, an operator intervened.
var unavailableClasses = []string{"08", "53", "57"}

// translate names what was done, and says by [storage.ErrUnavailable] and [storage.ErrNotFound] what it can.
func translate(action string, err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, pgx.ErrNoRows) {
		return storage.ErrNotFound
	}
	answer, answered := errors.AsType[*pgconn.PgError](err)
	if !answered {
		return fmt.Errorf("%s: %w: %w", action, storage.ErrUnavailable, err)
	}
	for _, class := range unavailableClasses {
		if strings.HasPrefix(answer.Code, class) {
			return fmt.Errorf("%s: %w: %w", action, storage.ErrUnavailable, err)
		}
	}
	return fmt.Errorf("%s: %w", action, err)
}

func violates(err error, code string) bool {
	answer, ok := errors.AsType[*pgconn.PgError](err)
	return ok && answer.Code == code
}

// announcer stores jobs together with the rows of the outbox that announce them.
type announcer struct {
	pool *pgxpool.Pool
	// stored is called after a job was stored, for the relay of the outbox to look at once.
	stored func()
}

// create stores a job, what insert adds to it and its announcement, or nothing of them. A job that is there already
// stays as it is.
func (a announcer) create(
	ctx context.Context, id uuid.UUID, kind jobs.Kind, insert func(*apiqueries.Queries) error,
) error {
	err := pgx.BeginFunc(ctx, a.pool, func(tx pgx.Tx) error {
		queries := apiqueries.New(tx)
		inserted, err := queries.InsertJob(ctx, id, string(kind))
		if err != nil || inserted == 0 {
			return err
		}
		if err := insert(queries); err != nil {
			return err
		}
		return queries.InsertOutbox(ctx, id, traceparent(ctx))
	})
	if violates(err, foreignKeyViolation) {
		return job.ErrNoCompany
	}
	if err != nil {
		return translate("store a "+string(kind), err)
	}
	a.stored()
	return nil
}

// traceparent is the trace of ctx as W3C Trace Context writes it, empty without one.
func traceparent(ctx context.Context) string {
	carrier := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, carrier)
	return carrier.Get("traceparent")
}

// pageOf makes a page of one row more than limit, if there is that many.
func pageOf[Row, Item any](rows []Row, limit int, convert func(Row) Item, next func(Row) string) storage.Page[Item] {
	page := storage.Page[Item]{Items: []Item{}}
	if len(rows) > limit {
		page.Next = next(rows[limit-1])
		rows = rows[:limit]
	}
	for _, row := range rows {
		page.Items = append(page.Items, convert(row))
	}
	return page
}

func orEmpty(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}
