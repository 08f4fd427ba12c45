package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"kerp.io/apps/api-server/outbox"
	"kerp.io/db/gen/apiqueries"
	"kerp.io/libs/go/jobs"
)

// Outbox is an [outbox.Store].
type Outbox struct {
	pool *pgxpool.Pool
}

// NewOutbox returns the outbox of the database.
func NewOutbox(pool *pgxpool.Pool) *Outbox { return &Outbox{pool} }

// Relay hands over the oldest announcements and removes those that were published.
func (o *Outbox) Relay(
	ctx context.Context, limit int, publish func([]outbox.Announcement) ([]uuid.UUID, error),
) (relayed int, err error) {
	var publishErr error
	err = pgx.BeginFunc(ctx, o.pool, func(tx pgx.Tx) error {
		queries := apiqueries.New(tx)
		rows, claimErr := queries.ClaimOutbox(ctx, int32(limit)) //nolint:gosec // the relay's constant
		if claimErr != nil || len(rows) == 0 {
			return claimErr
		}
		var announcements []outbox.Announcement
		for _, row := range rows {
			announcements = append(announcements, outbox.Announcement{
				JobID: row.JobID, Kind: jobs.Kind(row.Kind), Traceparent: row.Traceparent,
			})
		}
		var published []uuid.UUID
		published, publishErr = publish(announcements)
		relayed = len(published)
		return queries.DeleteOutbox(ctx, published) // also when others could not be published
	})
	return relayed, errors.Join(publishErr, translate("relay the outbox", err))
}

// Requeue announces the unfinished jobs that nothing has happened to since the given time once more.
func (o *Outbox) Requeue(ctx context.Context, unchangedSince time.Time) (requeued int64, err error) {
	requeued, err = apiqueries.New(o.pool).RequeueLostJobs(ctx, unchangedSince)
	return requeued, translate("announce lost jobs again", err)
}
