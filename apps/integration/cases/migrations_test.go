//go:build integration

package cases_test

import (
	"context"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/jackc/pgx/v5"

	"kerp.io/apps/integration/services"
)

// migrations takes the schema of a database of its own up, down to nothing, and up again.
func migrations(t *testing.T) {
	database, err := kerp.Servers.NewDatabase(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if dropped := database.Drop(context.WithoutCancel(t.Context())); dropped != nil {
			t.Error(dropped)
		}
	})
	migrate := func(args ...string) (columns []string) {
		if _, failed := services.Migrate(t.Context(), root, database.URL, args...); failed != nil {
			t.Fatal(failed)
		}
		return schema(t, database.URL)
	}

	files, err := filepath.Glob(filepath.Join(root, "db", "migrations", "*.down.sql"))
	if err != nil {
		t.Fatal(err)
	}

	up := migrate("up")
	if len(up) == 0 {
		t.Error("the migrations made no table")
	}
	if again := migrate("up"); !slices.Equal(again, up) {
		t.Errorf("up once more changed the schema to\n%q\nfrom\n%q", again, up)
	}
	if down := migrate("down", strconv.Itoa(len(files))); len(down) > 0 {
		t.Errorf("down left %q", down)
	}
	if again := migrate("up"); !slices.Equal(again, up) {
		t.Errorf("up, down and up made\n%q\nwant\n%q", again, up)
	}
}

// schema describes each column and constraint of the database, but for the table of the migrations themselves.
func schema(t *testing.T, databaseURL string) []string {
	t.Helper()

	connection, err := pgx.Connect(t.Context(), databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close(context.WithoutCancel(t.Context())) })
	rows, err := connection.Query(t.Context(), `
		SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default)
		FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'schema_migrations'
		UNION ALL
		SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
		WHERE connamespace = 'public'::regnamespace AND conrelid <> 'schema_migrations'::regclass
		UNION ALL
		SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'schema_migrations'
		ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	described, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return described
}
