// Package http adapts the API server's domain to HTTP.
package http

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"

	"kerp.io/apps/api-server/company"
	"kerp.io/apps/api-server/idempotency"
	"kerp.io/apps/api-server/insurance"
	"kerp.io/apps/api-server/taxinvoice"
	"kerp.io/libs/go/sealing"
)

// requestTimeout bounds what a request waits for, and ends before the server's own limit cuts the connection.
const requestTimeout = 20 * time.Second

// Config is what the API works with.
type Config struct {
	Companies   company.Store
	TaxInvoices taxinvoice.Store
	Filings     insurance.Store
	Idempotency idempotency.Store
	RateLimit   RateLimit
	// TrustedProxies are the networks whose X-Forwarded-For is believed.
	TrustedProxies []netip.Prefix
	// Key fingerprints requests.
	Key    *sealing.Key
	Now    func() time.Time
	Logger *slog.Logger
	// Metrics is where the API registers its own.
	Metrics prometheus.Registerer
}

// NewHandler returns the API. Every error response is an RFC 9457 problem.
func NewHandler(config Config) http.Handler {
	api := &api{Config: config, metrics: newMetrics(config.Metrics)}
	mux := http.NewServeMux()
	for pattern, handle := range api.routes() {
		mux.HandleFunc(pattern, handle)
	}
	handler := problemsForUnmatched(mux, api)
	handler = api.limited(handler)
	handler = api.measured(handler)
	handler = withTimeout(handler)
	return otelhttp.NewHandler(handler, "HTTP")
}

type api struct {
	Config

	metrics metrics
	limit   limitState
}

func (a *api) routes() map[string]http.HandlerFunc {
	documentation := a.documentation()
	return map[string]http.HandlerFunc{
		"GET " + documentPath:                     openAPI,
		"GET " + documentationPath + "{$}":        documentation,
		"GET " + documentationPath + "{file}":     documentation,
		"GET /api/v1/business-numbers/{number}":   a.businessNumber,
		"POST /api/v1/companies":                  a.createCompany,
		"GET /api/v1/companies":                   a.listCompanies,
		"GET /api/v1/companies/{id}":              a.getCompany,
		"GET /api/v1/companies/{id}/tax-invoices": a.listTaxInvoices,
		"POST /api/v1/tax-invoice-syncs":          a.createTaxInvoiceSync,
		"GET /api/v1/tax-invoice-syncs/{id}":      a.getTaxInvoiceSync,
		"POST /api/v1/insurance-filings":          a.createInsuranceFiling,
		"GET /api/v1/insurance-filings/{id}":      a.getInsuranceFiling,
	}
}

func withTimeout(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), requestTimeout)
		defer cancel()
		handler.ServeHTTP(w, r.WithContext(ctx))
	})
}

func (a *api) writeJSON(w http.ResponseWriter, r *http.Request, contentType string, status int, body any) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		a.Logger.DebugContext(r.Context(), "response not written", slog.Any("error", err))
	}
}

func (a *api) writeView(w http.ResponseWriter, r *http.Request, view any, err error) {
	if err != nil {
		a.writeError(w, r, err)
		return
	}
	a.writeJSON(w, r, "application/json", http.StatusOK, view)
}
