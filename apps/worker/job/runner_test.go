package job_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"kerp.io/apps/worker/job"
	"kerp.io/libs/go/jobs"
)

var errDown = errors.New("database: connection refused")

// book is an account of one job, in memory.
type book struct {
	attempts int
	startErr error
	down     bool // for all but Start
	notes    []string
}

// Start is that of a job.Store.
func (b *book) Start(context.Context, uuid.UUID, jobs.Kind) (int, error) {
	if b.startErr != nil {
		return 0, b.startErr
	}
	b.attempts++
	return b.attempts, nil
}

// Retry is that of a job.Store.
func (b *book) Retry(ctx context.Context, _ uuid.UUID, cause string) error {
	return b.note(ctx, "retry: "+cause)
}

// Release is that of a job.Store.
func (b *book) Release(ctx context.Context, _ uuid.UUID) error { return b.note(ctx, "release") }

// Fail is that of a job.Store.
func (b *book) Fail(ctx context.Context, _ uuid.UUID, cause string) error {
	return b.note(ctx, "fail: "+cause)
}

func (b *book) note(ctx context.Context, text string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if b.down {
		return errDown
	}
	b.notes = append(b.notes, text)
	return nil
}

var limits = job.Limits{Timeout: time.Minute, Attempts: 4, FirstDelay: 2 * time.Second, MaxDelay: 5 * time.Second}

func message() []byte { return jobs.Message{JobID: uuid.New()}.Encode() }

func TestRun(t *testing.T) {
	t.Parallel()

	busy, refused := errors.New("portal: busy"), job.Permanentf("portal: refused")
	tests := map[string]struct {
		book   book
		result error // of the handler
		want   job.Verdict
		notes  []string
	}{
		"done": {want: job.Verdict{Outcome: job.Done}},
		"done before": {
			book: book{startErr: job.ErrSucceeded}, result: errors.New("called"), want: job.Verdict{Outcome: job.Done},
		},
		"failed before: its letter may not have been stored": {
			book: book{startErr: job.Permanentf("refused")}, result: errors.New("called"),
			want: job.Verdict{Outcome: job.Dead, Cause: "refused"},
		},
		"unknown": {
			book: book{startErr: job.ErrUnknown}, result: errors.New("called"),
			want: job.Verdict{Outcome: job.Dead, Cause: "there is no job of this id and kind"},
		},
		"no database": {
			book: book{startErr: errDown}, result: errors.New("called"),
			want: job.Verdict{Outcome: job.Again, After: 5 * time.Second, Cause: errDown.Error()},
		},
		"first failure": {
			result: busy,
			want:   job.Verdict{Outcome: job.Again, After: 2 * time.Second, Cause: "portal: busy"},
			notes:  []string{"retry: portal: busy"},
		},
		"second failure": {
			book: book{attempts: 1}, result: busy,
			want:  job.Verdict{Outcome: job.Again, After: 4 * time.Second, Cause: "portal: busy"},
			notes: []string{"retry: portal: busy"},
		},
		"third failure, with the longest pause": {
			book: book{attempts: 2}, result: busy,
			want:  job.Verdict{Outcome: job.Again, After: 5 * time.Second, Cause: "portal: busy"},
			notes: []string{"retry: portal: busy"},
		},
		"last failure": {
			book: book{attempts: 3}, result: busy,
			want:  job.Verdict{Outcome: job.Dead, Cause: "failed 4 times, at last: portal: busy"},
			notes: []string{"fail: failed 4 times, at last: portal: busy"},
		},
		"a process that died in each attempt": {
			book: book{attempts: 4}, result: errors.New("called"),
			want:  job.Verdict{Outcome: job.Dead, Cause: "no end after 4 attempts"},
			notes: []string{"fail: no end after 4 attempts"},
		},
		"refused": {
			result: fmt.Errorf("wrapped: %w", refused),
			want:   job.Verdict{Outcome: job.Dead, Cause: "wrapped: portal: refused"},
			notes:  []string{"fail: wrapped: portal: refused"},
		},
		"refused, and the database goes away": {
			book: book{down: true}, result: refused,
			want: job.Verdict{Outcome: job.Again, After: 5 * time.Second, Cause: errDown.Error()},
		},
		"failed, and the database goes away": {
			book: book{down: true}, result: busy,
			want: job.Verdict{Outcome: job.Again, After: 2 * time.Second, Cause: "portal: busy"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			handlers := map[jobs.Kind]job.Handler{
				jobs.TaxInvoiceSync: func(context.Context, uuid.UUID) error { return test.result },
			}
			runner := job.NewRunner(&test.book, handlers, limits, slog.New(slog.DiscardHandler))
			if got := runner.Run(t.Context(), jobs.TaxInvoiceSync, message()); got != test.want {
				t.Errorf("verdict = %+v, want %+v", got, test.want)
			}
			if !slices.Equal(test.book.notes, test.notes) {
				t.Errorf("noted %q, want %q", test.book.notes, test.notes)
			}
		})
	}
}

func TestRunPoison(t *testing.T) {
	t.Parallel()

	runner := job.NewRunner(&book{startErr: errDown}, nil, limits, slog.New(slog.DiscardHandler))
	got := runner.Run(t.Context(), jobs.TaxInvoiceSync, []byte("poison"))
	want := job.Verdict{
		Outcome: job.Dead, Cause: "message of a job: invalid character 'p' looking for beginning of value",
	}
	if got != want {
		t.Errorf("verdict = %+v, want %+v", got, want)
	}
}

func TestRunUnknownKind(t *testing.T) {
	t.Parallel()

	account := &book{}
	got := job.NewRunner(account, nil, limits, slog.New(slog.DiscardHandler)).Run(t.Context(), "walk", message())
	if want := (job.Verdict{Outcome: job.Dead, Cause: "nobody here does jobs of the kind walk"}); got != want {
		t.Errorf("verdict = %+v, want %+v", got, want)
	}
}

// run runs one attempt of a handler that goes on until it is told to stop.
func runEndless(ctx context.Context, account *book, log *bytes.Buffer) job.Verdict {
	endless := func(ctx context.Context, _ uuid.UUID) error {
		<-ctx.Done()
		return errors.New("portal: cut off")
	}
	runner := job.NewRunner(account, map[jobs.Kind]job.Handler{jobs.TaxInvoiceSync: endless}, limits,
		slog.New(slog.NewTextHandler(log, nil)))
	return runner.Run(ctx, jobs.TaxInvoiceSync, message())
}

func TestRunTakesTooLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		account, begin := &book{}, time.Now()
		got := runEndless(t.Context(), account, &bytes.Buffer{})
		const cause = "the attempt took longer than 1m0s\nportal: cut off"
		if want := (job.Verdict{Outcome: job.Again, After: 2 * time.Second, Cause: cause}); got != want {
			t.Errorf("verdict = %+v, want %+v", got, want)
		}
		if took := time.Since(begin); took != limits.Timeout {
			t.Errorf("it took %s, want %s", took, limits.Timeout)
		}
		if want := []string{"retry: " + cause}; !slices.Equal(account.notes, want) {
			t.Errorf("noted %q, want %q", account.notes, want)
		}
	})
}

// A shutdown gives the job back at once, and the attempt does not count.
func TestRunIsCutOff(t *testing.T) {
	t.Parallel()

	for name, down := range map[string]bool{"with a database": false, "without one": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				account, log := &book{down: down}, &bytes.Buffer{}
				got := runEndless(ctx, account, log)
				if want := (job.Verdict{Outcome: job.Again, Cause: "cut off by a shutdown"}); got != want {
					t.Errorf("verdict = %+v, want %+v", got, want)
				}
				if want := []string{"release"}; !down && !slices.Equal(account.notes, want) {
					t.Errorf("noted %q, want %q", account.notes, want)
				}
				logged := strings.Contains(log.String(), "the attempt counts though it was cut off")
				if logged != down {
					t.Errorf("logged that the attempt counts: %v, want %v", logged, down)
				}
			})
		})
	}
}
