//go:build integration

package cases_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"kerp.io/apps/integration/api"
)

func duplicateRequests(t *testing.T) {
	company := newCompany(t)
	const key = "filing-of-october"
	request := newFiling(company)

	// At the same time: one is taken, the others get its answer or are told that it is under way.
	const clients = 8
	answers := make([]api.Response, clients)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() {
			answer, err := kerp.API.Do(t.Context(), http.MethodPost, api.Filings, request, key)
			if err != nil {
				t.Error(err)
			}
			answers[i] = answer
		})
	}
	all.Wait()

	// Later: the same answer.
	again, err := kerp.API.NewJob(t.Context(), api.Filings, request, key)
	if err != nil {
		t.Fatal(err)
	}
	for _, answer := range answers {
		switch answer.Status {
		case http.StatusAccepted:
			if job := decode[api.Job](t, answer.Body); job.ID != again.ID {
				t.Errorf("job %s was taken on, and job %s for the same request", job.ID, again.ID)
			}
		case http.StatusConflict:
		default:
			t.Errorf("answered %d %s, want 202 or 409", answer.Status, answer.Body)
		}
	}
	expectFiling(t, company, again)
	expectCount(t, 1, "SELECT count(*) FROM insurance_filings WHERE company_id = $1", company.ID)

	// The key of another request.
	request.MonthlyWage++
	expectAnswer(t, http.StatusUnprocessableEntity, "Idempotency-Key", api.Filings, request, key)
	expectCount(t, 1, "SELECT count(*) FROM insurance_filings WHERE company_id = $1", company.ID)
}

func wrongRequests(t *testing.T) {
	company := newCompany(t)
	before := stored(t)
	valid := newFiling(company)
	changed := func(change func(*api.Filing)) api.Filing {
		request := valid
		change(&request)
		return request
	}
	tests := map[string]struct {
		path    string
		request any
		status  int
		field   string
	}{
		"a business number with another check digit": {
			"/api/v1/companies",
			api.Company{BusinessNumber: "1248100990", Name: "한빛상사", CredentialRef: "portal"},
			http.StatusUnprocessableEntity, "business_number",
		},
		"a resident number with another check digit": {
			api.Filings, changed(func(f *api.Filing) { f.ResidentNumber = "9001011234560" }),
			http.StatusUnprocessableEntity, "resident_number",
		},
		"an unknown scheme": {
			api.Filings, changed(func(f *api.Filing) { f.Scheme = "fire" }),
			http.StatusUnprocessableEntity, "scheme",
		},
		"a company that is not there": {
			api.Syncs,
			api.Sync{CompanyID: "00000000-0000-4000-8000-000000000000", Period: period},
			http.StatusUnprocessableEntity, "company_id",
		},
		"a month that no year has": {
			api.Syncs,
			api.Sync{CompanyID: company.ID, Period: "2026-13"},
			http.StatusUnprocessableEntity, "period",
		},
		"an unknown field": {
			api.Syncs,
			map[string]string{"company_id": company.ID, "month": period},
			http.StatusUnprocessableEntity, "month",
		},
		"a body of 1 MiB": {
			api.Syncs,
			map[string]string{"company_id": strings.Repeat("x", 1<<20)},
			http.StatusRequestEntityTooLarge, "",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			expectAnswer(t, test.status, test.field, test.path, test.request, "")
		})
	}
	if after := stored(t); after != before {
		t.Errorf("there were %d companies and jobs, and now %d", before, after)
	}
}

// stored is how many companies and jobs there are.
func stored(t *testing.T) int {
	t.Helper()

	return count(t, "SELECT (SELECT count(*) FROM companies) + (SELECT count(*) FROM jobs)")
}

// expectAnswer compares the status of an answer, and the field that it finds wrong; "" is none.
func expectAnswer(t *testing.T, status int, field, path string, request any, key string) {
	t.Helper()

	answer, err := kerp.API.Do(within(t), http.MethodPost, path, request, key)
	if err != nil {
		t.Fatal(err)
	}
	if answer.Status != status || field != "" && !strings.Contains(string(answer.Body), `"field":"`+field+`"`) {
		t.Errorf("%s answers %d %s, want %d with the field %q", path, answer.Status, answer.Body, status, field)
	}
}
