//go:build integration

package postgres_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"

	"kerp.io/db/dbtest"
	"kerp.io/libs/go/sealing"
	"kerp.io/libs/go/sealing/sealingtest"
)

// database is one of a test alone, with one company.
type database struct {
	*pgxpool.Pool

	company uuid.UUID
	key     *sealing.Key
}

func newDatabase(t *testing.T) *database {
	t.Helper()

	d := &database{Pool: dbtest.Open(t), company: uuid.New(), key: sealingtest.Key(t)}
	d.execute(t, "INSERT INTO companies VALUES ($1, '1248100998', '한빛전자', 'hanbit')", d.company)
	return d
}

// sync stores a job of the kind tax-invoice-sync.
func (d *database) sync(t *testing.T) uuid.UUID {
	t.Helper()

	id := uuid.New()
	d.execute(t, "INSERT INTO jobs (id, kind) VALUES ($1, 'tax-invoice-sync')", id)
	d.execute(t, "INSERT INTO tax_invoice_syncs VALUES ($1, $2, '2026-10')", id, d.company)
	return id
}

// filing stores a job of the kind insurance-filing.
func (d *database) filing(t *testing.T) uuid.UUID {
	t.Helper()

	id := uuid.New()
	d.execute(t, "INSERT INTO jobs (id, kind) VALUES ($1, 'insurance-filing')", id)
	d.execute(t, `INSERT INTO insurance_filings
		VALUES ($1, $2, 'loss', 'health', '홍길동', '2026-10-01', 3000000, $3)`,
		id, d.company, d.key.Seal("9001011234568", id.String()))
	return id
}

func (d *database) execute(t *testing.T, statement string, args ...any) {
	t.Helper()

	if _, err := d.Exec(t.Context(), statement, args...); err != nil {
		t.Fatal(err)
	}
}

// text is the one value that a query has, as text.
func (d *database) text(t *testing.T, query string, args ...any) string {
	t.Helper()

	var value string
	if err := d.QueryRow(t.Context(), query, args...).Scan(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

// job is the status, the number of attempts and the failure of a job.
func (d *database) job(t *testing.T, id uuid.UUID) string {
	t.Helper()

	return d.text(t, `SELECT concat_ws(' ', status, attempts, failure) FROM jobs
		WHERE id = $1 AND (finished_at IS NOT NULL) = (status IN ('succeeded', 'failed'))`, id)
}

func (d *database) expectJob(t *testing.T, id uuid.UUID, want string) {
	t.Helper()

	if got := d.job(t, id); got != want {
		t.Errorf("the job is %q, want %q", got, want)
	}
}
