package http_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"

	"kerp.io/apps/api-server/insurance"
	"kerp.io/apps/api-server/job"
	"kerp.io/apps/api-server/taxinvoice"
)

const companyJSON = `{"id":"` + companyID + `","business_number":"1248100998","name":"한빛전자",` +
	`"credential_ref":"hanbit","created_at":"2026-11-01T00:00:00Z"}`

func TestGet(t *testing.T) {
	t.Parallel()

	const jobID = "01a20df8-0000-7000-8000-000000000001"
	api := newAPI(t)
	invoices, finished := int64(2), created.Add(time.Minute)
	id := uuid.MustParse(jobID)
	succeeded := job.Job{ID: id, Status: job.Succeeded, Attempts: 2, CreatedAt: created, FinishedAt: &finished}
	api.syncs[id] = taxinvoice.Sync{
		Job: succeeded, CompanyID: uuid.MustParse(companyID), Period: "2026-10", Invoices: &invoices,
	}
	api.filings[id] = insurance.Filing{
		Job: job.Job{
			ID: id, Status: job.Failed, Attempts: 1, Failure: "refused", CreatedAt: created, FinishedAt: &finished,
		},
		Details: insurance.Details{
			Kind: "loss", Scheme: "health", EmployeeName: "홍길동", EffectiveDate: created, MonthlyWage: 1,
		},
		CompanyID: uuid.MustParse(companyID),
	}
	written := uuid.MustParse("01a20df8-0000-7000-8000-000000000002")
	api.filings[written] = insurance.Filing{
		Job: job.Job{ID: written, Status: job.Succeeded, Attempts: 1, CreatedAt: created, FinishedAt: &finished},
		Details: insurance.Details{
			Kind: "loss", Scheme: "health", EmployeeName: "홍길동", EffectiveDate: created, MonthlyWage: 1,
		},
		CompanyID: uuid.MustParse(companyID),
		Record:    &insurance.Record{Sealed: []byte{1, 2}, KeyID: "k", Layout: "l"},
	}
	api.invoices = []taxinvoice.Invoice{{
		ApprovalNumber: "202610014100000012345678", SupplierBusinessNumber: "1248100998",
		BuyerBusinessNumber: "2208162517", IssueDate: created, SupplyAmount: -100, TaxAmount: -10,
	}}

	const notFound = `{"type":"about:blank","title":"Not Found","status":404}`
	const filingJSON = `"company_id":"` + companyID + `","kind":"loss","scheme":"health",` +
		`"employee_name":"홍길동","effective_date":"2026-11-01","monthly_wage":1`
	tests := map[string]struct {
		wantStatus int
		wantBody   string
	}{
		"/business-numbers/1248100998":  {http.StatusOK, `{"number":"1248100998","formatted":"124-81-00998"}`},
		"/companies/" + companyID:       {http.StatusOK, companyJSON},
		"/companies/" + jobID:           {http.StatusNotFound, notFound},
		"/companies/12":                 {http.StatusNotFound, notFound},
		"/companies":                    {http.StatusOK, `{"items":[` + companyJSON + `]}`},
		"/companies?after=" + companyID: {http.StatusOK, `{"items":[]}`},
		"/companies/" + companyID + "/tax-invoices?period=2026-11": {
			http.StatusOK, `{"items":[{"approval_number":"202610014100000012345678",` +
				`"supplier_business_number":"1248100998","buyer_business_number":"2208162517",` +
				`"issue_date":"2026-11-01","supply_amount":-100,"tax_amount":-10}]}`,
		},
		"/companies/" + jobID + "/tax-invoices": {http.StatusNotFound, notFound},
		"/tax-invoice-syncs/" + jobID: {
			http.StatusOK, `{"id":"` + jobID + `","status":"succeeded","attempts":2,` +
				`"created_at":"2026-11-01T00:00:00Z","finished_at":"2026-11-01T00:01:00Z",` +
				`"company_id":"` + companyID + `","period":"2026-10","result":{"invoices":2}}`,
		},
		"/tax-invoice-syncs/" + companyID: {http.StatusNotFound, notFound},
		"/insurance-filings/" + jobID: {
			http.StatusOK, `{"id":"` + jobID + `","status":"failed","attempts":1,"failure":"refused",` +
				`"created_at":"2026-11-01T00:00:00Z","finished_at":"2026-11-01T00:01:00Z",` + filingJSON + `}`,
		},
		"/insurance-filings/" + written.String(): {
			http.StatusOK, `{"id":"` + written.String() + `","status":"succeeded","attempts":1,` +
				`"created_at":"2026-11-01T00:00:00Z","finished_at":"2026-11-01T00:01:00Z",` + filingJSON +
				`,"result":{"sealed_record":"AQI=","key_id":"k","layout":"l"}}`,
		},
		"/insurance-filings/" + companyID: {http.StatusNotFound, notFound},
		"/nothing":                        {http.StatusNotFound, notFound},
	}
	for path, test := range tests {
		t.Run(path, func(t *testing.T) {
			t.Parallel()

			expectResponse(t, api.do(t, http.MethodGet, "/api/v1"+path, ""), test.wantStatus, test.wantBody)
		})
	}
}

func TestGetRefuses(t *testing.T) {
	t.Parallel()

	const (
		wrongNumber = `"title":"Not a business registration number","status":422,"detail":`
		format      = `"a business registration number has 10 digits, such as 124-81-00998"`
		checkDigit  = `"the last digit does not match the nine before it: look for a mistyped digit"`
	)
	fields := func(list string) string {
		return `{"type":"tag:kerp.io,2026:problem:invalid-fields",` +
			`"title":"The request has fields that are not acceptable","status":422,"errors":[` + list + `]}`
	}
	tests := map[string]string{ // path -> body
		"/business-numbers/124-81-00999": `{"type":"tag:kerp.io,2026:problem:business-number-check-digit",` +
			wrongNumber + checkDigit + `,"errors":[{"field":"number","detail":` + checkDigit + `}]}`,
		"/business-numbers/12%2F3": `{"type":"tag:kerp.io,2026:problem:business-number-format",` +
			wrongNumber + format + `,"errors":[{"field":"number","detail":` + format + `}]}`,
		"/companies?limit=0":         fields(`{"field":"limit","detail":"want a number from 1 to 200"}`),
		"/companies?limit=201":       fields(`{"field":"limit","detail":"want a number from 1 to 200"}`),
		"/companies?limit=ten":       fields(`{"field":"limit","detail":"want a number from 1 to 200"}`),
		"/companies?limit=1&limit=2": fields(`{"field":"limit","detail":"is there twice"}`),
		"/companies?after=x":         fields(`{"field":"after","detail":"want a UUID"}`),
		"/companies?page=2":          fields(`{"field":"page","detail":"is not a parameter of this request"}`),
		"/companies?limit=%zz":       fields(`{"field":"query","detail":"invalid URL escape \"%zz\""}`),
		"/companies/" + companyID + "/tax-invoices?period=2026-12": fields(
			`{"field":"period","detail":"this month has not begun in Korea"}`),
	}
	api := newAPI(t)
	for path, want := range tests {
		t.Run(path, func(t *testing.T) {
			t.Parallel()

			expectResponse(t, api.do(t, http.MethodGet, "/api/v1"+path, ""), http.StatusUnprocessableEntity, want)
		})
	}
}

func TestList(t *testing.T) {
	t.Parallel()

	api := newAPI(t)
	const more = `{"business_number":"220-81-62517","name":"두울","credential_ref":"duul"}`
	if response := api.do(t, http.MethodPost, "/api/v1/companies", more); response.Code != http.StatusCreated {
		t.Fatalf("create: %d %s", response.Code, response.Body)
	}
	var names []string
	for path := "/api/v1/companies?limit=1"; path != ""; {
		var list struct {
			Items []struct{ Name string }
			Next  string
		}
		decodeJSON(t, api.do(t, http.MethodGet, path, ""), &list)
		for _, item := range list.Items {
			names = append(names, item.Name)
		}
		path = ""
		if list.Next != "" {
			path = "/api/v1/companies?limit=1&after=" + list.Next
		}
	}
	if len(names) != 2 || names[0] == names[1] {
		t.Errorf("page by page, the companies are %q, want each of the two once", names)
	}
}

func TestUnknownMethod(t *testing.T) {
	t.Parallel()

	response := newAPI(t).do(t, http.MethodDelete, "/api/v1/companies/"+companyID, "")
	expectResponse(t, response, http.StatusMethodNotAllowed,
		`{"type":"about:blank","title":"Method Not Allowed","status":405}`)
	if got := response.Header().Get("Allow"); got != "GET, HEAD" {
		t.Errorf("Allow = %q, want GET, HEAD", got)
	}
}
