package db

import (
	"context"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Newest is the version of the newest migration in [Migrations].
func Newest() (version uint) {
	files, err := fs.Glob(Migrations, "migrations/*.up.sql")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	for _, file := range files {
		number, _, _ := strings.Cut(strings.TrimPrefix(file, "migrations/"), "_")
		parsed, err := strconv.ParseUint(number, 10, 32)
		if err != nil {
			panic(file + " does not begin with the number of a version")
		}
		version = max(version, uint(parsed))
	}
	return version
}

// Check returns why the service cannot work with the database, or nil: it cannot be reached, or its schema is older
// than this binary's. A newer one is right, as a release works with the schema of the next.
func Check(ctx context.Context, pool *pgxpool.Pool) error {
	var version uint
	var dirty bool
	// The table in which golang-migrate keeps what it has done.
	const query = "SELECT version, dirty FROM schema_migrations"
	if err := pool.QueryRow(ctx, query).Scan(&version, &dirty); err != nil {
		return fmt.Errorf("version of the schema: %w", err)
	}
	if dirty {
		return fmt.Errorf("the migration to version %d stopped half-way", version)
	}
	if newest := Newest(); version < newest {
		return fmt.Errorf("the schema has version %d, want at least %d: run the migrations", version, newest)
	}
	return nil
}
