package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"kerp.io/libs/go/jobs"
)

// storeTimeout bounds each note in the store, also after the time of the job itself has run out.
const storeTimeout = 10 * time.Second

// storeRetry is when to try a message again that could not even be begun, as the store is away.
const storeRetry = 5 * time.Second

// Limits say how long and how often a job is tried.
type Limits struct {
	// Timeout bounds one attempt.
	Timeout time.Duration
	// Attempts is how many there are at most.
	Attempts int
	// FirstDelay is the pause after the first attempt; each further one is twice as long, up to MaxDelay.
	FirstDelay time.Duration
	MaxDelay   time.Duration
}

// Verdict is what is to become of the message of a job.
type Verdict struct {
	Outcome Outcome
	// After is the pause before a message is delivered again.
	After time.Duration
	// Cause is why a message is dead.
	Cause string
}

// Outcome is the kind of a verdict.
type Outcome string

// The outcomes.
const (
	// Done: the message can go.
	Done Outcome = "done"
	// Again: the message is to be delivered again.
	Again Outcome = "again"
	// Dead: the message goes to the dead letters.
	Dead Outcome = "dead"
)

// levels say at which level the end of an attempt is logged.
var levels = map[Outcome]slog.Level{Done: slog.LevelInfo, Again: slog.LevelWarn, Dead: slog.LevelError}

// Runner does jobs by their messages.
type Runner struct {
	store    Store
	handlers map[jobs.Kind]Handler
	limits   Limits
	logger   *slog.Logger
}

// NewRunner returns a runner.
func NewRunner(store Store, handlers map[jobs.Kind]Handler, limits Limits, logger *slog.Logger) *Runner {
	return &Runner{store, handlers, limits, logger}
}

// Run does the job that a message of the given kind names. When ctx ends, so does the attempt, and does not count.
func (r *Runner) Run(ctx context.Context, kind jobs.Kind, data []byte) Verdict {
	message, err := jobs.Decode(data)
	if err != nil {
		return Verdict{Outcome: Dead, Cause: err.Error()}
	}
	logger := r.logger.With(slog.String("job", message.JobID.String()), slog.String("kind", string(kind)))
	verdict := r.run(ctx, kind, message.JobID, logger)
	logger.LogAttrs(ctx, levels[verdict.Outcome], "job attempted", slog.String("outcome", string(verdict.Outcome)),
		slog.String("after", verdict.After.String()), slog.String("cause", verdict.Cause))
	return verdict
}

func (r *Runner) run(ctx context.Context, kind jobs.Kind, id uuid.UUID, logger *slog.Logger) Verdict {
	attempt, err := r.start(ctx, kind, id)
	switch {
	case errors.Is(err, ErrSucceeded):
		return Verdict{Outcome: Done}
	case errors.Is(err, ErrUnknown), isPermanent(err):
		return Verdict{Outcome: Dead, Cause: err.Error()}
	case err != nil:
		return Verdict{Outcome: Again, After: storeRetry, Cause: err.Error()}
	case attempt > r.limits.Attempts:
		// The process died in every one of them.
		return r.fail(ctx, id, fmt.Sprintf("no end after %d attempts", r.limits.Attempts))
	}

	err = r.do(ctx, kind, id)
	switch {
	case err == nil:
		return Verdict{Outcome: Done}
	case isPermanent(err):
		return r.fail(ctx, id, err.Error())
	case ctx.Err() != nil:
		return r.release(ctx, id, logger)
	case attempt == r.limits.Attempts:
		return r.fail(ctx, id, fmt.Sprintf("failed %d times, at last: %v", attempt, err))
	}
	return r.retry(ctx, id, attempt, err, logger)
}

func (r *Runner) start(ctx context.Context, kind jobs.Kind, id uuid.UUID) (attempt int, err error) {
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	return r.store.Start(ctx, id, kind)
}

func (r *Runner) do(ctx context.Context, kind jobs.Kind, id uuid.UUID) error {
	handler, ok := r.handlers[kind]
	if !ok {
		return Permanentf("nobody here does jobs of the kind %s", kind)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, r.limits.Timeout,
		fmt.Errorf("the attempt took longer than %s", r.limits.Timeout))
	defer cancel()
	err := handler(ctx, id)
	if err != nil && ctx.Err() != nil {
		return errors.Join(context.Cause(ctx), err)
	}
	return err
}

// The notes below are made when the time of the attempt is over, too, and during a shutdown.

func (r *Runner) fail(ctx context.Context, id uuid.UUID, cause string) Verdict {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeTimeout)
	defer cancel()
	if err := r.store.Fail(ctx, id, cause); err != nil {
		return Verdict{Outcome: Again, After: storeRetry, Cause: err.Error()}
	}
	return Verdict{Outcome: Dead, Cause: cause}
}

func (r *Runner) release(ctx context.Context, id uuid.UUID, logger *slog.Logger) Verdict {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeTimeout)
	defer cancel()
	if err := r.store.Release(ctx, id); err != nil {
		logger.WarnContext(ctx, "the attempt counts though it was cut off", slog.Any("error", err))
	}
	return Verdict{Outcome: Again, Cause: "cut off by a shutdown"}
}

func (r *Runner) retry(ctx context.Context, id uuid.UUID, attempt int, cause error, logger *slog.Logger) Verdict {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeTimeout)
	defer cancel()
	if err := r.store.Retry(ctx, id, cause.Error()); err != nil {
		logger.WarnContext(ctx, "the cause of a retry is not noted", slog.Any("error", err))
	}
	return Verdict{Outcome: Again, After: r.delay(attempt), Cause: cause.Error()}
}

// delay doubles with each attempt.
func (r *Runner) delay(attempt int) time.Duration {
	delay := r.limits.FirstDelay
	for range attempt - 1 {
		if delay >= r.limits.MaxDelay {
			break
		}
		delay *= 2
	}
	return min(delay, r.limits.MaxDelay)
}

func isPermanent(err error) bool {
	_, permanent := errors.AsType[*PermanentError](err)
	return permanent
}
