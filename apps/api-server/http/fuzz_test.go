package http_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// Whatever a client sends, the API answers with what it documents, and stores only what it accepted.
func FuzzCreate(f *testing.F) {
	paths := []string{"companies", "tax-invoice-syncs", "insurance-filings"}
	for _, path := range paths {
		for _, body := range []string{companyBody, syncBody, filingBody} {
			f.Add(path, body, "application/json", "key")
			f.Add(path, strings.Replace(body, `"`, `\u0022`, 1), "application/json; charset=UTF-8", "")
			f.Add(path, body+body, "application/json", "k\x00")
		}
		f.Add(path, strings.Repeat("[", 20_000), "application/json", "")
		f.Add(path, "{\"name\":\"\xff\"}", "text/json", "열쇠")
	}

	f.Fuzz(func(t *testing.T, path, body, contentType, key string) {
		if !slices.Contains(paths, path) {
			t.Skip("takes no POST")
		}
		api := newAPI(t)
		before := api.stored()
		headers := []string{"Content-Type", contentType}
		if key != "" {
			headers = append(headers, "Idempotency-Key", key)
		}
		response := api.do(t, http.MethodPost, "/api/v1/"+path, body, headers...)
		stored := api.stored() - before

		switch code := response.Code; {
		case code == http.StatusCreated || code == http.StatusAccepted:
			if stored != 1 || response.Header().Get("Location") == "" {
				t.Errorf("%d, Location %q, stored %d things", code, response.Header().Get("Location"), stored)
			}
		case code >= http.StatusBadRequest && code < http.StatusInternalServerError:
			var problem struct {
				Title  string
				Status int
			}
			err := json.Unmarshal(response.Body.Bytes(), &problem)
			if stored != 0 || err != nil || problem.Status != code || problem.Title == "" {
				t.Errorf("%d %s (%v), stored %d things, want a problem and nothing", code, response.Body, err, stored)
			}
		default:
			t.Errorf("%d %s", code, response.Body)
		}
	})
}

func FuzzGet(f *testing.F) {
	for _, target := range []string{
		"companies?limit=1&after=" + companyID, "companies?limit=%00&limit=", "companies/" + companyID,
		"companies/" + companyID + "/tax-invoices?period=2026-10", "business-numbers/124-81-00998", "%2e%2e/x", "?;",
	} {
		f.Add(target)
	}
	f.Fuzz(func(t *testing.T, target string) {
		path, query, _ := strings.Cut(target, "?")
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://api/api/v1/"+path, http.NoBody)
		if err != nil {
			t.Skip("no URL")
		}
		request.URL.RawQuery = query
		api := newAPI(t)
		response := httptest.NewRecorder()
		api.handler.ServeHTTP(response, request)
		if response.Code >= http.StatusInternalServerError {
			t.Errorf("%d %s", response.Code, response.Body)
		}
	})
}
