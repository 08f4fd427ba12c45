package http_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"kerp.io/apps/api-server/company"
	apihttp "kerp.io/apps/api-server/http"
	"kerp.io/libs/go/sealing/sealingtest"
)

const (
	companyID = "01a20df8-93bc-7b69-a664-af673e374ca7"
	// residentNumber is nobody's: it is made for tests, with its check digit.
	residentNumber = "900101-1234568"
)

// rate is a rate limit that allows what it is told to.
type rate func(client string) (time.Duration, error)

// Allow is that of an apihttp.RateLimit.
func (r rate) Allow(_ context.Context, client string) (time.Duration, error) { return r(client) }

// testAPI is the API over stores in memory, in which there is one company.
type testAPI struct {
	*memory

	handler http.Handler
	log     *bytes.Buffer
	metrics *prometheus.Registry
}

func newAPI(tb testing.TB, change ...func(*apihttp.Config)) *testAPI {
	tb.Helper()

	api := &testAPI{memory: newMemory(), log: &bytes.Buffer{}, metrics: prometheus.NewRegistry()}
	id := uuid.MustParse(companyID)
	api.companies[id] = company.Company{
		ID: id, BusinessNumber: "1248100998", Name: "한빛전자", CredentialRef: "hanbit", CreatedAt: created,
	}
	config := apihttp.Config{
		Companies: companyStore{api.memory}, TaxInvoices: syncStore{api.memory}, Filings: filingStore{api.memory},
		Idempotency: api.memory,
		RateLimit:   rate(func(string) (time.Duration, error) { return 0, nil }),
		Key:         sealingtest.Key(tb),
		Now:         func() time.Time { return created },
		Logger:      slog.New(slog.NewTextHandler(api.log, nil)),
		Metrics:     api.metrics,
	}
	for _, apply := range change {
		apply(&config)
	}
	api.handler = apihttp.NewHandler(config)
	return api
}

// do sends a request; headers are name, value, name, value.
func (a *testAPI) do(tb testing.TB, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	tb.Helper()

	request := httptest.NewRequestWithContext(tb.Context(), method, path, strings.NewReader(body))
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/json")
	}
	for header := range slices.Chunk(headers, 2) {
		request.Header.Set(header[0], header[1])
	}
	response := httptest.NewRecorder()
	a.handler.ServeHTTP(response, request)
	return response
}

func expectResponse(t *testing.T, response *httptest.ResponseRecorder, wantStatus int, wantBody string) {
	t.Helper()

	if response.Code != wantStatus || response.Body.String() != wantBody+"\n" {
		t.Errorf("got %d %s, want %d %s", response.Code, response.Body, wantStatus, wantBody)
	}
	want := "application/json"
	if wantStatus >= http.StatusBadRequest {
		want = "application/problem+json"
	}
	if got := response.Header().Get("Content-Type"); got != want {
		t.Errorf("Content-Type = %q, want %q", got, want)
	}
}
