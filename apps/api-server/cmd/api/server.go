package main

import (
	"context"
	"log/slog"
	"time"

	apihttp "kerp.io/apps/api-server/http"
	"kerp.io/libs/go/buildinfo"
	"kerp.io/libs/go/httpserver"
	"kerp.io/libs/go/settings"
)

const service = "api-server"

// Settings are the environment variables of the API server.
type Settings struct {
	HTTPAddr        settings.ListenAddr `env:"HTTP_ADDR" envDefault:":8080" accepts:"host:port or :port"`
	LogLevel        slog.Level          `env:"LOG_LEVEL" envDefault:"info" accepts:"debug, info, warn or error"`
	ShutdownDelay   settings.Duration   `env:"SHUTDOWN_DELAY" envDefault:"0s" accepts:"a duration such as 5s"`
	ShutdownTimeout settings.Duration   `env:"SHUTDOWN_TIMEOUT" envDefault:"10s" accepts:"a duration such as 10s"`
}

// ListenAddr is where the server serves HTTP: a host:port or :port.
func (s Settings) ListenAddr() string { return string(s.HTTPAddr) }

// MinLevel is the level below which nothing is logged.
func (s Settings) MinLevel() slog.Level { return s.LogLevel }

// serve runs the API server until ctx is done.
func serve(ctx context.Context, config Settings, logger *slog.Logger) error {
	server := httpserver.New(httpserver.Config{
		Version:         buildinfo.Of(service),
		API:             apihttp.NewHandler(logger),
		ShutdownDelay:   time.Duration(config.ShutdownDelay),
		ShutdownTimeout: time.Duration(config.ShutdownTimeout),
		Logger:          logger,
	})
	return server.ListenAndServe(ctx, config.ListenAddr())
}
