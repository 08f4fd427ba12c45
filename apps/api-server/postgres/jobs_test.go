//go:build integration

package postgres_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"kerp.io/apps/api-server/insurance"
	"kerp.io/apps/api-server/job"
	"kerp.io/apps/api-server/outbox"
	"kerp.io/apps/api-server/postgres"
	"kerp.io/apps/api-server/storage"
	"kerp.io/apps/api-server/taxinvoice"
	"kerp.io/libs/go/jobs"
	"kerp.io/libs/go/sealing/sealingtest"
)

func (d *database) sync(t *testing.T, companyID uuid.UUID) taxinvoice.Sync {
	t.Helper()

	wanted := taxinvoice.Sync{Job: job.Job{ID: uuid.Must(uuid.NewV7())}, CompanyID: companyID, Period: "2026-10"}
	stored, err := postgres.NewTaxInvoices(d.Pool, d.stored).CreateSync(t.Context(), wanted)
	if err != nil {
		t.Fatal(err)
	}
	return stored
}

func filing(t *testing.T, companyID uuid.UUID) insurance.Request {
	t.Helper()

	wage := int64(3_000_000)
	request, err := insurance.NewRequest(uuid.Must(uuid.NewV7()), insurance.Input{
		CompanyID: companyID.String(), Kind: "loss", Scheme: "industrial-accident", EmployeeName: "홍길동",
		ResidentNumber: "900101-1234568", EffectiveDate: "2026-10-01", MonthlyWage: &wage,
	})
	if err != nil {
		t.Fatal(err)
	}
	return request
}

func TestCreateSync(t *testing.T) {
	t.Parallel()

	d := newDatabase(t)
	store := postgres.NewTaxInvoices(d.Pool, d.stored)
	stored := d.sync(t, d.company(t, "1248100998").ID)
	if stored.Status != job.Pending || stored.Attempts != 0 || stored.FinishedAt != nil || stored.Invoices != nil {
		t.Errorf("stored %+v, want it to be pending", stored)
	}
	if d.announced.Load() != 1 || d.count(t, "outbox") != 1 {
		t.Errorf("announced %d times, with %d rows, want 1 and 1", d.announced.Load(), d.count(t, "outbox"))
	}
	if again, err := store.CreateSync(t.Context(), stored); err != nil || again != stored || d.count(t, "outbox") != 1 {
		t.Errorf("created again = %+v, %v, want %+v as it is", again, err, stored)
	}
	d.execute(t, "UPDATE jobs SET status = 'succeeded', attempts = 2, finished_at = now()")
	d.execute(t, "UPDATE tax_invoice_syncs SET invoice_count = 7")
	got, err := store.GetSync(t.Context(), stored.ID)
	if err != nil || got.Status != job.Succeeded || got.Attempts != 2 || *got.Invoices != 7 || got.FinishedAt == nil {
		t.Errorf("GetSync = %+v, %v, want it to have succeeded with 7 invoices", got, err)
	}
	if _, err := store.GetSync(t.Context(), uuid.New()); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("GetSync of none: %v, want %v", err, storage.ErrNotFound)
	}
}

// A job, what it is about and its announcement are stored together or not at all.
func TestCreateNothing(t *testing.T) {
	t.Parallel()

	d := newDatabase(t)
	_, err := postgres.NewTaxInvoices(d.Pool, d.stored).CreateSync(t.Context(),
		taxinvoice.Sync{Job: job.Job{ID: uuid.New()}, CompanyID: uuid.New(), Period: "2026-10"})
	if !errors.Is(err, job.ErrNoCompany) {
		t.Errorf("a sync of no company: %v, want %v", err, job.ErrNoCompany)
	}
	filings := postgres.NewInsuranceFilings(d.Pool, sealingtest.Key(t), d.stored)
	_, err = filings.Create(t.Context(), filing(t, uuid.New()))
	if !errors.Is(err, job.ErrNoCompany) {
		t.Errorf("a filing of no company: %v, want %v", err, job.ErrNoCompany)
	}
	for _, table := range []string{"jobs", "outbox", "tax_invoice_syncs", "insurance_filings"} {
		if rows := d.count(t, table); rows != 0 {
			t.Errorf("%s has %d rows, want none", table, rows)
		}
	}
	if d.announced.Load() != 0 {
		t.Error("the relay was told to look for what is not there")
	}
}

func TestCreateFiling(t *testing.T) {
	t.Parallel()

	d, key := newDatabase(t), sealingtest.Key(t)
	store := postgres.NewInsuranceFilings(d.Pool, key, d.stored)
	request := filing(t, d.company(t, "1248100998").ID)
	stored, err := store.Create(t.Context(), request)
	if err != nil || stored.Details != request.Details || stored.Status != job.Pending || stored.Record != nil {
		t.Errorf("Create = %+v, %v, want %+v to be pending", stored, err, request.Details)
	}
	again, err := store.Create(t.Context(), request)
	if err != nil || again != stored {
		t.Errorf("created again = %+v, %v, want %+v as it is", again, err, stored)
	}

	var sealed []byte
	query := "SELECT sealed_resident_number FROM insurance_filings"
	if err = d.QueryRow(t.Context(), query).Scan(&sealed); err != nil {
		t.Fatal(err)
	}
	number, err := key.Open(sealed, request.ID.String())
	if err != nil || number != "9001011234568" || bytes.Contains(sealed, []byte("1234568")) {
		t.Errorf("the stored resident number opens to %q, %v, want 9001011234568, and only with the key", number, err)
	}

	d.execute(t, `UPDATE insurance_filings SET sealed_resident_number = NULL, sealed_record = '\x0102', key_id = 'k',
		layout = 'l'`)
	got, err := store.Get(t.Context(), request.ID)
	if err != nil || got.Record == nil || !bytes.Equal(got.Record.Sealed, []byte{1, 2}) ||
		got.Record.KeyID != "k" || got.Record.Layout != "l" {
		t.Errorf("Get = %+v, %v, want its record", got, err)
	}
}

func TestListInvoices(t *testing.T) {
	t.Parallel()

	d := newDatabase(t)
	store := postgres.NewTaxInvoices(d.Pool, d.stored)
	owner, other := d.company(t, "1248100998"), d.company(t, "2208162517")
	const insert = `INSERT INTO tax_invoices VALUES ($1, $2, '1248100998', '2208162517', $3, -1, -2)`
	first, second := "202609014100000000000001", "202610014100000000000002"
	d.execute(t, insert, owner.ID, second, "2026-10-31")
	d.execute(t, insert, owner.ID, first, "2026-09-30")
	d.execute(t, insert, other.ID, second, "2026-10-31")

	tests := map[string]struct {
		period taxinvoice.Period
		after  string
		limit  int
		want   []string
		next   string
	}{
		"all":              {limit: 2, want: []string{first, second}},
		"first page":       {limit: 1, want: []string{first}, next: first},
		"last page":        {limit: 1, after: first, want: []string{second}},
		"of September":     {period: "2026-09", limit: 9, want: []string{first}},
		"of October":       {period: "2026-10", limit: 9, want: []string{second}},
		"of another month": {period: "2026-11", limit: 9},
	}
	for name, test := range tests {
		page, err := store.ListInvoices(t.Context(), owner.ID, test.period, test.after, test.limit)
		var got []string
		for _, invoice := range page.Items {
			got = append(got, invoice.ApprovalNumber)
		}
		if err != nil || !slices.Equal(got, test.want) || page.Next != test.next {
			t.Errorf("%s = %q, next %q, %v, want %q, next %q", name, got, page.Next, err, test.want, test.next)
		}
	}
	page, err := store.ListInvoices(t.Context(), owner.ID, "2026-09", "", 1)
	want := taxinvoice.Invoice{
		ApprovalNumber: first, SupplierBusinessNumber: "1248100998", BuyerBusinessNumber: "2208162517",
		IssueDate: time.Date(2026, time.September, 30, 0, 0, 0, 0, time.UTC), SupplyAmount: -1, TaxAmount: -2,
	}
	if err != nil || page.Items[0] != want {
		t.Errorf("the invoice is %+v, %v, want %+v", page.Items, err, want)
	}
	if _, err := store.ListInvoices(t.Context(), uuid.New(), "", "", 1); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("of no company: %v, want %v", err, storage.ErrNotFound)
	}
}

func TestOutboxRelay(t *testing.T) {
	t.Parallel()

	d := newDatabase(t)
	owner := d.company(t, "1248100998")
	first, second := d.sync(t, owner.ID), d.sync(t, owner.ID)
	store, failure := postgres.NewOutbox(d.Pool), errors.New("full")

	var inner []outbox.Announcement
	relayed, err := store.Relay(t.Context(), 1, func(batch []outbox.Announcement) ([]uuid.UUID, error) {
		if len(batch) != 1 || batch[0] != (outbox.Announcement{JobID: first.ID, Kind: jobs.TaxInvoiceSync}) {
			t.Errorf("the first batch is %+v, want the job %s", batch, first.ID)
		}
		// Another process at the same time gets the rest.
		_, err := store.Relay(t.Context(), 9, func(batch []outbox.Announcement) ([]uuid.UUID, error) {
			inner = batch
			return nil, failure
		})
		if !errors.Is(err, failure) {
			t.Errorf("the failure of the stream is lost: %v", err)
		}
		return []uuid.UUID{first.ID}, nil
	})
	if err != nil || relayed != 1 {
		t.Errorf("relayed %d, %v, want 1", relayed, err)
	}
	if len(inner) != 1 || inner[0].JobID != second.ID {
		t.Errorf("the other process got %+v, want the job %s", inner, second.ID)
	}
	relayed, err = store.Relay(t.Context(), 9, func(batch []outbox.Announcement) ([]uuid.UUID, error) {
		return []uuid.UUID{batch[0].JobID}, failure
	})
	if relayed != 1 || !errors.Is(err, failure) || d.count(t, "outbox") != 0 {
		t.Errorf("relayed %d, %v, left %d rows, want what was published removed", relayed, err, d.count(t, "outbox"))
	}
	relayed, err = store.Relay(t.Context(), 9, func([]outbox.Announcement) ([]uuid.UUID, error) {
		t.Error("an empty outbox is published")
		return nil, nil
	})
	if relayed != 0 || err != nil {
		t.Errorf("of an empty outbox, relayed %d, %v", relayed, err)
	}
}

// A process that dies while it publishes leaves the rows for the next.
func TestOutboxRelayCutOff(t *testing.T) {
	t.Parallel()

	d := newDatabase(t)
	d.sync(t, d.company(t, "1248100998").ID)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := postgres.NewOutbox(d.Pool).Relay(ctx, 9, func(batch []outbox.Announcement) ([]uuid.UUID, error) {
		cancel()
		return []uuid.UUID{batch[0].JobID}, nil
	})
	if err == nil || d.count(t, "outbox") != 1 {
		t.Errorf("cut off: %v, %d rows, want an error and the row still there", err, d.count(t, "outbox"))
	}
}

func TestOutboxRequeue(t *testing.T) {
	t.Parallel()

	d := newDatabase(t)
	owner := d.company(t, "1248100998")
	lost, waiting, finished := d.sync(t, owner.ID), d.sync(t, owner.ID), d.sync(t, owner.ID)
	d.sync(t, owner.ID) // a new one
	d.execute(t, "UPDATE jobs SET changed_at = now() - interval '2 hours' WHERE id = ANY ($1)",
		[]uuid.UUID{lost.ID, waiting.ID, finished.ID})
	d.execute(t, "UPDATE jobs SET status = 'succeeded', finished_at = now() WHERE id = $1", finished.ID)
	d.execute(t, "DELETE FROM outbox WHERE job_id <> $1", waiting.ID)

	store := postgres.NewOutbox(d.Pool)
	for i, want := range []int64{1, 0} { // once
		got, err := store.Requeue(t.Context(), time.Now().Add(-time.Hour))
		if err != nil || got != want {
			t.Errorf("run %d: announced %d again, %v, want %d", i+1, got, err, want)
		}
	}
	if rows := d.count(t, "outbox WHERE job_id = '"+lost.ID.String()+"'"); rows != 1 || d.count(t, "outbox") != 2 {
		t.Errorf("the outbox has %d rows of the lost job and %d in all, want 1 and 2", rows, d.count(t, "outbox"))
	}
}
