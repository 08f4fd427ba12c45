package nats

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"

	"kerp.io/apps/worker/job"
	"kerp.io/libs/go/jobs"
)

const (
	// acknowledgeTimeout bounds how long an acknowledgement may take.
	acknowledgeTimeout = 5 * time.Second
	// deadLetterTimeout bounds how long a dead letter may take to be stored.
	deadLetterTimeout = 10 * time.Second
	// deadLetterRetry is when to try that again.
	deadLetterRetry = 5 * time.Second
)

// work does the job of one message and says to the stream what is to become of it. If that does not arrive, the message
// comes again, and its job is found done.
func (c *Consumer) work(ctx context.Context, message jetstream.Msg, kind jobs.Kind) {
	parent := propagation.MapCarrier{"traceparent": message.Headers().Get(jobs.TraceparentHeader)}
	ctx = propagation.TraceContext{}.Extract(ctx, parent)
	ctx, span := otel.Tracer("kerp.io/apps/worker/nats").Start(ctx, "job "+string(kind))
	defer span.End()

	begin := time.Now()
	stopHeartbeat := c.keepAlive(ctx, message)
	verdict := c.runner.Run(ctx, kind, message.Data())
	stopHeartbeat()
	c.ended(kind, verdict.Outcome, time.Since(begin))

	var err error
	switch verdict.Outcome {
	case job.Done:
		err = acknowledge(ctx, message)
	case job.Again:
		err = message.NakWithDelay(verdict.After)
	case job.Dead:
		err = c.bury(ctx, message, kind, verdict.Cause)
	}
	if err != nil {
		c.logger.WarnContext(ctx, "the message will come again",
			slog.String("kind", string(kind)), slog.Any("error", err))
	}
}

// acknowledge waits for the stream to say that the message is gone: a worker that exits after that leaves no doubt.
func acknowledge(ctx context.Context, message jetstream.Msg) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), acknowledgeTimeout)
	defer cancel()
	return message.DoubleAck(ctx)
}

// keepAlive tells the stream, until stop is called, that the message is being worked on.
func (c *Consumer) keepAlive(ctx context.Context, message jetstream.Msg) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		ticker := time.NewTicker(c.ackWait / 3)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				if err := message.InProgress(); err != nil {
					c.logger.WarnContext(ctx, "heartbeat of a job not sent", slog.Any("error", err))
				}
			}
		}
	}()
	return func() {
		cancel()
		<-done
	}
}

// bury moves a message to the dead letters: first it is there, then it is gone here. A letter that is buried twice, as
// the worker died in between, is stored once.
func (c *Consumer) bury(ctx context.Context, message jetstream.Msg, kind jobs.Kind, cause string) error {
	metadata, err := message.Metadata()
	if err != nil {
		return fmt.Errorf("metadata: %w", err)
	}
	sequence := strconv.FormatUint(metadata.Sequence.Stream, 10)
	letter := nats.NewMsg(kind.DeadLetterSubject())
	letter.Data = message.Data()
	letter.Header.Set(jobs.CauseHeader, headerText(cause))
	letter.Header.Set(jobs.StreamSequenceHeader, sequence)

	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), deadLetterTimeout)
	defer cancel()
	id := sequence + "@" + metadata.Timestamp.UTC().Format(time.RFC3339Nano)
	if _, err := c.js.PublishMsg(ctx, letter, jetstream.WithMsgID(id)); err != nil {
		if nakErr := message.NakWithDelay(deadLetterRetry); nakErr != nil {
			return nakErr
		}
		return fmt.Errorf("dead letter: %w", err)
	}
	return message.TermWithReason("moved to " + letter.Subject)
}
