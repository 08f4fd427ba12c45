package http_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kerp.io/apps/api-server/idempotency"
	"kerp.io/apps/api-server/storage"
)

const (
	companyBody = `{"business_number":"220-81-62517","name":"두울","credential_ref":"duul"}`
	syncBody    = `{"company_id":"` + companyID + `","period":"2026-10"}`
	filingBody  = `{"company_id":"` + companyID + `","kind":"acquisition","scheme":"employment",` +
		`"employee_name":"홍길동","resident_number":"` + residentNumber + `","effective_date":"2026-10-01",` +
		`"monthly_wage":3000000}`
)

func TestCreate(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		body       string
		wantStatus int
		wantBody   string // %s is the id
	}{
		"/api/v1/companies": {
			body: companyBody, wantStatus: http.StatusCreated,
			wantBody: `{"id":"%s","business_number":"2208162517","name":"두울","credential_ref":"duul",` +
				`"created_at":"2026-11-01T00:00:00Z"}`,
		},
		"/api/v1/tax-invoice-syncs": {
			body: syncBody, wantStatus: http.StatusAccepted,
			wantBody: `{"id":"%s","status":"pending","attempts":0,"created_at":"2026-11-01T00:00:00Z",` +
				`"company_id":"` + companyID + `","period":"2026-10"}`,
		},
		"/api/v1/insurance-filings": {
			body: filingBody, wantStatus: http.StatusAccepted,
			wantBody: `{"id":"%s","status":"pending","attempts":0,"created_at":"2026-11-01T00:00:00Z",` +
				`"company_id":"` + companyID + `","kind":"acquisition","scheme":"employment",` +
				`"employee_name":"홍길동","effective_date":"2026-10-01","monthly_wage":3000000}`,
		},
	}
	for path, test := range tests {
		t.Run(path, func(t *testing.T) {
			t.Parallel()

			api := newAPI(t)
			response := api.do(t, http.MethodPost, path, test.body)
			location := response.Header().Get("Location")
			id := strings.TrimPrefix(location, path+"/")
			expectResponse(t, response, test.wantStatus, fmt.Sprintf(test.wantBody, id))
			if found := api.do(t, http.MethodGet, location, ""); found.Body.String() != response.Body.String() {
				t.Errorf("GET %s = %s, want %s", location, found.Body, response.Body)
			}
			other := strings.Replace(test.body, "220-81-62517", "120-81-47521", 1)
			if again := api.do(t, http.MethodPost, path, other); again.Header().Get("Location") == location {
				t.Error("without an Idempotency-Key, a second request gets the answer of the first")
			}
		})
	}
}

func TestCreateFilingHidesTheResidentNumber(t *testing.T) {
	t.Parallel()

	api := newAPI(t)
	response := api.do(t, http.MethodPost, "/api/v1/insurance-filings", filingBody)
	if want := strings.ReplaceAll(residentNumber, "-", ""); len(api.numbers) != 1 || api.numbers[0] != want {
		t.Errorf("stored the resident numbers %q, want %q", api.numbers, want)
	}
	api.down = fmt.Errorf("for %s: %w", "the test", storage.ErrUnavailable)
	refused := api.do(t, http.MethodPost, "/api/v1/insurance-filings", strings.Replace(filingBody, "4568", "4567", 1))
	for name, text := range map[string]string{
		"response": response.Body.String(), "refusal": refused.Body.String(), "log": api.log.String(),
	} {
		if strings.Contains(text, "12345") {
			t.Errorf("the %s shows the resident number: %s", name, text)
		}
	}
}

func TestCreateAgain(t *testing.T) {
	t.Parallel()

	const path, key = "/api/v1/companies", "Idempotency-Key"
	other := strings.Replace(companyBody, "두울", "세엣", 1)
	reused := `{"type":"tag:kerp.io,2026:problem:idempotency-key-reused","title":"The key was used before",` +
		`"status":422,"errors":[{"field":"Idempotency-Key","detail":"the key was used for another request"}]}`

	api := newAPI(t)
	first := api.do(t, http.MethodPost, path, companyBody, key, "k 1")
	again := api.do(t, http.MethodPost, path, companyBody, key, "k 1")
	if again.Code != first.Code || again.Body.String() != first.Body.String() ||
		again.Header().Get("Location") != first.Header().Get("Location") || first.Code != http.StatusCreated {
		t.Errorf("answered %d %s, and again %d %s, want the same", first.Code, first.Body, again.Code, again.Body)
	}
	expectResponse(t, api.do(t, http.MethodPost, path, other, key, "k 1"), http.StatusUnprocessableEntity, reused)
	expectResponse(t, api.do(t, http.MethodPost, "/api/v1/tax-invoice-syncs", companyBody, key, "k 1"),
		http.StatusUnprocessableEntity, reused)

	// Redis forgets: the id is derived from the request, and the store finds what is there.
	clear(api.answers)
	forgotten := api.do(t, http.MethodPost, path, companyBody, key, "k 1")
	expectResponse(t, forgotten, first.Code, strings.TrimSuffix(first.Body.String(), "\n"))

	// A refused request leaves nothing behind: it can be put right under the same key.
	wrong := strings.Replace(companyBody, "62517", "62518", 1)
	if refused := api.do(t, http.MethodPost, path, wrong, key, "k 2"); refused.Code != http.StatusUnprocessableEntity {
		t.Errorf("a wrong number = %d, want 422", refused.Code)
	}
	right := strings.Replace(companyBody, "220-81-62517", "120-81-47521", 1)
	if mended := api.do(t, http.MethodPost, path, right, key, "k 2"); mended.Code != http.StatusCreated {
		t.Errorf("put right = %d %s, want 201", mended.Code, mended.Body)
	}
}

func TestCreateWithoutStores(t *testing.T) {
	t.Parallel()

	const unavailable = `{"type":"about:blank","title":"Service Unavailable","status":503,` +
		`"detail":"repeat the request later, with the same Idempotency-Key if it had one"}`
	tests := map[string]struct {
		fault      func(*memory)
		headers    []string
		wantStatus int
		wantBody   string
	}{
		"no database": {
			fault:      func(m *memory) { m.down = fmt.Errorf("x: %w", storage.ErrUnavailable) },
			wantStatus: http.StatusServiceUnavailable, wantBody: unavailable,
		},
		"a broken database": {
			fault:      func(m *memory) { m.down = errors.New("syntax error") },
			wantStatus: http.StatusInternalServerError,
			wantBody:   `{"type":"about:blank","title":"Internal Server Error","status":500}`,
		},
		"no Redis, with a key": {
			fault:      func(m *memory) { m.answersDown = fmt.Errorf("x: %w", idempotency.ErrUnavailable) },
			headers:    []string{"Idempotency-Key", "k"},
			wantStatus: http.StatusServiceUnavailable, wantBody: unavailable,
		},
		"under way elsewhere": {
			fault:      func(m *memory) { m.answersDown = idempotency.ErrInProgress },
			headers:    []string{"Idempotency-Key", "k"},
			wantStatus: http.StatusConflict,
			wantBody: refusal(http.StatusConflict, "request-in-progress", "The same request is under way", "",
				`{"field":"Idempotency-Key","detail":"a request with this key is under way"}`),
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			api := newAPI(t)
			before := api.stored()
			test.fault(api.memory)
			response := api.do(t, http.MethodPost, "/api/v1/companies", companyBody, test.headers...)
			expectResponse(t, response, test.wantStatus, test.wantBody)
			wantRetry := test.wantStatus != http.StatusInternalServerError
			if got := response.Header().Get("Retry-After"); (got != "") != wantRetry {
				t.Errorf("Retry-After = %q, want one: %v", got, wantRetry)
			}
			if got := api.stored(); got != before {
				t.Errorf("stored %d things", got-before)
			}
			if logged := strings.Contains(api.log.String(), "request failed"); logged != (test.wantStatus >= 500) {
				t.Errorf("logged: %s", api.log)
			}
		})
	}
	t.Run("no Redis, without a key", func(t *testing.T) {
		t.Parallel()

		api := newAPI(t)
		api.answersDown = idempotency.ErrUnavailable
		response := api.do(t, http.MethodPost, "/api/v1/companies", companyBody)
		if response.Code != http.StatusCreated {
			t.Errorf("got %d %s, want 201", response.Code, response.Body)
		}
	})
}

func decodeJSON(tb testing.TB, response *httptest.ResponseRecorder, into any) {
	tb.Helper()

	if err := json.Unmarshal(response.Body.Bytes(), into); err != nil {
		tb.Fatalf("response %q: %v", response.Body, err)
	}
}
