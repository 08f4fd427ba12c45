package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// Company is a company whose invoices and filings the ERP handles.
type Company struct {
	ID             string `json:"id,omitempty"`
	BusinessNumber string `json:"business_number"`
	Name           string `json:"name"`
	CredentialRef  string `json:"credential_ref"`
}

// Sync asks for the tax invoices of a company in a month (YYYY-MM).
type Sync struct {
	CompanyID string `json:"company_id"`
	Period    string `json:"period"`
}

// Filing asks for a filing with one of the four social insurances. Wages are in won.
type Filing struct {
	CompanyID      string `json:"company_id"`
	Kind           string `json:"kind"`
	Scheme         string `json:"scheme"`
	EmployeeName   string `json:"employee_name"`
	ResidentNumber string `json:"resident_number"`
	EffectiveDate  string `json:"effective_date"`
	MonthlyWage    int64  `json:"monthly_wage"`
}

// Job is work that the server took on.
type Job struct {
	ID         string          `json:"id"`
	Status     string          `json:"status"`
	Attempts   int             `json:"attempts"`
	Failure    string          `json:"failure"`
	FinishedAt *time.Time      `json:"finished_at"`
	Result     json.RawMessage `json:"result"`
}

// What a job's status can be at its end.
const (
	Succeeded = "succeeded"
	Failed    = "failed"
)

// Invoice is a stored tax invoice. Amounts are in won.
type Invoice struct {
	ApprovalNumber         string `json:"approval_number"`
	SupplierBusinessNumber string `json:"supplier_business_number"`
	BuyerBusinessNumber    string `json:"buyer_business_number"`
	IssueDate              string `json:"issue_date"`
	SupplyAmount           int64  `json:"supply_amount"`
	TaxAmount              int64  `json:"tax_amount"`
}

// Paths of the two kinds of jobs.
const (
	Syncs   = "/api/v1/tax-invoice-syncs"
	Filings = "/api/v1/insurance-filings"
)

const companies = "/api/v1/companies"

// NewCompany stores a company and returns it with its id.
func (c *Client) NewCompany(ctx context.Context, company Company) (Company, error) {
	return ask[Company](ctx, c, http.MethodPost, companies, company, "")
}

// NewJob asks for a job at path, which is [Syncs] or [Filings]; request is a [Sync] or a [Filing].
func (c *Client) NewJob(ctx context.Context, path string, request any, key string) (Job, error) {
	return ask[Job](ctx, c, http.MethodPost, path, request, key)
}

// Job returns a job as it is now.
func (c *Client) Job(ctx context.Context, path, id string) (Job, error) {
	return ask[Job](ctx, c, http.MethodGet, path+"/"+id, nil, "")
}

// askAgain is how often a job is asked for: the API has no call that waits for its end.
const askAgain = 50 * time.Millisecond

// Await asks for a job until done says so of it, and returns it. When ctx ends before that, its error tells how the job
// was last seen.
func (c *Client) Await(ctx context.Context, path, id string, done func(Job) bool) (Job, error) {
	ticker := time.NewTicker(askAgain)
	defer ticker.Stop()
	var last Job
	for {
		job, err := c.Job(ctx, path, id)
		if err == nil {
			last = job
			if done(job) {
				return job, nil
			}
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return last, fmt.Errorf("job %s is %q after %d attempts (%s): %w",
				id, last.Status, last.Attempts, last.Failure, context.Cause(ctx))
		}
	}
}

// Finished tells whether a job has come to its end.
func Finished(job Job) bool { return job.Status == Succeeded || job.Status == Failed }

// Invoices returns all stored invoices of a company in a month, page by page.
func (c *Client) Invoices(ctx context.Context, companyID, period string) ([]Invoice, error) {
	type page struct {
		Items []Invoice `json:"items"`
		Next  string    `json:"next"`
	}
	var all []Invoice
	for after := ""; ; {
		path := fmt.Sprintf("%s/%s/tax-invoices?period=%s&limit=200&after=%s", companies, companyID, period, after)
		got, err := ask[page](ctx, c, http.MethodGet, path, nil, "")
		if err != nil {
			return nil, err
		}
		all = append(all, got.Items...)
		if got.Next == "" {
			return all, nil
		}
		after = got.Next
	}
}
