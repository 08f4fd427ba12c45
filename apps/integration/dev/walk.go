package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"kerp.io/apps/integration/api"
	"kerp.io/apps/integration/services"
	"kerp.io/apps/integration/system"
)

// patience is how long a job may take.
const patience = time.Minute

// walk starts everything, has one sync and one filing done, shows each step, and ends everything.
func walk(ctx context.Context, root string) error {
	if err := build(ctx, root, built); err != nil {
		return err
	}
	say("starting the servers and the services")
	running, err := system.Start(ctx, system.Config{Root: root, Logs: logFolder(root)})
	if err != nil {
		return err
	}
	return errors.Join(show(ctx, running), running.Close(ctx))
}

func show(ctx context.Context, running *system.System) error {
	for _, server := range running.Servers.All() {
		say("  %-13s  %s", server.Name, server.Origin)
	}
	for _, service := range running.Services.All() {
		say("  %-13s  %s", service.Name, service.Addr)
	}

	w := walker{running.API}
	company, err := w.company(ctx)
	if err != nil {
		return err
	}
	return errors.Join(w.sync(ctx, company), w.filing(ctx, company))
}

type walker struct{ api *api.Client }

func (w walker) company(ctx context.Context) (api.Company, error) {
	request := api.Company{BusinessNumber: "1248100998", Name: "한빛상사", CredentialRef: services.Credential}
	say("\ncompany\n  POST /api/v1/companies %s", asJSON(request))
	company, err := w.api.NewCompany(ctx, request)
	if err == nil {
		say("  stored as %s", company.ID)
	}
	return company, err
}

func (w walker) sync(ctx context.Context, company api.Company) error {
	request := api.Sync{CompanyID: company.ID, Period: "2026-10"}
	say("\ntax-invoice sync (전자세금계산서)\n  POST %s %s", api.Syncs, asJSON(request))
	if err := w.job(ctx, api.Syncs, request); err != nil {
		return err
	}
	invoices, err := w.api.Invoices(ctx, company.ID, request.Period)
	if err != nil {
		return err
	}
	say("  stored:")
	for _, one := range invoices {
		say("    %s  %s  %s -> %s  %10d won  tax %9d won", one.ApprovalNumber, one.IssueDate,
			one.SupplierBusinessNumber, one.BuyerBusinessNumber, one.SupplyAmount, one.TaxAmount)
	}
	return nil
}

func (w walker) filing(ctx context.Context, company api.Company) error {
	request := api.Filing{
		CompanyID: company.ID, Kind: "acquisition", Scheme: "national-pension", EmployeeName: "홍길동",
		ResidentNumber: "9001011000011", EffectiveDate: "2026-10-01", MonthlyWage: 3_100_000,
	}
	shown := request
	shown.ResidentNumber = request.ResidentNumber[:6] + "-*******"
	say("\ninsurance filing (국민연금 자격취득)\n  POST %s %s", api.Filings, asJSON(shown))
	return w.job(ctx, api.Filings, request)
}

// job asks for a job and shows each status that it has until its end.
func (w walker) job(ctx context.Context, path string, request any) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()

	begin := time.Now()
	job, err := w.api.NewJob(ctx, path, request, "")
	if err != nil {
		return err
	}
	say("  202 Accepted, job %s", job.ID)
	shown := ""
	job, err = w.api.Await(ctx, path, job.ID, func(job api.Job) bool {
		if job.Status != shown {
			shown = job.Status
			say("  %6.0f ms  %s", time.Since(begin).Seconds()*1000, job.Status)
		}
		return api.Finished(job)
	})
	if err != nil {
		return err
	}
	if job.Status != api.Succeeded {
		return fmt.Errorf("job %s ended as %s: %s", job.ID, job.Status, job.Failure)
	}
	say("  result: %s", job.Result)
	return nil
}

func asJSON(request any) string {
	text, err := json.Marshal(request)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
