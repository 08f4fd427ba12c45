// Package dbtest gives tests databases of a real Postgres.
package dbtest

import (
	"context"
	"errors"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"kerp.io/db"
	"kerp.io/db/schema"
)

// Variable names the server: its role must be allowed to create databases.
const Variable = "DATABASE_URL"

// Create makes an empty database and returns where it is. It is dropped at the end of the test.
func Create(t *testing.T) db.URL {
	t.Helper()

	address, ok := os.LookupEnv(Variable)
	if !ok {
		t.Fatalf("%s is not set: it names a Postgres whose role may create databases", Variable)
	}
	server, err := url.Parse(address)
	if err != nil {
		t.Fatalf("%s is no URL", Variable)
	}
	name := "kerp_test_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	execute(t, address, "CREATE DATABASE "+name)
	t.Cleanup(func() { execute(t, address, "DROP DATABASE "+name+" WITH (FORCE)") })
	database := *server
	database.Path = "/" + name
	return db.URL(database.String())
}

// Open makes a database with the newest schema and returns connections to it.
func Open(t *testing.T) *pgxpool.Pool {
	t.Helper()

	address := Create(t)
	migrations, err := schema.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	if err = errors.Join(migrations.Up(t.Context()), migrations.Close()); err != nil {
		t.Fatal(err)
	}
	pool, err := db.Open(t.Context(), address, "test")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

func execute(t *testing.T, address, statement string) {
	t.Helper()

	ctx := context.WithoutCancel(t.Context()) // also in a cleanup
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, statement); err != nil {
		t.Fatal(err)
	}
}
