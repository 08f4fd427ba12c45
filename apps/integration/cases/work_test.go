//go:build integration

package cases_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"kerp.io/apps/integration/api"
)

// patience is how long a case waits for something that must come. A message whose worker was killed takes longest:
// NATS delivers it again after 30 seconds.
const patience = 75 * time.Second

// period is the month of which invoices are asked for.
const period = "2026-10"

func within(t *testing.T) context.Context {
	t.Helper()

	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

func askForSync(t *testing.T, company api.Company) api.Job {
	t.Helper()

	return askForJob(t, api.Syncs, api.Sync{CompanyID: company.ID, Period: period}, "")
}

func askForFiling(t *testing.T, company api.Company) api.Job {
	t.Helper()

	return askForJob(t, api.Filings, newFiling(company), "")
}

func askForJob(t *testing.T, path string, request any, key string) api.Job {
	t.Helper()

	job, err := kerp.API.NewJob(within(t), path, request, key)
	if err != nil {
		t.Fatal(err)
	}
	return job
}

// repeatForJob repeats a request, as the API tells a client to, for as long as something that it needs is not there.
func repeatForJob(t *testing.T, path string, request any, key string) api.Job {
	t.Helper()

	ctx := within(t)
	ticker := time.NewTicker(100 * time.Millisecond)
	defer ticker.Stop()
	for {
		job, err := kerp.API.NewJob(ctx, path, request, key)
		if err == nil {
			return job
		}
		var problem *api.ProblemError
		if !errors.As(err, &problem) || problem.Status != http.StatusServiceUnavailable {
			t.Fatal(err)
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			t.Fatal(err)
		}
	}
}

// newFiling is a filing for an employee whom no other case has.
func newFiling(company api.Company) api.Filing {
	return api.Filing{
		CompanyID: company.ID, Kind: "acquisition", Scheme: "health", EmployeeName: "홍길동",
		ResidentNumber: residentNumber(), EffectiveDate: "2026-10-01", MonthlyWage: 3_100_000,
	}
}

// await waits until done says so of a job.
func await(t *testing.T, path string, job api.Job, done func(api.Job) bool) api.Job {
	t.Helper()

	seen, err := kerp.API.Await(within(t), path, job.ID, done)
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

func running(job api.Job) bool { return job.Status == "running" }

func failedOnce(job api.Job) bool { return job.Failure != "" }

// expectSync waits for the end of a sync of an ordinary company, and looks at all that it leaves.
func expectSync(t *testing.T, company api.Company, job api.Job) api.Job {
	t.Helper()

	done := await(t, api.Syncs, job, api.Finished)
	if done.Status != api.Succeeded || string(done.Result) != `{"invoices":5}` {
		t.Errorf("the sync ended as %s (%s) with %s, want succeeded with 5 invoices",
			done.Status, done.Failure, done.Result)
	}
	expectCount(t, 5, "SELECT count(*) FROM tax_invoices WHERE company_id = $1", company.ID)
	expectCount(t, 1, "SELECT count(*) FROM tax_invoice_syncs WHERE company_id = $1", company.ID)
	return done
}

// expectFiling waits for the end of a filing, and looks at all that it leaves.
func expectFiling(t *testing.T, company api.Company, job api.Job) api.Job {
	t.Helper()

	done := await(t, api.Filings, job, api.Finished)
	if done.Status != api.Succeeded {
		t.Errorf("the filing ended as %s: %s, want succeeded", done.Status, done.Failure)
	}
	expectCount(t, 1, `SELECT count(*) FROM insurance_filings
		WHERE company_id = $1 AND sealed_record IS NOT NULL AND sealed_resident_number IS NULL`, company.ID)
	return done
}

// expectCount compares what a query counts in the services' database.
func expectCount(t *testing.T, want int, query string, args ...any) {
	t.Helper()

	if got := count(t, query, args...); got != want {
		t.Errorf("%s with %v = %d, want %d", query, args, got, want)
	}
}

func count(t *testing.T, query string, args ...any) (number int) {
	t.Helper()

	connection, err := pgx.Connect(t.Context(), kerp.DatabaseURL)
	if err != nil {
		t.Fatal(err)
	}
	err = connection.QueryRow(t.Context(), query, args...).Scan(&number)
	if err = errors.Join(err, connection.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
	return number
}

func decode[T any](t *testing.T, content []byte) (value T) {
	t.Helper()

	if err := json.Unmarshal(content, &value); err != nil {
		t.Fatalf("%q: %v", content, err)
	}
	return value
}
