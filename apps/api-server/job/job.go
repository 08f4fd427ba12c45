// Package job knows what all work that outlives its request has in common.
package job

import (
	"errors"
	"time"

	"github.com/google/uuid"
)

// Status is how far a job is.
type Status string

// The statuses. A job that has succeeded or failed is never changed again.
const (
	Pending   Status = "pending"
	Running   Status = "running"
	Succeeded Status = "succeeded"
	Failed    Status = "failed"
)

// Job is what the worker has to do, or has done.
type Job struct {
	ID     uuid.UUID
	Status Status
	// Attempts counts how often the worker has begun with it.
	Attempts int
	// Failure is why the last attempt failed, empty when it did not.
	Failure    string
	CreatedAt  time.Time
	FinishedAt *time.Time
}

// ErrNoCompany says that the company that the job is for is not there.
var ErrNoCompany = errors.New("there is no company of this id")
