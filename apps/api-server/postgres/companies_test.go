//go:build integration

package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"kerp.io/apps/api-server/company"
	"kerp.io/apps/api-server/postgres"
	"kerp.io/apps/api-server/storage"
	"kerp.io/db"
)

func TestCompanies(t *testing.T) {
	t.Parallel()

	d := newDatabase(t)
	companies := postgres.NewCompanies(d.Pool)
	first := d.company(t, "1248100998")
	if age := time.Since(first.CreatedAt); age < 0 || age > time.Minute {
		t.Errorf("created %s ago, want just now", age)
	}
	if got, err := companies.Get(t.Context(), first.ID); err != nil || got != first {
		t.Errorf("Get = %+v, %v, want %+v", got, err, first)
	}

	again := first
	again.Name = "another name"
	if got, err := companies.Create(t.Context(), again); err != nil || got != first {
		t.Errorf("created again under its id = %+v, %v, want %+v as it is", got, err, first)
	}
	again.ID = uuid.New()
	if got, err := companies.Create(t.Context(), again); !errors.Is(err, company.ErrTaken) {
		t.Errorf("created again under another id = %+v, %v, want %v", got, err, company.ErrTaken)
	}
	if _, err := companies.Get(t.Context(), again.ID); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("Get of no company: %v, want %v", err, storage.ErrNotFound)
	}

	second := d.company(t, "2208162517")
	page, err := companies.List(t.Context(), uuid.Nil, 1)
	if err != nil || len(page.Items) != 1 || page.Items[0] != first || page.Next != first.ID.String() {
		t.Errorf("first page = %+v, %v, want the first company and where to go on", page, err)
	}
	page, err = companies.List(t.Context(), first.ID, 1)
	if err != nil || len(page.Items) != 1 || page.Items[0] != second || page.Next != "" {
		t.Errorf("last page = %+v, %v, want the second company and no next", page, err)
	}
}

// What is wrong with the connection is told from what is wrong with a statement.
func TestUnavailable(t *testing.T) {
	t.Parallel()

	d := newDatabase(t)
	companies := postgres.NewCompanies(d.Pool)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	const nowhere = "postgres://kerp@127.0.0.1:1/kerp?sslmode=disable" // where nothing listens
	away, err := db.Open(t.Context(), nowhere, "test")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(away.Close)
	_, cutOff := companies.Get(ended, uuid.New())
	_, refused := postgres.NewCompanies(away).Get(t.Context(), uuid.New())
	for name, err := range map[string]error{"cut off": cutOff, "refused": refused} {
		if !errors.Is(err, storage.ErrUnavailable) {
			t.Errorf("%s: %v, want %v", name, err, storage.ErrUnavailable)
		}
	}
	d.execute(t, "ALTER TABLE companies DROP COLUMN name")
	if _, err := companies.Get(t.Context(), uuid.New()); err == nil || errors.Is(err, storage.ErrUnavailable) {
		t.Errorf("without a column: %v, want an error that is not %v", err, storage.ErrUnavailable)
	}
}
