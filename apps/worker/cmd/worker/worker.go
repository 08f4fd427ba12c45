package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"kerp.io/apps/worker/grpc"
	"kerp.io/libs/go/buildinfo"
	"kerp.io/libs/go/httpserver"
	"kerp.io/libs/go/settings"
)

const service = "worker"

// Settings are the environment variables of the worker.
type Settings struct {
	HTTPAddr         settings.ListenAddr `env:"HTTP_ADDR" envDefault:":8081" accepts:"host:port or :port"`
	LogLevel         slog.Level          `env:"LOG_LEVEL" envDefault:"info" accepts:"debug, info, warn or error"`
	ShutdownDelay    settings.Duration   `env:"SHUTDOWN_DELAY" envDefault:"0s" accepts:"a duration such as 5s"`
	ShutdownTimeout  settings.Duration   `env:"SHUTDOWN_TIMEOUT" envDefault:"10s" accepts:"a duration such as 10s"`
	TaxScraperAddr   settings.HostPort   `env:"TAX_SCRAPER_ADDR" accepts:"host:port, such as tax-scraper:50051"`
	InsuranceEDIAddr settings.HostPort   `env:"INSURANCE_EDI_ADDR" accepts:"host:port, such as insurance-edi:50052"`
}

// ListenAddr is where the worker serves HTTP: a host:port or :port.
func (s Settings) ListenAddr() string { return string(s.HTTPAddr) }

// MinLevel is the level below which nothing is logged.
func (s Settings) MinLevel() slog.Level { return s.LogLevel }

// Worker holds the connections to the services it calls and the server by which the platform watches it.
type Worker struct {
	taxScraper   *grpc.TaxScraper
	insuranceEDI *grpc.InsuranceEDI
	server       *httpserver.Server
	addr         string
}

// New returns a worker that has opened no connection yet. The caller closes it.
func New(config Settings, logger *slog.Logger) (*Worker, error) {
	taxScraper, err := grpc.DialTaxScraper(string(config.TaxScraperAddr))
	if err != nil {
		return nil, err
	}
	insuranceEDI, err := grpc.DialInsuranceEDI(string(config.InsuranceEDIAddr))
	if err != nil {
		return nil, errors.Join(err, taxScraper.Close())
	}
	server := httpserver.New(httpserver.Config{
		Version: buildinfo.Of(service),
		Checks: []httpserver.Check{
			{Name: "tax-scraper", Run: taxScraper.Check},
			{Name: "insurance-edi", Run: insuranceEDI.Check},
		},
		ShutdownDelay:   time.Duration(config.ShutdownDelay),
		ShutdownTimeout: time.Duration(config.ShutdownTimeout),
		Logger:          logger,
	})
	return &Worker{taxScraper, insuranceEDI, server, config.ListenAddr()}, nil
}

// Run works until ctx is done and shuts down cleanly.
func (w *Worker) Run(ctx context.Context) error {
	return w.server.ListenAndServe(ctx, w.addr)
}

// Close cuts the connections to the services.
func (w *Worker) Close() error {
	return errors.Join(w.taxScraper.Close(), w.insuranceEDI.Close())
}

func serve(ctx context.Context, config Settings, logger *slog.Logger) (err error) {
	w, err := New(config, logger)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	return w.Run(ctx)
}
