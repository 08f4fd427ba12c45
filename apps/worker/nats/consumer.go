// Package nats takes jobs from NATS JetStream.
package nats

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"kerp.io/apps/worker/job"
	"kerp.io/libs/go/jobs"
)

const (
	// defaultAckWait is when a message whose worker says nothing any more is delivered to another one. A worker that
	// works says so three times as often.
	defaultAckWait = 30 * time.Second
	// flushTimeout bounds how long the last acknowledgements may take.
	flushTimeout = 3 * time.Second
	// serverHeartbeat is how often the server says that there is nothing to do. After two that are missing, a worker
	// asks again: the server was started anew and does not know that it waits.
	serverHeartbeat = 2 * time.Second
	// setUpRetry is the pause after an attempt to reach the stream.
	setUpRetry = time.Second
	// maxWaiting bounds the messages that are with workers or wait for their next attempt, of one kind of job.
	maxWaiting = 10_000
)

// Runner does the job that a message names.
type Runner interface {
	Run(ctx context.Context, kind jobs.Kind, data []byte) job.Verdict
}

// Consumer hands the messages of all kinds of job to a runner. Each kind has a consumer of its own on the server, which
// all workers share: a kind that is held up does not hold up another.
type Consumer struct {
	conn   *nats.Conn
	js     jetstream.JetStream
	runner Runner
	// slots is how many jobs of each kind are done at the same time.
	slots   int
	ackWait time.Duration
	logger  *slog.Logger
	ended   func(kind jobs.Kind, outcome job.Outcome, took time.Duration)
	// settingUp is held by the kind that sets itself up: each of them brings the same streams up to date.
	settingUp sync.Mutex
}

// NewConsumer returns a consumer that takes at most slots messages of each kind at the same time, and calls ended
// after each.
func NewConsumer(
	conn *nats.Conn, runner Runner, slots int,
	ended func(kind jobs.Kind, outcome job.Outcome, took time.Duration), logger *slog.Logger,
) (*Consumer, error) {
	js, err := jetstream.New(conn)
	if err != nil {
		return nil, fmt.Errorf("JetStream: %w", err)
	}
	return &Consumer{
		conn: conn, js: js, runner: runner, slots: slots, ackWait: defaultAckWait, logger: logger, ended: ended,
	}, nil
}

// Run takes messages of the kinds until ctx is done. Then it takes no more, and returns when those under way have ended
// or timeout has passed, which cuts their jobs off and gives their messages back.
func (c *Consumer) Run(ctx context.Context, kinds []jobs.Kind, timeout time.Duration) {
	working, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	stop := context.AfterFunc(ctx, func() {
		select {
		case <-time.After(timeout):
			cut()
		case <-working.Done():
		}
	})
	defer stop()

	var all sync.WaitGroup
	for _, kind := range kinds {
		all.Go(func() { c.consume(ctx, working, kind) })
	}
	all.Wait()
	c.flush(ctx)
}

// flush sends what was said of the last messages, before the connection is closed.
func (c *Consumer) flush(ctx context.Context) {
	err := jobs.Check(c.conn)
	if err == nil {
		err = c.conn.FlushTimeout(flushTimeout)
	}
	if err != nil {
		c.logger.WarnContext(ctx, "the last messages may come again", slog.Any("error", err))
	}
}

// consume takes messages of one kind. It sets itself up again after each failure, as NATS may be away or have lost its
// data.
func (c *Consumer) consume(ctx, working context.Context, kind jobs.Kind) {
	failing := false
	for ctx.Err() == nil {
		err := c.take(ctx, working, kind, func() { failing = false })
		if err == nil || ctx.Err() != nil {
			continue
		}
		if !failing {
			c.logger.WarnContext(ctx, "no jobs can be taken", slog.String("kind", string(kind)), slog.Any("error", err))
		}
		failing = true
		select {
		case <-time.After(setUpRetry):
		case <-ctx.Done():
		}
	}
}

// take sets the consumer up and takes messages until one of the slots fails.
func (c *Consumer) take(ctx, working context.Context, kind jobs.Kind, ready func()) error {
	if err := jobs.Check(c.conn); err != nil {
		return err
	}
	consumer, err := c.setUp(ctx, kind)
	if err != nil {
		return err
	}
	ready()
	c.logger.InfoContext(ctx, "taking jobs", slog.String("kind", string(kind)))
	taking, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var slots sync.WaitGroup
	for range c.slots {
		slots.Go(func() { stop(c.slot(taking, working, consumer, kind)) })
	}
	slots.Wait()
	return context.Cause(taking)
}

func (c *Consumer) setUp(ctx context.Context, kind jobs.Kind) (jetstream.Consumer, error) {
	c.settingUp.Lock()
	defer c.settingUp.Unlock()
	if err := jobs.EnsureStreams(ctx, c.js); err != nil {
		return nil, err
	}
	consumer, err := c.js.CreateOrUpdateConsumer(ctx, jobs.Stream, jetstream.ConsumerConfig{
		Durable:       string(kind),
		Description:   "The workers, for jobs of this kind",
		FilterSubject: kind.Subject(),
		AckPolicy:     jetstream.AckExplicitPolicy,
		AckWait:       c.ackWait,
		MaxDeliver:    -1, // attempts are counted in the database, which knows which of them began
		MaxAckPending: maxWaiting,
	})
	if err != nil {
		return nil, fmt.Errorf("consumer %s: %w", kind, err)
	}
	return consumer, nil
}

// slot takes one message after another. None is fetched before it can be worked on, so that none waits in a worker
// while another has time.
func (c *Consumer) slot(
	taking, working context.Context, consumer jetstream.Consumer, kind jobs.Kind,
) error {
	for taking.Err() == nil {
		batch, err := consumer.Fetch(1, jetstream.FetchContext(taking), jetstream.FetchHeartbeat(serverHeartbeat))
		if err != nil {
			return fmt.Errorf("fetch: %w", err)
		}
		for message := range batch.Messages() {
			c.work(working, message, kind)
		}
		if err := batch.Error(); err != nil && taking.Err() == nil && !errors.Is(err, nats.ErrTimeout) {
			return fmt.Errorf("fetch: %w", err)
		}
	}
	return nil
}
