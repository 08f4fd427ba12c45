package http_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestDocumentation(t *testing.T) {
	t.Parallel()

	api := newAPI(t)
	tests := map[string]struct {
		wantType string
		wantText string
	}{
		"":                     {"text/html", "/api/v1/openapi.json"},
		"swagger-ui.css":       {"text/css; charset=utf-8", ".swagger-ui"},
		"swagger-ui-bundle.js": {"application/javascript", "SwaggerUIBundle"},
		"favicon-32x32.png":    {"image/png", "PNG"},
	}
	for file, test := range tests {
		t.Run(file, func(t *testing.T) {
			t.Parallel()

			response := api.do(t, http.MethodGet, "/api/v1/docs/"+file, "")
			if got := response.Header().Get("Content-Type"); response.Code != http.StatusOK || got != test.wantType {
				t.Errorf("got %d %s, want 200 %s", response.Code, got, test.wantType)
			}
			if !strings.Contains(response.Body.String(), test.wantText) {
				t.Errorf("%q is not in the body", test.wantText)
			}
			policy := response.Header().Get("Content-Security-Policy")
			if !strings.HasPrefix(policy, "default-src 'self'; ") {
				t.Errorf("Content-Security-Policy = %q, want one that allows nothing from elsewhere", policy)
			}
		})
	}
}

func TestDocumentationWithoutTheSlash(t *testing.T) {
	t.Parallel()

	response := newAPI(t).do(t, http.MethodGet, "/api/v1/docs", "")
	if got := response.Header().Get("Location"); got != "/api/v1/docs/" {
		t.Errorf("got %d to %q, want a redirect to /api/v1/docs/", response.Code, got)
	}
}

func TestDocumentationOfNothing(t *testing.T) {
	t.Parallel()

	for _, file := range []string{"nothing.js", "..%2Fembed.go", "swagger-ui.css/x"} {
		response := newAPI(t).do(t, http.MethodGet, "/api/v1/docs/"+file, "")
		expectResponse(t, response, http.StatusNotFound, `{"type":"about:blank","title":"Not Found","status":404}`)
	}
}
