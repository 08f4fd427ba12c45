// Package schema changes the schema of the database by migrations.
package schema

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"

	"github.com/golang-migrate/migrate/v4"
	"github.com/golang-migrate/migrate/v4/database/pgx/v5"
	"github.com/golang-migrate/migrate/v4/source/iofs"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"kerp.io/db"
)

// Schema is that of one database. Changes hold a lock in it: of several at once, one runs and the others wait.
type Schema struct {
	migrate *migrate.Migrate
}

// Open connects to the database at url. The caller closes the schema.
func Open(ctx context.Context, url db.URL) (*Schema, error) {
	pool, err := sql.Open("pgx", string(url))
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	opened, err := open(ctx, pool)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("database: %w", err), pool.Close())
	}
	return opened, nil
}

func open(ctx context.Context, pool *sql.DB) (*Schema, error) {
	if err := pool.PingContext(ctx); err != nil {
		return nil, err
	}
	source, err := iofs.New(db.Migrations, "migrations")
	if err != nil {
		return nil, err
	}
	driver, err := pgx.WithInstance(pool, &pgx.Config{})
	if err != nil {
		return nil, err
	}
	migrations, err := migrate.NewWithInstance("iofs", source, "pgx", driver)
	if err != nil {
		return nil, err
	}
	return &Schema{migrations}, nil
}

// Up brings the schema to the newest version.
func (s *Schema) Up(ctx context.Context) error { return s.run(ctx, s.migrate.Up) }

// Down takes back the given number of migrations, or all where there are fewer, and with them the data that only they
// have a place for.
func (s *Schema) Down(ctx context.Context, steps int) error {
	return s.run(ctx, func() error {
		err := s.migrate.Steps(-steps)
		if _, short := errors.AsType[migrate.ErrShortLimit](err); short || errors.Is(err, fs.ErrNotExist) {
			return migrate.ErrNoChange
		}
		return err
	})
}

// Version is that of the last migration done, 0 when there is none.
func (s *Schema) Version() (uint, error) {
	version, dirty, err := s.migrate.Version()
	switch {
	case errors.Is(err, migrate.ErrNilVersion):
		return 0, nil
	case err != nil:
		return 0, fmt.Errorf("version of the schema: %w", err)
	case dirty:
		return version, fmt.Errorf("the migration to version %d stopped half-way: "+
			"repair the schema by hand, then set dirty to false in schema_migrations", version)
	}
	return version, nil
}

// Close ends the connections.
func (s *Schema) Close() error {
	source, database := s.migrate.Close()
	return errors.Join(source, database)
}

// run lets the migration under way end when ctx is done, and starts no further one.
func (s *Schema) run(ctx context.Context, change func() error) error {
	if _, err := s.Version(); err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { s.migrate.GracefulStop <- true })
	defer stop()
	if err := change(); err != nil && !errors.Is(err, migrate.ErrNoChange) {
		return fmt.Errorf("migrate: %w", err)
	}
	return ctx.Err()
}
