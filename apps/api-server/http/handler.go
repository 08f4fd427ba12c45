// Package http adapts the API server's domain to HTTP.
package http

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"

	"kerp.io/apps/api-server/businessnumber"
)

// NewHandler returns the API. Every error response is an RFC 9457 problem.
func NewHandler(logger *slog.Logger) http.Handler {
	api := &api{logger: logger}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/business-numbers/{number}", api.businessNumber)
	return problemsForUnmatched(mux, api)
}

type api struct {
	logger *slog.Logger
}

// businessNumberView is a business registration number as the API shows it.
type businessNumberView struct {
	Number    string `json:"number"`
	Formatted string `json:"formatted"`
}

func (a *api) businessNumber(w http.ResponseWriter, r *http.Request) {
	number, err := businessnumber.Parse(r.PathValue("number"))
	if err != nil {
		a.writeError(w, r, err)
		return
	}
	a.writeJSON(w, r, "application/json", http.StatusOK,
		businessNumberView{Number: string(number), Formatted: number.String()})
}

func (a *api) writeError(w http.ResponseWriter, r *http.Request, err error) {
	if invalid, ok := errors.AsType[*businessnumber.Error](err); ok {
		a.writeProblem(w, r, problem{
			Type:   problemType("business-number-" + string(invalid.Code)),
			Title:  "Not a business registration number",
			Status: http.StatusUnprocessableEntity,
			Detail: invalid.Detail,
		})
		return
	}
	a.logger.ErrorContext(r.Context(), "request failed", slog.String("path", r.URL.Path), slog.Any("error", err))
	a.writeProblem(w, r, statusProblem(http.StatusInternalServerError))
}

func (a *api) writeJSON(w http.ResponseWriter, r *http.Request, contentType string, status int, body any) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		a.logger.DebugContext(r.Context(), "response not written", slog.Any("error", err))
	}
}
