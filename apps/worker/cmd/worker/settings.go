package main

import (
	"log/slog"
	"time"

	"kerp.io/apps/worker/job"
	"kerp.io/db"
	"kerp.io/libs/go/jobs"
	"kerp.io/libs/go/sealing"
	"kerp.io/libs/go/settings"
	"kerp.io/libs/go/telemetry"
)

const service = "worker"

// maxRetryDelay bounds the pause between two attempts at a job.
const maxRetryDelay = 10 * time.Minute

// Settings are the environment variables of the worker.
type Settings struct {
	HTTPAddr         settings.ListenAddr `env:"HTTP_ADDR" envDefault:":8081" accepts:"host:port or :port"`
	LogLevel         slog.Level          `env:"LOG_LEVEL" envDefault:"info" accepts:"debug, info, warn or error"`
	ShutdownDelay    settings.Duration   `env:"SHUTDOWN_DELAY" envDefault:"0s" accepts:"a duration such as 5s"`
	ShutdownTimeout  settings.Duration   `env:"SHUTDOWN_TIMEOUT" envDefault:"10s" accepts:"a duration such as 10s"`
	DatabaseURL      db.URL              `env:"DATABASE_URL" accepts:"a postgres:// URL" secret:"true"`
	NATSURL          jobs.URL            `env:"NATS_URL" accepts:"nats:// or tls:// URLs" secret:"true"`
	TaxScraperAddr   settings.HostPort   `env:"TAX_SCRAPER_ADDR" accepts:"host:port, such as tax-scraper:50051"`
	InsuranceEDIAddr settings.HostPort   `env:"INSURANCE_EDI_ADDR" accepts:"host:port, such as insurance-edi:50052"`
	EncryptionKey    sealing.Key         `env:"ENCRYPTION_KEY" accepts:"32 bytes in base64" secret:"true"`
	Concurrency      settings.Positive   `env:"CONCURRENCY" envDefault:"4" accepts:"jobs of a kind, 1 or more"`
	JobTimeout       settings.Duration   `env:"JOB_TIMEOUT" envDefault:"10m" accepts:"a duration such as 10m"`
	JobAttempts      settings.Positive   `env:"JOB_ATTEMPTS" envDefault:"8" accepts:"attempts at a job, 1 or more"`
	RetryDelay       settings.Duration   `env:"RETRY_DELAY" envDefault:"2s" accepts:"a duration such as 2s"`
	TraceEndpoint    telemetry.Endpoint  `env:"OTEL_EXPORTER_OTLP_ENDPOINT" envDefault:"" accepts:"an http(s) URL"`
}

// ListenAddr is where the worker serves HTTP: a host:port or :port.
func (s Settings) ListenAddr() string { return string(s.HTTPAddr) }

// MinLevel is the level below which nothing is logged.
func (s Settings) MinLevel() slog.Level { return s.LogLevel }

func (s Settings) limits() job.Limits {
	return job.Limits{
		Timeout:    time.Duration(s.JobTimeout),
		Attempts:   int(s.JobAttempts),
		FirstDelay: time.Duration(s.RetryDelay),
		MaxDelay:   maxRetryDelay,
	}
}
