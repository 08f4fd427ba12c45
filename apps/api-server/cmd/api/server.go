package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	natsgo "github.com/nats-io/nats.go"
	"github.com/prometheus/client_golang/prometheus"
	redisgo "github.com/redis/go-redis/v9"

	apihttp "kerp.io/apps/api-server/http"
	"kerp.io/apps/api-server/nats"
	"kerp.io/apps/api-server/outbox"
	"kerp.io/apps/api-server/postgres"
	"kerp.io/apps/api-server/redis"
	"kerp.io/db"
	"kerp.io/libs/go/buildinfo"
	"kerp.io/libs/go/httpserver"
	"kerp.io/libs/go/jobs"
	"kerp.io/libs/go/sealing"
	"kerp.io/libs/go/settings"
	"kerp.io/libs/go/telemetry"
)

const service = "api-server"

// Settings are the environment variables of the API server.
type Settings struct {
	HTTPAddr        settings.ListenAddr `env:"HTTP_ADDR" envDefault:":8080" accepts:"host:port or :port"`
	LogLevel        slog.Level          `env:"LOG_LEVEL" envDefault:"info" accepts:"debug, info, warn or error"`
	ShutdownDelay   settings.Duration   `env:"SHUTDOWN_DELAY" envDefault:"0s" accepts:"a duration such as 5s"`
	ShutdownTimeout settings.Duration   `env:"SHUTDOWN_TIMEOUT" envDefault:"10s" accepts:"a duration such as 10s"`
	DatabaseURL     db.URL              `env:"DATABASE_URL" accepts:"a postgres:// URL" secret:"true"`
	RedisURL        redis.URL           `env:"REDIS_URL" accepts:"a redis:// or rediss:// URL" secret:"true"`
	NATSURL         jobs.URL            `env:"NATS_URL" accepts:"nats:// or tls:// URLs" secret:"true"`
	EncryptionKey   sealing.Key         `env:"ENCRYPTION_KEY" accepts:"32 bytes in base64" secret:"true"`
	RateLimit       settings.Positive   `env:"RATE_LIMIT" envDefault:"600" accepts:"requests a minute, 1 or more"`
	TrustedProxies  []netip.Prefix      `env:"TRUSTED_PROXIES" envDefault:"" accepts:"networks, such as 10.0.0.0/8"`
	TraceEndpoint   telemetry.Endpoint  `env:"OTEL_EXPORTER_OTLP_ENDPOINT" envDefault:"" accepts:"an http(s) URL"`
}

// ListenAddr is where the server serves HTTP: a host:port or :port.
func (s Settings) ListenAddr() string { return string(s.HTTPAddr) }

// MinLevel is the level below which nothing is logged.
func (s Settings) MinLevel() slog.Level { return s.LogLevel }

// Server holds the connections of the API server, the relay of its outbox and its HTTP server.
type Server struct {
	pool  *pgxpool.Pool
	redis *redisgo.Client
	nats  *natsgo.Conn
	relay *outbox.Relay
	http  *httpserver.Server
	addr  string
}

// New returns a server that needs no Postgres, Redis or NATS yet. The caller closes it.
func New(ctx context.Context, config Settings, logger *slog.Logger) (*Server, error) {
	s := &Server{addr: config.ListenAddr()}
	if err := s.connect(ctx, config, logger); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	publisher, err := nats.NewPublisher(s.nats)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	registry := telemetry.NewMetrics()
	relayed := prometheus.NewCounter(prometheus.CounterOpts{
		Name: "kerp_outbox_relayed_total",
		Help: "Jobs that were announced to the worker.",
	})
	registry.MustRegister(relayed)
	s.relay = outbox.NewRelay(postgres.NewOutbox(s.pool), publisher,
		func(count int) { relayed.Add(float64(count)) }, logger)
	s.http = httpserver.New(httpserver.Config{
		Version: buildinfo.Of(service),
		API: apihttp.NewHandler(apihttp.Config{
			Companies:      postgres.NewCompanies(s.pool),
			TaxInvoices:    postgres.NewTaxInvoices(s.pool, s.relay.Stored),
			Filings:        postgres.NewInsuranceFilings(s.pool, &config.EncryptionKey, s.relay.Stored),
			Idempotency:    redis.NewIdempotency(s.redis),
			RateLimit:      redis.NewRateLimit(s.redis, int(config.RateLimit)),
			TrustedProxies: config.TrustedProxies,
			Key:            &config.EncryptionKey,
			Now:            time.Now,
			Logger:         logger,
			Metrics:        registry,
		}),
		Metrics: telemetry.Handler(registry),
		Checks: []httpserver.Check{
			{Name: "postgres", Run: func(ctx context.Context) error { return db.Check(ctx, s.pool) }},
			{Name: "redis", Run: func(ctx context.Context) error { return s.redis.Ping(ctx).Err() }},
		},
		ShutdownDelay:   time.Duration(config.ShutdownDelay),
		ShutdownTimeout: time.Duration(config.ShutdownTimeout),
		Logger:          logger,
	})
	return s, nil
}

func (s *Server) connect(ctx context.Context, config Settings, logger *slog.Logger) (err error) {
	if s.pool, err = db.Open(ctx, config.DatabaseURL, service); err != nil {
		return err
	}
	if s.redis, err = redis.Open(config.RedisURL); err != nil {
		return err
	}
	s.nats, err = jobs.Connect(config.NATSURL, service, logger)
	return err
}

// Run serves and relays until ctx is done. The relay ends after the last request, whose job it still announces.
func (s *Server) Run(ctx context.Context) error {
	relaying, stopRelay := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.relay.Run(relaying)
	}()
	err := s.http.ListenAndServe(ctx, s.addr)
	stopRelay()
	<-done
	return err
}

// Close cuts the connections.
func (s *Server) Close() error {
	if s.nats != nil {
		s.nats.Close()
	}
	var err error
	if s.redis != nil {
		err = s.redis.Close()
	}
	if s.pool != nil {
		s.pool.Close()
	}
	return err
}

// serve runs the API server until ctx is done.
func serve(ctx context.Context, config Settings, logger *slog.Logger) (err error) {
	stopTraces, err := telemetry.StartTraces(ctx, config.TraceEndpoint, buildinfo.Of(service))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stopTraces(ctx)) }()
	s, err := New(ctx, config, logger)
	if err != nil {
		return fmt.Errorf("start: %w", err)
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return s.Run(ctx)
}
