package http_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	apihttp "kerp.io/apps/api-server/http"
)

// What the document promises is served, and what is served is in it. The document itself is made of the sources by the
// target generate whenever they change.
func TestOpenAPI(t *testing.T) {
	t.Parallel()

	response := newAPI(t).do(t, http.MethodGet, "/api/v1/openapi.json", "")
	if got := response.Header().Get("Content-Type"); got != "application/json" {
		t.Errorf("Content-Type = %q, want application/json", got)
	}
	var document struct {
		OpenAPI string
		Servers []struct{ URL string }
		Paths   map[string]map[string]struct{ Summary string }
	}
	decodeJSON(t, response, &document)
	if document.OpenAPI != "3.1.0" || len(document.Servers) != 1 {
		t.Fatalf("OpenAPI %q with the servers %v, want 3.1.0 with one", document.OpenAPI, document.Servers)
	}

	documented := map[string]bool{
		"GET /api/v1/openapi.json": true, "GET /api/v1/docs/{$}": true, "GET /api/v1/docs/{file}": true,
	}
	for path, operations := range document.Paths {
		for method, operation := range operations {
			route := strings.ToUpper(method) + " " + document.Servers[0].URL + path
			documented[route] = true
			if operation.Summary == "" {
				t.Errorf("%s has no summary", route)
			}
		}
	}
	if got, want := slices.Sorted(maps.Keys(documented)), apihttp.Routes(); !slices.Equal(got, want) {
		t.Errorf("the document has the routes\n%q, served are\n%q", got, want)
	}
}
