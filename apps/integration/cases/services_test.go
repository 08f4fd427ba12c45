//go:build integration

package cases_test

import (
	"context"
	"testing"

	"kerp.io/apps/integration/api"
	"kerp.io/apps/integration/services"
)

// heldSync begins a sync and holds it in the middle: the worker waits for the tax-scraper, which is paused.
func heldSync(t *testing.T) (company api.Company, job api.Job) {
	t.Helper()

	company = newCompany(t)
	if err := kerp.Services.TaxScraper.Pause(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { release(t) }) // also when the case fails before it does so itself
	job = askForSync(t, company)
	await(t, api.Syncs, job, running)
	return company, job
}

func release(t *testing.T) {
	t.Helper()

	if err := kerp.Services.TaxScraper.Resume(); err != nil {
		t.Error(err)
	}
}

// startAgain starts a service that was stopped, at the latest when the case ends.
func startAgain(t *testing.T, service *services.Service) (now func()) {
	t.Helper()

	started := false
	now = func() {
		if started {
			return
		}
		started = true
		if err := service.Start(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(now)
	return now
}

func workerKilled(t *testing.T) {
	company, job := heldSync(t)
	start := startAgain(t, kerp.Services.Worker)
	if err := kerp.Services.Worker.Kill(); err != nil {
		t.Fatal(err)
	}
	release(t)
	if seen := await(t, api.Syncs, job, running); seen.Attempts != 1 {
		t.Errorf("the killed worker made %d attempts, want 1", seen.Attempts)
	}

	start()
	if done := expectSync(t, company, job); done.Attempts != 2 {
		t.Errorf("the job took %d attempts, want 2", done.Attempts)
	}
}

func workerStopped(t *testing.T) {
	company, job := heldSync(t)
	start := startAgain(t, kerp.Services.Worker)
	stopped := make(chan error, 1)
	stopping := kerp.Services.Worker.Next("shutting down")
	go func() { stopped <- kerp.Services.Worker.Stop(within(t)) }()
	<-stopping
	release(t)
	if err := <-stopped; err != nil {
		t.Fatal(err)
	}
	if done := expectSync(t, company, job); done.Attempts != 1 {
		t.Errorf("the job took %d attempts, want the one of the stopped worker", done.Attempts)
	}
	start()
}

func taxScraperKilled(t *testing.T) {
	company, job := heldSync(t)
	start := startAgain(t, kerp.Services.TaxScraper)
	if err := kerp.Services.TaxScraper.Kill(); err != nil {
		t.Fatal(err)
	}
	await(t, api.Syncs, job, failedOnce)
	start()
	if done := expectSync(t, company, job); done.Attempts < 2 {
		t.Errorf("the job took %d attempts, want more than the one that was cut off", done.Attempts)
	}
}

func insuranceEDIAway(t *testing.T) {
	company := newCompany(t)
	start := startAgain(t, kerp.Services.InsuranceEDI)
	if err := kerp.Services.InsuranceEDI.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	job := askForFiling(t, company)
	await(t, api.Filings, job, failedOnce)
	start()
	expectFiling(t, company, job)
}
