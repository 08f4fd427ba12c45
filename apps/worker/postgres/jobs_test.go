//go:build integration

package postgres_test

import (
	"errors"
	"testing"

	"github.com/google/uuid"

	"kerp.io/apps/worker/insurance"
	"kerp.io/apps/worker/job"
	"kerp.io/apps/worker/postgres"
	"kerp.io/libs/go/jobs"
)

func TestJobs(t *testing.T) {
	t.Parallel()

	d := newDatabase(t)
	store, id := postgres.NewJobs(d.Pool), d.sync(t)
	for want := range 2 {
		if attempt, err := store.Start(t.Context(), id, jobs.TaxInvoiceSync); err != nil || attempt != want+1 {
			t.Errorf("Start = %d, %v, want %d", attempt, err, want+1)
		}
	}
	d.expectJob(t, id, "running 2")
	if err := store.Release(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	d.expectJob(t, id, "pending 1")
	if err := store.Retry(t.Context(), id, "the portal is busy"); err != nil {
		t.Fatal(err)
	}
	d.expectJob(t, id, "pending 1 the portal is busy")
	if err := store.Fail(t.Context(), id, "refused"); err != nil {
		t.Fatal(err)
	}
	d.expectJob(t, id, "failed 1 refused")

	// What comes after the end changes nothing.
	for name, err := range map[string]error{
		"release": store.Release(t.Context(), id), "retry": store.Retry(t.Context(), id, "x"),
		"fail":    store.Fail(t.Context(), id, "x"),
		"succeed": postgres.NewTaxInvoices(d.Pool).Succeed(t.Context(), id, 3),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	d.expectJob(t, id, "failed 1 refused")
	if got := d.text(t, "SELECT coalesce(invoice_count, -1)::text FROM tax_invoice_syncs"); got != "-1" {
		t.Errorf("the failed job has the result %s", got)
	}
}

func TestStartWhatIsOver(t *testing.T) {
	t.Parallel()

	d := newDatabase(t)
	store := postgres.NewJobs(d.Pool)
	succeeded, failed := d.sync(t), d.sync(t)
	if err := postgres.NewTaxInvoices(d.Pool).Succeed(t.Context(), succeeded, 0); err != nil {
		t.Fatal(err)
	}
	if err := store.Fail(t.Context(), failed, "refused"); err != nil {
		t.Fatal(err)
	}

	tests := map[string]struct {
		id        uuid.UUID
		kind      jobs.Kind
		wantErr   string
		permanent bool
	}{
		"succeeded":       {id: succeeded, kind: jobs.TaxInvoiceSync, wantErr: job.ErrSucceeded.Error()},
		"failed":          {id: failed, kind: jobs.TaxInvoiceSync, wantErr: "refused", permanent: true},
		"of another kind": {id: succeeded, kind: jobs.InsuranceFiling, wantErr: job.ErrUnknown.Error()},
		"unknown":         {id: uuid.New(), kind: jobs.TaxInvoiceSync, wantErr: job.ErrUnknown.Error()},
	}
	for name, test := range tests {
		_, err := store.Start(t.Context(), test.id, test.kind)
		_, permanent := errors.AsType[*job.PermanentError](err)
		if err == nil || err.Error() != test.wantErr || permanent != test.permanent {
			t.Errorf("%s: %v, permanent %v, want %q, %v", name, err, permanent, test.wantErr, test.permanent)
		}
	}
}

// Whether a filing succeeds or fails, the resident number is gone at its end.
func TestEndErasesTheResidentNumber(t *testing.T) {
	t.Parallel()

	d := newDatabase(t)
	filings := postgres.NewInsuranceFilings(d.Pool, d.key)
	record := insurance.Record{Sealed: []byte{1}, KeyID: "k", Layout: "l"}
	succeeded, failed := d.filing(t), d.filing(t)
	if err := postgres.NewJobs(d.Pool).Fail(t.Context(), failed, "refused"); err != nil {
		t.Fatal(err)
	}
	// A slower delivery of the failed job does not make it succeed.
	for _, id := range []uuid.UUID{succeeded, failed, succeeded} {
		if err := filings.Succeed(t.Context(), id, record); err != nil {
			t.Fatal(err)
		}
	}
	d.expectJob(t, succeeded, "succeeded 0")
	d.expectJob(t, failed, "failed 0 refused")
	const query = `SELECT concat_ws(' ', sealed_resident_number, sealed_record, key_id, layout) FROM insurance_filings
		WHERE job_id = $1`
	for id, want := range map[uuid.UUID]string{succeeded: `\x01 k l`, failed: ""} {
		if got := d.text(t, query, id); got != want {
			t.Errorf("the row has %q, want %q", got, want)
		}
	}
}
