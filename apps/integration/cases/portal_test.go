//go:build integration

package cases_test

import (
	"fmt"
	"testing"

	"kerp.io/apps/integration/api"
	"kerp.io/libs/go/jobs"
)

// Companies by which the portal behaves in a special way: apps/tax-scraper/tests/portal_stand_in/companies.py.
const (
	slow       = "1010000074"
	failsOnce  = "1010000055"
	brokenCell = "1010000109"
)

// slowPortal: a portal that never ends its page is given up, and holds up nobody else meanwhile.
func slowPortal(t *testing.T) {
	company := companyOf(t, slow)
	job := askForSync(t, company)
	await(t, api.Syncs, job, running)
	other := newCompany(t)
	expectSync(t, other, askForSync(t, other))

	failed := await(t, api.Syncs, job, api.Finished)
	if failed.Status != api.Failed || failed.Attempts != attempts {
		t.Errorf("the sync ended as %s after %d attempts, want failed after %d",
			failed.Status, failed.Attempts, attempts)
	}
	expectDeadLetter(t, jobs.TaxInvoiceSync, job.ID, fmt.Sprintf("failed %d times", attempts))
}

func portalFailsOnce(t *testing.T) {
	company := companyOf(t, failsOnce)
	if done := expectSync(t, company, askForSync(t, company)); done.Attempts != 2 {
		t.Errorf("the job took %d attempts, want 2", done.Attempts)
	}
}

// poisonPage: what no further attempt would read is not tried again.
func poisonPage(t *testing.T) {
	company := companyOf(t, brokenCell)
	job := askForSync(t, company)
	failed := await(t, api.Syncs, job, api.Finished)
	if failed.Status != api.Failed || failed.Attempts != 1 {
		t.Errorf("the sync ended as %s after %d attempts, want failed after 1", failed.Status, failed.Attempts)
	}
	expectDeadLetter(t, jobs.TaxInvoiceSync, job.ID, "n/a")
}
