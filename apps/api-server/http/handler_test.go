package http_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	apihttp "kerp.io/apps/api-server/http"
)

func TestHandler(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		method, path    string
		wantStatus      int
		wantContentType string
		wantBody        string
		wantAllow       string
	}{
		"business number": {
			method: http.MethodGet, path: "/api/v1/business-numbers/1248100998",
			wantStatus: http.StatusOK, wantContentType: "application/json",
			wantBody: `{"number":"1248100998","formatted":"124-81-00998"}`,
		},
		"business number with a wrong check digit": {
			method: http.MethodGet, path: "/api/v1/business-numbers/124-81-00999",
			wantStatus: http.StatusUnprocessableEntity, wantContentType: "application/problem+json",
			wantBody: `{"type":"tag:kerp.io,2026:problem:business-number-check-digit",` +
				`"title":"Not a business registration number","status":422,` +
				`"detail":"the last digit does not match the nine before it: look for a mistyped digit"}`,
		},
		"business number in a wrong format": {
			method: http.MethodGet, path: "/api/v1/business-numbers/12%2F3",
			wantStatus: http.StatusUnprocessableEntity, wantContentType: "application/problem+json",
			wantBody: `{"type":"tag:kerp.io,2026:problem:business-number-format",` +
				`"title":"Not a business registration number","status":422,` +
				`"detail":"a business registration number has 10 digits, such as 124-81-00998"}`,
		},
		"unknown path": {
			method: http.MethodGet, path: "/api/v1/nothing",
			wantStatus: http.StatusNotFound, wantContentType: "application/problem+json",
			wantBody: `{"type":"about:blank","title":"Not Found","status":404}`,
		},
		"unknown method": {
			method: http.MethodDelete, path: "/api/v1/business-numbers/1248100998",
			wantStatus: http.StatusMethodNotAllowed, wantContentType: "application/problem+json",
			wantBody:  `{"type":"about:blank","title":"Method Not Allowed","status":405}`,
			wantAllow: "GET, HEAD",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			response := httptest.NewRecorder()
			request := httptest.NewRequestWithContext(t.Context(), test.method, test.path, http.NoBody)
			apihttp.NewHandler(slog.New(slog.DiscardHandler)).ServeHTTP(response, request)

			if response.Code != test.wantStatus || response.Body.String() != test.wantBody+"\n" {
				t.Errorf("%s %s = %d %s, want %d %s",
					test.method, test.path, response.Code, response.Body, test.wantStatus, test.wantBody)
			}
			if got := response.Header().Get("Content-Type"); got != test.wantContentType {
				t.Errorf("Content-Type = %q, want %q", got, test.wantContentType)
			}
			if got := response.Header().Get("Allow"); got != test.wantAllow {
				t.Errorf("Allow = %q, want %q", got, test.wantAllow)
			}
		})
	}
}
