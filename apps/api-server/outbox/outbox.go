// Package outbox tells the worker of jobs that were stored, at least once each, also when NATS is away for a while.
package outbox

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"kerp.io/libs/go/jobs"
)

// Announcement is a job that the worker has not been told of.
type Announcement struct {
	JobID uuid.UUID
	Kind  jobs.Kind
	// Traceparent is the W3C trace context of the request that stored the job, empty without one.
	Traceparent string
}

// Store keeps announcements.
type Store interface {
	// Relay locks the oldest announcements that no other relay works on, at most limit, hands them to publish and
	// removes those whose ids it returns. It returns how many these are.
	Relay(ctx context.Context, limit int, publish func([]Announcement) ([]uuid.UUID, error)) (relayed int, err error)
	// Requeue announces the unfinished jobs that nothing has happened to since the given time once more.
	Requeue(ctx context.Context, unchangedSince time.Time) (requeued int64, err error)
}

// Publisher publishes announcements and returns the ids of those that the stream has stored.
type Publisher interface {
	Publish(ctx context.Context, announcements []Announcement) ([]uuid.UUID, error)
}

const (
	// batch is how many announcements are in one transaction.
	batch = 100
	// pollInterval is how often the relay looks for what another process stored, or what could not be published.
	pollInterval = time.Second
	// relayTimeout bounds one batch, and with it how long its rows stay locked.
	relayTimeout = 10 * time.Second
	// lostAfter is when an unfinished job that nothing happens to counts as lost, as NATS has lost its storage. It is
	// longer than an attempt takes and than the worker waits before the next; a job announced twice is done once.
	lostAfter = time.Hour
)

// Relay publishes what is in the outbox.
type Relay struct {
	store     Store
	publisher Publisher
	logger    *slog.Logger
	stored    chan struct{}
	relayed   func(int)
	failing   bool
}

// NewRelay returns a relay that calls relayed with how many announcements it has published.
func NewRelay(store Store, publisher Publisher, relayed func(count int), logger *slog.Logger) *Relay {
	return &Relay{
		store: store, publisher: publisher, logger: logger, relayed: relayed, stored: make(chan struct{}, 1),
	}
}

// Stored makes the relay look at once. It never waits.
func (r *Relay) Stored() {
	select {
	case r.stored <- struct{}{}:
	default: // it is going to look anyway
	}
}

// Run relays until ctx is done, and then what was stored last. More than a batch of it stays for the next process.
func (r *Relay) Run(ctx context.Context) {
	poll := time.NewTicker(pollInterval)
	defer poll.Stop()
	requeue := time.NewTicker(lostAfter)
	defer requeue.Stop()
	for {
		select {
		case <-ctx.Done():
			r.relayBatch(context.WithoutCancel(ctx))
			return
		case <-requeue.C:
			r.requeue(ctx)
		case <-r.stored:
			r.relayAll(ctx)
		case <-poll.C:
			r.relayAll(ctx)
		}
	}
}

// relayAll relays batch by batch until the outbox is empty or a batch fails.
func (r *Relay) relayAll(ctx context.Context) {
	for more := true; more && ctx.Err() == nil; {
		more = r.relayBatch(ctx)
	}
}

// relayBatch relays one batch and says whether there may be more that can be relayed now.
func (r *Relay) relayBatch(ctx context.Context) (more bool) {
	ctx, cancel := context.WithTimeout(ctx, relayTimeout)
	defer cancel()
	count, err := r.store.Relay(ctx, batch, func(announcements []Announcement) ([]uuid.UUID, error) {
		return r.publisher.Publish(ctx, announcements)
	})
	r.relayed(count)
	if !errors.Is(err, context.Canceled) { // the process ends
		r.report(ctx, err)
	}
	return err == nil && count == batch
}

// report logs the first failure and its end, not each of one a second.
func (r *Relay) report(ctx context.Context, err error) {
	switch {
	case err != nil && !r.failing:
		r.logger.WarnContext(ctx, "outbox not relayed, jobs wait in it", slog.Any("error", err))
	case err == nil && r.failing:
		r.logger.InfoContext(ctx, "outbox relayed again")
	}
	r.failing = err != nil
}

func (r *Relay) requeue(ctx context.Context) {
	count, err := r.store.Requeue(ctx, time.Now().Add(-lostAfter))
	switch {
	case err != nil:
		r.logger.WarnContext(ctx, "lost jobs not looked for", slog.Any("error", err))
	case count > 0:
		r.logger.WarnContext(ctx, "jobs nothing has happened to announced again", slog.Int64("jobs", count))
	}
}
