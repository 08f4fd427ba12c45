//go:build integration

package cases_test

import (
	"context"
	"net/http"
	"testing"

	"kerp.io/apps/integration/api"
	"kerp.io/apps/integration/environment"
)

// stop stops a server and returns what starts it again; the end of the case does so at the latest.
func stop(t *testing.T, server *environment.Server) (start func()) {
	t.Helper()

	if !server.Ours() {
		t.Skipf("%s is %s: it is not ours to restart", server.Name, server.Origin)
	}
	if err := server.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	started := false
	start = func() {
		if started {
			return
		}
		started = true
		if err := server.Start(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(start)
	return start
}

// natsRestarted: what is asked for without NATS is done later, and what was under way ends once.
func natsRestarted(t *testing.T) {
	held, begun := heldSync(t)
	start := stop(t, kerp.Servers.NATS)
	company := newCompany(t)
	job := askForFiling(t, company)
	release(t)

	start()
	expectFiling(t, company, job)
	expectSync(t, held, begun)
}

// redisRestarted: without Redis nobody can tell whether a request with a key is new, and nothing is stored.
func redisRestarted(t *testing.T) {
	company := newCompany(t)
	known := newFiling(company)
	first := askForJob(t, api.Filings, known, "known-before")
	expectFiling(t, company, first)

	before := stored(t)
	start := stop(t, kerp.Servers.Redis)
	request := newFiling(company)
	expectAnswer(t, http.StatusServiceUnavailable, "", api.Filings, request, "asked-meanwhile")
	if after := stored(t); after != before {
		t.Errorf("there were %d companies and jobs, and now %d", before, after)
	}

	start()
	if again := askForJob(t, api.Filings, known, "known-before"); again.ID != first.ID {
		t.Errorf("after the restart the same request is job %s, want %s", again.ID, first.ID)
	}
	askForJob(t, api.Filings, request, "asked-meanwhile")
}

// postgresRestarted: without PostgreSQL nothing is taken on, and what was under way ends once.
func postgresRestarted(t *testing.T) {
	held, begun := heldSync(t)
	company := newCompany(t)
	start := stop(t, kerp.Servers.Postgres)
	request := newFiling(company)
	const key = "asked-without-postgres"
	expectAnswer(t, http.StatusServiceUnavailable, "", api.Filings, request, key)
	release(t)

	start()
	expectFiling(t, company, repeatForJob(t, api.Filings, request, key))
	expectSync(t, held, begun)
}
