// Package job does jobs: it keeps account of the attempts, tells what is worth another one and gives up at the end.
package job

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"kerp.io/libs/go/jobs"
)

// Handler does one kind of job. It may be called again for a job that it has done in whole or in part, also at the same
// time: what it stores must be the same then. An error that is no [*PermanentError] is worth another attempt.
type Handler func(ctx context.Context, id uuid.UUID) error

// Store keeps account of jobs. An error that is none of those named here says that it cannot be reached.
type Store interface {
	// Start counts an attempt and returns how many there were, this one included. If there is no unfinished job of this
	// id and kind, the error is [ErrSucceeded], [ErrUnknown] or a [*PermanentError] with the reason why
	// the job failed.
	Start(ctx context.Context, id uuid.UUID, kind jobs.Kind) (attempt int, err error)
	// Retry notes why an attempt failed, and that there will be another.
	Retry(ctx context.Context, id uuid.UUID, cause string) error
	// Release takes an attempt back that was cut off by a shutdown.
	Release(ctx context.Context, id uuid.UUID) error
	// Fail ends a job for good.
	Fail(ctx context.Context, id uuid.UUID, cause string) error
}

var (
	// ErrSucceeded says that the job is done.
	ErrSucceeded = errors.New("the job has succeeded")
	// ErrUnknown says that there is no such job.
	ErrUnknown = errors.New("there is no job of this id and kind")
)

// PermanentError is an error that another attempt would meet again.
type PermanentError struct {
	Cause error
}

func (p *PermanentError) Error() string { return p.Cause.Error() }

// Unwrap returns the cause.
func (p *PermanentError) Unwrap() error { return p.Cause }

// Permanentf makes a permanent error as [fmt.Errorf] makes errors.
func Permanentf(format string, args ...any) error {
	return &PermanentError{fmt.Errorf(format, args...)}
}
