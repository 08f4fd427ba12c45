package environment

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Database is an empty database of its own on a server.
type Database struct {
	// URL is that of the server, with the database's name.
	URL string

	server string
	name   pgx.Identifier
}

// NewDatabase makes a database on the server. The caller drops it.
func (e *Environment) NewDatabase(ctx context.Context) (*Database, error) {
	location, err := url.Parse(e.Postgres.URL)
	if err != nil {
		return nil, errors.New("the URL of the database is no URL") // the error of Parse would show the password
	}
	name := "kerp_" + strings.ToLower(rand.Text())
	location.Path = name
	database := &Database{URL: location.String(), server: e.Postgres.URL, name: pgx.Identifier{name}}
	if err := database.run(ctx, "CREATE DATABASE "+database.name.Sanitize()); err != nil {
		return nil, fmt.Errorf("make a database: %w", err)
	}
	return database, nil
}

// Drop removes the database, also when someone is connected to it.
func (d *Database) Drop(ctx context.Context) error {
	if err := d.run(ctx, "DROP DATABASE "+d.name.Sanitize()+" WITH (FORCE)"); err != nil {
		return fmt.Errorf("drop a database: %w", err)
	}
	return nil
}

func (d *Database) run(ctx context.Context, statement string) (err error) {
	connection, err := pgx.Connect(ctx, d.server)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, connection.Close(ctx)) }()
	_, err = connection.Exec(ctx, statement)
	return err
}
