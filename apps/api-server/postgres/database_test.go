//go:build integration

package postgres_test

import (
	"sync/atomic"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"

	"kerp.io/apps/api-server/company"
	"kerp.io/apps/api-server/postgres"
	"kerp.io/db/dbtest"
)

// database is one of a test alone.
type database struct {
	*pgxpool.Pool

	// announced counts how often the relay was told to look.
	announced atomic.Int32
}

func newDatabase(t *testing.T) *database {
	t.Helper()

	return &database{Pool: dbtest.Open(t)}
}

func (d *database) stored() { d.announced.Add(1) }

// count counts the rows of a table.
func (d *database) count(t *testing.T, table string) int {
	t.Helper()

	var rows int
	if err := d.QueryRow(t.Context(), "SELECT count(*) FROM "+table).Scan(&rows); err != nil {
		t.Fatal(err)
	}
	return rows
}

func (d *database) execute(t *testing.T, statement string, args ...any) {
	t.Helper()

	if _, err := d.Exec(t.Context(), statement, args...); err != nil {
		t.Fatal(err)
	}
}

// company stores the company of the given number.
func (d *database) company(t *testing.T, number string) company.Company {
	t.Helper()

	wanted, err := company.New(uuid.Must(uuid.NewV7()), number, "한빛전자", "hanbit")
	if err != nil {
		t.Fatal(err)
	}
	stored, err := postgres.NewCompanies(d.Pool).Create(t.Context(), wanted)
	if err != nil {
		t.Fatal(err)
	}
	return stored
}
