//go:build integration

package schema_test

import (
	"context"
	"maps"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"kerp.io/db"
	"kerp.io/db/dbtest"
	"kerp.io/db/schema"
)

// Every migration can be taken back and done again, and leaves the same behind each time.
func TestUpDownUp(t *testing.T) {
	t.Parallel()

	address := dbtest.Create(t)
	migrations, pool := open(t, address), connect(t, address)
	expectVersion(t, migrations, 0)
	empty := columns(t, pool)

	up(t, migrations)
	expectVersion(t, migrations, db.Newest())
	full := columns(t, pool)
	if len(full) == len(empty) {
		t.Error("the migrations made no table")
	}
	up(t, migrations) // nothing to do
	for version := db.Newest(); version > 0; version-- {
		if err := migrations.Down(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		expectVersion(t, migrations, version-1)
	}
	if got := columns(t, pool); !maps.Equal(got, empty) {
		t.Errorf("after all migrations were taken back there is %v, want %v", got, empty)
	}
	up(t, migrations)
	if got := columns(t, pool); !maps.Equal(got, full) {
		t.Errorf("after up, down, up there is %v, want %v", got, full)
	}
	if err := migrations.Down(t.Context(), 100); err != nil { // as far as it goes
		t.Fatal(err)
	}
	expectVersion(t, migrations, 0)
	if err := migrations.Down(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
}

// A rollout starts several at once.
func TestUpAtTheSameTime(t *testing.T) {
	t.Parallel()

	address := dbtest.Create(t)
	done := make(chan error)
	for range 3 {
		migrations := open(t, address)
		go func() { done <- migrations.Up(context.WithoutCancel(t.Context())) }()
	}
	for range 3 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	expectVersion(t, open(t, address), db.Newest())
}

func TestCheck(t *testing.T) {
	t.Parallel()

	address := dbtest.Create(t)
	migrations, pool := open(t, address), connect(t, address)
	const noTable = "version of the schema: no rows in result set"
	expectError(t, db.Check(t.Context(), pool), noTable)
	up(t, migrations)
	expectError(t, db.Check(t.Context(), pool), "")

	for _, step := range []struct{ statement, wantErr string }{ // each upon the one before
		{
			"UPDATE schema_migrations SET version = version - 1",
			"the schema has version 2, want at least 3: run the migrations",
		},
		{"UPDATE schema_migrations SET version = 99", ""},
		{"UPDATE schema_migrations SET dirty = true", "the migration to version 99 stopped half-way"},
	} {
		if _, err := pool.Exec(t.Context(), step.statement); err != nil {
			t.Fatal(err)
		}
		expectError(t, db.Check(t.Context(), pool), step.wantErr)
	}
	err := migrations.Up(t.Context())
	expectError(t, err, "the migration to version 99 stopped half-way: "+
		"repair the schema by hand, then set dirty to false in schema_migrations")
}

func TestOpenWithoutServer(t *testing.T) {
	t.Parallel()

	const nowhere = "postgres://kerp@127.0.0.1:1/kerp?sslmode=disable" // where nothing listens
	_, err := schema.Open(t.Context(), nowhere)
	expectError(t, err, "database: failed to connect to `user=kerp database=kerp`: 127.0.0.1:1 (127.0.0.1): "+
		"dial error: dial tcp 127.0.0.1:1: connect: connection refused")
}

func open(t *testing.T, address db.URL) *schema.Schema {
	t.Helper()

	opened, err := schema.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := opened.Close(); err != nil {
			t.Error(err)
		}
	})
	return opened
}

func connect(t *testing.T, address db.URL) *pgxpool.Pool {
	t.Helper()

	pool, err := db.Open(t.Context(), address, "test")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

func up(t *testing.T, migrations *schema.Schema) {
	t.Helper()

	if err := migrations.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func expectVersion(t *testing.T, migrations *schema.Schema, want uint) {
	t.Helper()

	if got, err := migrations.Version(); err != nil || got != want {
		t.Errorf("Version() = %d, %v, want %d", got, err, want)
	}
}

// columns returns the type of each column of each table.
func columns(t *testing.T, pool *pgxpool.Pool) map[string]string {
	t.Helper()

	rows, err := pool.Query(t.Context(), `SELECT table_name || '.' || column_name, data_type || is_nullable
		FROM information_schema.columns WHERE table_schema = 'public'`)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for rows.Next() {
		var column, kind string
		if err := rows.Scan(&column, &kind); err != nil {
			t.Fatal(err)
		}
		found[column] = kind
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return found
}

// expectError compares an error's text; no error has the text "".
func expectError(t *testing.T, err error, want string) {
	t.Helper()

	got := ""
	if err != nil {
		got = err.Error()
	}
	if got != want {
		t.Errorf("got error %q, want %q", got, want)
	}
}
