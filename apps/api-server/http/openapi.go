package http

import (
	_ "embed" // for the document
	"net/http"
)

// document is the OpenAPI document that swag makes of the comments in this package.
//
//go:embed gen/swagger.json
var document []byte

// openAPI serves the document, whose head is this:
//
//	@title						K-ERP API
//	@version					1
//	@description				Companies, their tax invoices and their filings to the social insurances.
//	@description				Every error is a problem of the media type application/problem+json.
//	@externalDocs.description	Problem Details for HTTP APIs
//	@externalDocs.url			https://www.rfc-editor.org/rfc/rfc9457
//	@servers.url				/api/v1
func openAPI(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(document) // a client that has gone is no one's error
}
