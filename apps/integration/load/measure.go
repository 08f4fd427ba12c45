package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/jackc/pgx/v5"

	"kerp.io/apps/integration/api"
	"kerp.io/apps/integration/loopback"
	"kerp.io/apps/integration/process"
	"kerp.io/apps/integration/services"
	"kerp.io/apps/integration/system"
)

// What one measurement consists of: enough to take a second or so, bounded by its number.
const (
	requestCount = 10_000
	connections  = 8
	jobCount     = 200
)

// jobsTimeout bounds the jobs of one measurement.
const jobsTimeout = 5 * time.Minute

type measurement struct {
	root       string
	running    *system.System
	supervisor *process.Supervisor
	company    api.Company
	hello      string
}

// all measures everything in turn, round by round. Round 0 is not counted: it fills caches and pools.
func (m *measurement) all(ctx context.Context, rounds int) (*result, error) {
	if err := m.prepare(ctx); err != nil {
		return nil, err
	}
	measured := &result{
		Requests: requestCount, Connections: connections, Jobs: jobCount, API: map[string]requests{},
	}
	for round := range rounds + 1 {
		for name, url := range m.urls() {
			one, err := shoot(ctx, m.root, url)
			if err != nil {
				return nil, err
			}
			if round > 0 {
				series := measured.API[name]
				series.PerSecond = append(series.PerSecond, one.perSecond)
				series.P99 = append(series.P99, one.p99)
				measured.API[name] = series
			}
		}
		filings, err := m.filings(ctx)
		if err != nil {
			return nil, err
		}
		if round > 0 {
			measured.Filings = append(measured.Filings, filings)
			_, _ = fmt.Fprintf(os.Stderr, "services: round %d of %d\n", round, rounds)
		}
	}
	var err error
	measured.Memory, err = m.memory()
	return measured, err
}

// prepare starts the bare server, stores a company, and has the browser started by a sync.
func (m *measurement) prepare(ctx context.Context) error {
	port, err := loopback.FreePort(ctx)
	if err != nil {
		return err
	}
	addr := net.JoinHostPort(loopback.Host, port)
	_, err = m.supervisor.Start(ctx, process.Command{
		Name: "hello", Argv: []string{"/proc/self/exe", "hello", addr}, Ready: ready,
	})
	if err != nil {
		return err
	}
	m.hello = "http://" + addr
	m.company, err = m.running.API.NewCompany(ctx, api.Company{
		BusinessNumber: "1248100998", Name: "한빛상사", CredentialRef: services.Credential,
	})
	if err != nil {
		return err
	}
	job, err := m.running.API.NewJob(ctx, api.Syncs, api.Sync{CompanyID: m.company.ID, Period: "2026-10"}, "")
	if err != nil {
		return err
	}
	_, err = m.running.API.Await(ctx, api.Syncs, job.ID, api.Finished)
	return err
}

// urls are what is asked for: nothing, something that needs no server, and something that needs Redis and PostgreSQL.
func (m *measurement) urls() map[string]string {
	server := "http://" + m.running.Services.API.Addr + "/api/v1/"
	return map[string]string{
		"hello":           m.hello,
		"business-number": server + "business-numbers/" + m.company.BusinessNumber,
		"company":         server + "companies/" + m.company.ID,
	}
}

// filings has the worker do filings that wait for it, and returns how many it does in a second: from the end of the
// first to the end of the last, so that its start does not count.
func (m *measurement) filings(ctx context.Context) (perSecond float64, err error) {
	ctx, cancel := context.WithTimeout(ctx, jobsTimeout)
	defer cancel()

	worker := m.running.Services.Worker
	if err := worker.Stop(ctx); err != nil {
		return 0, err
	}
	ids := make([]string, jobCount)
	for i := range ids {
		job, err := m.running.API.NewJob(ctx, api.Filings, api.Filing{
			CompanyID: m.company.ID, Kind: "acquisition", Scheme: "health", EmployeeName: "홍길동",
			ResidentNumber: "9001011000011", EffectiveDate: "2026-10-01", MonthlyWage: 3_100_000,
		}, "")
		if err != nil {
			return 0, err
		}
		ids[i] = job.ID
	}
	if err := worker.Start(ctx); err != nil {
		return 0, err
	}
	for _, id := range ids {
		if _, err := m.running.API.Await(ctx, api.Filings, id, api.Finished); err != nil {
			return 0, err
		}
	}
	return m.rate(ctx, ids)
}

// rate is the number of jobs by the seconds between the first and the last end.
func (m *measurement) rate(ctx context.Context, ids []string) (perSecond float64, err error) {
	connection, err := pgx.Connect(ctx, m.running.DatabaseURL)
	if err != nil {
		return 0, err
	}
	defer func() { _ = connection.Close(ctx) }()
	var succeeded int
	err = connection.QueryRow(ctx, `
		SELECT count(*), (count(*) - 1) / extract(epoch FROM max(finished_at) - min(finished_at))::float8
		FROM jobs WHERE id = ANY($1) AND status = 'succeeded'`, ids).Scan(&succeeded, &perSecond)
	if err == nil && succeeded != len(ids) {
		err = fmt.Errorf("%d of %d jobs succeeded: a failed one is no measurement", succeeded, len(ids))
	}
	return perSecond, err
}
