package http

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"kerp.io/apps/api-server/businessnumber"
	"kerp.io/apps/api-server/company"
	"kerp.io/apps/api-server/field"
	"kerp.io/apps/api-server/idempotency"
	"kerp.io/apps/api-server/job"
	"kerp.io/apps/api-server/storage"
)

// problem is an RFC 9457 problem details object.
type problem struct {
	// Type identifies the kind of problem; about:blank means that Status says it all.
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`
	// Errors name what is wrong in the request.
	Errors field.Errors `json:"errors,omitempty"`

	retryAfter time.Duration
} //	@name	Problem

// retryLater is when to come back after a failure that passes by itself.
const retryLater = 2 * time.Second

// problemType names a kind of problem with a tag URI, which identifies without promising a page to open.
func problemType(name string) string {
	return "tag:kerp.io,2026:problem:" + name
}

func statusProblem(status int) problem {
	return problem{Type: "about:blank", Title: http.StatusText(status), Status: status}
}

func fieldProblem(status int, name, title, fieldName string, err error) problem {
	return problem{
		Type: problemType(name), Title: title, Status: status,
		Errors: field.Errors{{Field: fieldName, Detail: err.Error()}},
	}
}

// problemOf says what of an error concerns the client. It is a 500 for what does not.
func problemOf(err error) problem {
	if refused, ok := errors.AsType[*requestError](err); ok {
		return refused.problem
	}
	if invalid, ok := errors.AsType[field.Errors](err); ok {
		return problem{
			Type: problemType("invalid-fields"), Title: "The request has fields that are not acceptable",
			Status: http.StatusUnprocessableEntity, Errors: invalid,
		}
	}
	if invalid, ok := errors.AsType[*businessnumber.Error](err); ok {
		return problem{
			Type: problemType("business-number-" + string(invalid.Code)), Title: "Not a business registration number",
			Status: http.StatusUnprocessableEntity, Detail: invalid.Detail,
			Errors: field.Errors{{Field: "number", Detail: invalid.Detail}},
		}
	}
	switch {
	case errors.Is(err, storage.ErrNotFound):
		return statusProblem(http.StatusNotFound)
	case errors.Is(err, company.ErrTaken):
		return fieldProblem(http.StatusConflict, "business-number-taken", "The business number is taken",
			"business_number", company.ErrTaken)
	case errors.Is(err, job.ErrNoCompany):
		return fieldProblem(http.StatusUnprocessableEntity, "invalid-fields",
			"The request has fields that are not acceptable", "company_id", job.ErrNoCompany)
	case errors.Is(err, idempotency.ErrInProgress):
		inProgress := fieldProblem(http.StatusConflict, "request-in-progress", "The same request is under way",
			keyHeader, idempotency.ErrInProgress)
		inProgress.retryAfter = retryLater
		return inProgress
	case errors.Is(err, idempotency.ErrOtherRequest):
		return fieldProblem(http.StatusUnprocessableEntity, "idempotency-key-reused", "The key was used before",
			keyHeader, idempotency.ErrOtherRequest)
	case errors.Is(err, idempotency.ErrUnavailable), errors.Is(err, storage.ErrUnavailable),
		errors.Is(err, context.DeadlineExceeded):
		unavailable := statusProblem(http.StatusServiceUnavailable)
		unavailable.Detail = "repeat the request later, with the same Idempotency-Key if it had one"
		unavailable.retryAfter = retryLater
		return unavailable
	}
	return statusProblem(http.StatusInternalServerError)
}

func (a *api) writeError(w http.ResponseWriter, r *http.Request, err error) {
	answer := problemOf(err)
	gone := errors.Is(r.Context().Err(), context.Canceled) // a client that does not wait is no failure
	if answer.Status >= http.StatusInternalServerError && !gone {
		// The pattern and not the path, which can hold a business number.
		a.Logger.ErrorContext(r.Context(), "request failed",
			slog.String("route", r.Pattern), slog.Int("status", answer.Status), slog.Any("error", err))
	}
	a.writeProblem(w, r, answer)
}

func (a *api) writeProblem(w http.ResponseWriter, r *http.Request, p problem) {
	if p.retryAfter > 0 {
		// Whole seconds (RFC 9110, section 10.2.3), and never too early.
		seconds := int64((p.retryAfter + time.Second - 1) / time.Second)
		w.Header().Set("Retry-After", strconv.FormatInt(seconds, 10))
	}
	a.writeJSON(w, r, "application/problem+json", p.Status, p)
}

// problemsForUnmatched writes the mux's own answers (404, 405) as problems and keeps their headers, such as Allow.
func problemsForUnmatched(mux *http.ServeMux, a *api) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		answer := &statusOnly{header: w.Header(), status: http.StatusOK}
		handler.ServeHTTP(answer, r)
		a.writeProblem(w, r, statusProblem(answer.status))
	})
}

// statusOnly is a response writer that keeps the header and the status and drops the body.
type statusOnly struct {
	header http.Header
	status int
}

// Header is where the header is kept.
func (s *statusOnly) Header() http.Header { return s.header }

// WriteHeader keeps the status.
func (s *statusOnly) WriteHeader(status int) { s.status = status }

// Write drops the body.
func (*statusOnly) Write(body []byte) (int, error) { return len(body), nil }
