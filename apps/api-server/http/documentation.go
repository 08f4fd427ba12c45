package http

import (
	"io/fs"
	"net/http"

	"github.com/swaggest/swgui"
	"github.com/swaggest/swgui/v5/static"
	"github.com/swaggest/swgui/v5emb"
)

const (
	documentPath      = "/api/v1/openapi.json"
	documentationPath = "/api/v1/docs/"
)

// documentationPolicy keeps the page from loading or sending anything elsewhere. Its script and the styles that Swagger
// UI sets are inline; no text of a user is in the page.
const documentationPolicy = "default-src 'self'; script-src 'self' 'unsafe-inline'; " +
	"style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
	"frame-ancestors 'none'; base-uri 'none'; form-action 'self'"

// documentation serves the page on which the document can be read and tried, and what the page loads, with Swagger UI:
// all of it comes from this binary.
func (a *api) documentation() http.HandlerFunc {
	ui := v5emb.NewHandlerWithConfig(swgui.Config{
		Title: "K-ERP API", SwaggerJSON: documentPath, BasePath: documentationPath,
		// Else the page has a picture from a server that checks documents.
		SettingsUI: map[string]string{"validatorUrl": "null"},
	})
	return func(w http.ResponseWriter, r *http.Request) {
		if file := r.PathValue("file"); file != "" && !isEmbedded(file) {
			a.writeProblem(w, r, statusProblem(http.StatusNotFound))
			return
		}
		w.Header().Set("Content-Security-Policy", documentationPolicy)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		ui.ServeHTTP(w, r)
	}
}

// isEmbedded says whether Swagger UI has the file, as it is or compressed.
func isEmbedded(file string) bool {
	for _, name := range []string{file, file + ".gz"} {
		if _, err := fs.Stat(static.FS, name); err == nil {
			return true
		}
	}
	return false
}
