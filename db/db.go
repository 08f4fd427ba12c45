// Package db opens the Postgres database of the services and carries its migrations.
package db

import (
	"context"
	"embed"
	"fmt"
	"time"

	"github.com/exaring/otelpgx"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Migrations holds the files of the folder migrations, in the naming of golang-migrate.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Limits that keep a slow database from holding all of a service's requests.
const (
	connectTimeout   = 5 * time.Second
	statementTimeout = "10000" // milliseconds
)

// URL is where a database is reached and as whom. It is secret, as it usually has a password.
type URL string

// UnmarshalText takes what pgx takes: postgres://user:password@host:port/database?sslmode=...
func (u *URL) UnmarshalText(text []byte) error {
	if _, err := pgxpool.ParseConfig(string(text)); err != nil {
		return err
	}
	*u = URL(text)
	return nil
}

// Open returns a pool of connections to the database at url. It connects when it is first used, and again
// after a failure. Statements end after ten seconds.
func Open(ctx context.Context, url URL, application string) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(string(url))
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	config.ConnConfig.ConnectTimeout = connectTimeout
	config.ConnConfig.RuntimeParams["application_name"] = application
	config.ConnConfig.RuntimeParams["statement_timeout"] = statementTimeout
	// The spans hold no parameters of queries: these are people's data.
	config.ConnConfig.Tracer = otelpgx.NewTracer()
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	return pool, nil
}
