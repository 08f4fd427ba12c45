package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	natsgo "github.com/nats-io/nats.go"

	"kerp.io/apps/worker/grpc"
	"kerp.io/apps/worker/insurance"
	"kerp.io/apps/worker/job"
	"kerp.io/apps/worker/nats"
	"kerp.io/apps/worker/postgres"
	"kerp.io/apps/worker/taxinvoice"
	"kerp.io/db"
	"kerp.io/libs/go/buildinfo"
	"kerp.io/libs/go/httpserver"
	"kerp.io/libs/go/jobs"
	"kerp.io/libs/go/telemetry"
)

// Worker holds the connections of the worker, the consumer of its jobs and the server by which the platform watches it.
type Worker struct {
	config       Settings
	pool         *pgxpool.Pool
	nats         *natsgo.Conn
	taxScraper   *grpc.TaxScraper
	insuranceEDI *grpc.InsuranceEDI
	handlers     map[jobs.Kind]job.Handler
	consumer     *nats.Consumer
	server       *httpserver.Server
}

// New returns a worker that needs no Postgres, NATS, tax-scraper or insurance-edi yet. The caller closes it.
func New(ctx context.Context, config Settings, logger *slog.Logger) (*Worker, error) {
	w := &Worker{config: config}
	if err := w.connect(ctx, logger); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	filings := postgres.NewInsuranceFilings(w.pool, &w.config.EncryptionKey)
	w.handlers = map[jobs.Kind]job.Handler{
		jobs.TaxInvoiceSync:  taxinvoice.Handle(postgres.NewTaxInvoices(w.pool), w.taxScraper),
		jobs.InsuranceFiling: insurance.Handle(filings, w.insuranceEDI),
	}
	registry := telemetry.NewMetrics()
	runner := job.NewRunner(postgres.NewJobs(w.pool), w.handlers, config.limits(), logger)
	var err error
	w.consumer, err = nats.NewConsumer(w.nats, runner, int(config.Concurrency), measure(registry), logger)
	if err != nil {
		return nil, errors.Join(err, w.Close())
	}
	w.server = httpserver.New(httpserver.Config{
		Version:         buildinfo.Of(service),
		Metrics:         telemetry.Handler(registry),
		Checks:          w.checks(),
		ShutdownDelay:   time.Duration(config.ShutdownDelay),
		ShutdownTimeout: time.Duration(config.ShutdownTimeout),
		Logger:          logger,
	})
	return w, nil
}

func (w *Worker) connect(ctx context.Context, logger *slog.Logger) (err error) {
	if w.pool, err = db.Open(ctx, w.config.DatabaseURL, service); err != nil {
		return err
	}
	if w.nats, err = jobs.Connect(w.config.NATSURL, service, logger); err != nil {
		return err
	}
	if w.taxScraper, err = grpc.DialTaxScraper(string(w.config.TaxScraperAddr)); err != nil {
		return err
	}
	w.insuranceEDI, err = grpc.DialInsuranceEDI(string(w.config.InsuranceEDIAddr))
	return err
}

func (w *Worker) checks() []httpserver.Check {
	return []httpserver.Check{
		{Name: "postgres", Run: func(ctx context.Context) error { return db.Check(ctx, w.pool) }},
		{Name: "nats", Run: func(context.Context) error { return jobs.Check(w.nats) }},
		{Name: "tax-scraper", Run: w.taxScraper.Check},
		{Name: "insurance-edi", Run: w.insuranceEDI.Check},
	}
}

// Run works until ctx is done. Then it takes no more jobs, and ends when those under way have.
func (w *Worker) Run(ctx context.Context) error {
	taking, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan struct{})
	go func() {
		defer close(done)
		kinds := slices.Sorted(maps.Keys(w.handlers))
		w.consumer.Run(taking, kinds, time.Duration(w.config.ShutdownTimeout))
	}()
	err := w.server.ListenAndServe(ctx, w.config.ListenAddr())
	stop() // also when the server could not be started
	<-done
	return err
}

// Close cuts the connections.
func (w *Worker) Close() error {
	var errs []error
	if w.insuranceEDI != nil {
		errs = append(errs, w.insuranceEDI.Close())
	}
	if w.taxScraper != nil {
		errs = append(errs, w.taxScraper.Close())
	}
	if w.nats != nil {
		w.nats.Close()
	}
	if w.pool != nil {
		w.pool.Close()
	}
	return errors.Join(errs...)
}

func serve(ctx context.Context, config Settings, logger *slog.Logger) (err error) {
	stopTraces, err := telemetry.StartTraces(ctx, config.TraceEndpoint, buildinfo.Of(service))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stopTraces(ctx)) }()
	w, err := New(ctx, config, logger)
	if err != nil {
		return fmt.Errorf("start: %w", err)
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	return w.Run(ctx)
}
