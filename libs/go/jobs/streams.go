package jobs

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// The streams of NATS JetStream.
const (
	Stream           = "KERP_JOBS"
	DeadLetterStream = "KERP_DEAD_LETTERS"
)

// TraceparentHeader carries the W3C trace context of the request that the job is from.
const TraceparentHeader = "traceparent"

// Headers of a dead letter, beside the body of the message that died.
const (
	// CauseHeader says why the job cannot be done.
	CauseHeader = "Kerp-Cause"
	// StreamSequenceHeader is the position of the message in [Stream].
	StreamSequenceHeader = "Kerp-Stream-Sequence"
)

// DuplicateWindow is how long a stream knows the ids of its messages and drops one that comes again.
const DuplicateWindow = 10 * time.Minute

// deadLetterAge is how long there is to look at a dead letter. The job itself says in the database that it failed.
const deadLetterAge = 30 * 24 * time.Hour

var streams = []*jetstream.StreamConfig{
	{
		Name:        Stream,
		Description: "Jobs that wait for a worker",
		Subjects:    []string{"kerp.jobs.>"},
		Retention:   jetstream.WorkQueuePolicy,
		Storage:     jetstream.FileStorage,
		Duplicates:  DuplicateWindow,
	},
	{
		Name:        DeadLetterStream,
		Description: "Messages of jobs that nobody can do",
		Subjects:    []string{"kerp.dead-letters.>"},
		Storage:     jetstream.FileStorage,
		Duplicates:  DuplicateWindow,
		MaxAge:      deadLetterAge,
	},
}

// EnsureStreams creates the streams, or brings them to what this release wants of them. Messages stay.
func EnsureStreams(ctx context.Context, js jetstream.JetStream) error {
	for _, config := range streams {
		if _, err := js.CreateOrUpdateStream(ctx, *config); err != nil {
			return fmt.Errorf("stream %s: %w", config.Name, err)
		}
	}
	return nil
}
