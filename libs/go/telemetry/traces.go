// Package telemetry sends traces by OpenTelemetry and serves metrics to Prometheus.
package telemetry

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"

	"kerp.io/libs/go/buildinfo"
)

// flushTimeout bounds how long a stopping service waits for the collector to take the last spans.
const flushTimeout = 3 * time.Second

// Endpoint is where an OpenTelemetry collector takes OTLP over HTTP, such as http://collector:4318; empty for nowhere.
type Endpoint string

// UnmarshalText takes an http or https URL.
func (e *Endpoint) UnmarshalText(text []byte) error {
	parsed, err := url.Parse(string(text))
	if err != nil {
		return err
	}
	if parsed.Scheme != "http" && parsed.Scheme != "https" || parsed.Host == "" {
		return errors.New("not an http or https URL with a host")
	}
	*e = Endpoint(text)
	return nil
}

// StartTraces sends the spans of this process to the collector at endpoint, and takes part in the traces of others
// (W3C Trace Context) whether it has one or not. The function that it returns sends what is left.
func StartTraces(
	ctx context.Context, endpoint Endpoint, version buildinfo.Version,
) (stop func(context.Context) error, err error) {
	otel.SetTextMapPropagator(propagation.TraceContext{})
	if endpoint == "" {
		return func(context.Context) error { return nil }, nil
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(string(endpoint)+"/v1/traces"))
	if err != nil {
		return nil, fmt.Errorf("traces: %w", err)
	}
	provider := trace.NewTracerProvider(
		trace.WithBatcher(exporter),
		trace.WithResource(resource.NewSchemaless(
			attribute.String("service.name", version.Service),
			attribute.String("service.version", version.Source),
		)),
	)
	otel.SetTracerProvider(provider)
	return func(ctx context.Context) error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushTimeout)
		defer cancel()
		if err := provider.Shutdown(ctx); err != nil {
			return fmt.Errorf("traces: %w", err)
		}
		return nil
	}, nil
}
