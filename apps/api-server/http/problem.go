package http

import "net/http"

// problem is an RFC 9457 problem details object.
type problem struct {
	// Type identifies the kind of problem; about:blank means that Status says it all.
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`
}

// problemType names a kind of problem with a tag URI, which identifies without promising a page to open.
func problemType(name string) string {
	return "tag:kerp.io,2026:problem:" + name
}

func statusProblem(status int) problem {
	return problem{Type: "about:blank", Title: http.StatusText(status), Status: status}
}

func (a *api) writeProblem(w http.ResponseWriter, r *http.Request, p problem) {
	a.writeJSON(w, r, "application/problem+json", p.Status, p)
}

// problemsForUnmatched writes the mux's own answers (404, 405) as problems and keeps their headers, such as Allow.
func problemsForUnmatched(mux *http.ServeMux, a *api) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		answer := &statusOnly{header: w.Header(), status: http.StatusOK}
		handler.ServeHTTP(answer, r)
		a.writeProblem(w, r, statusProblem(answer.status))
	})
}

// statusOnly is a response writer that keeps the header and the status and drops the body.
type statusOnly struct {
	header http.Header
	status int
}

// Header is where the header is kept.
func (s *statusOnly) Header() http.Header { return s.header }

// WriteHeader keeps the status.
func (s *statusOnly) WriteHeader(status int) { s.status = status }

// Write drops the body.
func (*statusOnly) Write(body []byte) (int, error) { return len(body), nil }
