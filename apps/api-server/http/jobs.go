package http

import (
	"time"

	"kerp.io/apps/api-server/job"
)

// jobView is what the views of all jobs have in common.
type jobView struct {
	ID     string `json:"id" format:"uuid"`
	Status string `json:"status" enums:"pending,running,succeeded,failed"`
	// How often the worker has begun with it.
	Attempts int `json:"attempts"`
	// Why the last attempt failed.
	Failure    string     `json:"failure,omitempty"`
	CreatedAt  time.Time  `json:"created_at" format:"date-time"`
	FinishedAt *time.Time `json:"finished_at,omitempty" format:"date-time"`
} //	@name	Job

func viewJob(j job.Job) jobView {
	return jobView{
		ID: j.ID.String(), Status: string(j.Status), Attempts: j.Attempts, Failure: j.Failure,
		CreatedAt: j.CreatedAt, FinishedAt: j.FinishedAt,
	}
}
