//go:build integration

package postgres_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"kerp.io/apps/worker/insurance"
	"kerp.io/apps/worker/job"
	"kerp.io/apps/worker/postgres"
	"kerp.io/apps/worker/taxinvoice"
	"kerp.io/libs/go/sealing"
)

func TestTaxInvoices(t *testing.T) {
	t.Parallel()

	d := newDatabase(t)
	store, id := postgres.NewTaxInvoices(d.Pool), d.sync(t)
	sync, err := store.Sync(t.Context(), id)
	want := taxinvoice.Sync{
		CompanyID: d.company, BusinessNumber: "1248100998", Period: "2026-10", CredentialRef: "hanbit",
	}
	if err != nil || sync != want {
		t.Errorf("Sync = %+v, %v, want %+v", sync, err, want)
	}

	invoice := func(number string, amount int64) taxinvoice.Invoice {
		return taxinvoice.Invoice{
			ApprovalNumber: number, SupplierBusinessNumber: "1248100998", BuyerBusinessNumber: "2208162517",
			IssueDate:    time.Date(2026, time.October, 1, 0, 0, 0, 0, time.UTC),
			SupplyAmount: amount, TaxAmount: amount / 10,
		}
	}
	const first, second = "202610014100000000000001", "202610014100000000000002"
	for _, page := range [][]taxinvoice.Invoice{
		{invoice(first, 100), invoice(second, 200), invoice(second, 200)}, // one twice on a page
		{invoice(second, -300)}, // brought up to date
		nil,
	} {
		if err := store.Upsert(t.Context(), d.company, page); err != nil {
			t.Fatal(err)
		}
	}
	const query = `SELECT string_agg(concat_ws(' ', approval_number, supplier_business_number, buyer_business_number,
		issue_date, supply_amount, tax_amount), ', ' ORDER BY approval_number) FROM tax_invoices`
	wantRows := first + " 1248100998 2208162517 2026-10-01 100 10, " +
		second + " 1248100998 2208162517 2026-10-01 -300 -30"
	if got := d.text(t, query); got != wantRows {
		t.Errorf("the invoices are %s, want %s", got, wantRows)
	}

	if err := store.Succeed(t.Context(), id, 2); err != nil {
		t.Fatal(err)
	}
	d.expectJob(t, id, "succeeded 0")
	if got := d.text(t, "SELECT invoice_count::text FROM tax_invoice_syncs"); got != "2" {
		t.Errorf("the result is %s, want 2", got)
	}
	if _, err := store.Sync(t.Context(), uuid.New()); err == nil {
		t.Error("there is a sync of no job")
	}
}

// What the database does not take, another attempt would not make it take.
func TestTaxInvoicesRefused(t *testing.T) {
	t.Parallel()

	d := newDatabase(t)
	page := []taxinvoice.Invoice{{
		ApprovalNumber: "short", SupplierBusinessNumber: "1248100998", BuyerBusinessNumber: "2208162517",
		IssueDate: time.Date(2026, time.October, 1, 0, 0, 0, 0, time.UTC),
	}}
	err := postgres.NewTaxInvoices(d.Pool).Upsert(t.Context(), d.company, page)
	if _, permanent := errors.AsType[*job.PermanentError](err); !permanent {
		t.Errorf("Upsert = %v, want a permanent error", err)
	}
}

func TestInsuranceFiling(t *testing.T) {
	t.Parallel()

	d := newDatabase(t)
	id := d.filing(t)
	filing, err := postgres.NewInsuranceFilings(d.Pool, d.key).Filing(t.Context(), id)
	want := insurance.Filing{
		Kind: "loss", Scheme: "health", BusinessNumber: "1248100998", EmployeeName: "홍길동",
		ResidentNumber: "9001011234568", MonthlyWage: 3_000_000,
		EffectiveDate: time.Date(2026, time.October, 1, 0, 0, 0, 0, time.UTC),
	}
	if err != nil || filing != want {
		t.Errorf("Filing = %+v, %v, want %+v", filing, err, want)
	}

	other := &sealing.Key{}
	if err = other.UnmarshalText([]byte("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")); err != nil {
		t.Fatal(err)
	}
	_, err = postgres.NewInsuranceFilings(d.Pool, other).Filing(t.Context(), id)
	const wantErr = "the resident number: sealed value: another key, another owner or changed bytes"
	if _, permanent := errors.AsType[*job.PermanentError](err); err == nil || err.Error() != wantErr || permanent {
		t.Errorf("with another key: %v, permanent %v, want %s, not permanent", err, permanent, wantErr)
	}
}
