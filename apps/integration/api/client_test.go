package api_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kerp.io/apps/integration/api"
)

// clientOf returns a client of a server that answers with handler.
func clientOf(t *testing.T, handler http.HandlerFunc) *api.Client {
	t.Helper()

	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return api.New(strings.TrimPrefix(server.URL, "http://"))
}

func TestNewJob(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		status  int
		answer  string
		wantID  string
		wantErr string
	}{
		"accepted": {http.StatusAccepted, `{"id":"j1","status":"pending"}`, "j1", ""},
		"a problem": {
			http.StatusUnprocessableEntity,
			`{"status":422,"title":"Wrong","detail":"see there","errors":[{"field":"period","detail":"is required"}]}`,
			"", "POST /api/v1/tax-invoice-syncs: 422 Wrong: see there\n  period: is required",
		},
		"no problem by the standard": {
			http.StatusBadGateway, "proxy", "", "POST /api/v1/tax-invoice-syncs: 502 : proxy",
		},
		"no JSON": {
			http.StatusAccepted, "ok", "",
			`POST /api/v1/tax-invoice-syncs: answer "ok": invalid character 'o' looking for beginning of value`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			client := clientOf(t, func(w http.ResponseWriter, r *http.Request) {
				if got := r.Header.Get("Idempotency-Key"); got != "k" {
					t.Errorf("Idempotency-Key = %q, want k", got)
				}
				w.WriteHeader(test.status)
				_, _ = w.Write([]byte(test.answer))
			})
			job, err := client.NewJob(t.Context(), api.Syncs, api.Sync{}, "k")
			if job.ID != test.wantID || text(err) != test.wantErr {
				t.Errorf("NewJob = %q, %v, want %q, %s", job.ID, err, test.wantID, test.wantErr)
			}
		})
	}
}

func TestAwait(t *testing.T) {
	t.Parallel()

	asked := 0
	client := clientOf(t, func(w http.ResponseWriter, _ *http.Request) {
		asked++
		status := []string{"pending", "running", "succeeded"}[min(asked-1, 2)]
		_, _ = fmt.Fprintf(w, `{"id":"j1","status":%q}`, status)
	})
	job, err := client.Await(t.Context(), api.Filings, "j1", api.Finished)
	if job.Status != api.Succeeded || asked != 3 {
		t.Errorf("Await = %q, %v after %d answers, want succeeded after 3", job.Status, err, asked)
	}
}

func TestAwaitGivesUp(t *testing.T) {
	t.Parallel()

	ctx, cancel := context.WithCancelCause(t.Context())
	client := clientOf(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"id":"j1","status":"running","attempts":2,"failure":"portal away"}`))
	})
	_, err := client.Await(ctx, api.Syncs, "j1", func(api.Job) bool {
		cancel(errors.New("no time left"))
		return false
	})
	want := `job j1 is "running" after 2 attempts (portal away): no time left`
	if text(err) != want {
		t.Errorf("Await = %v, want %s", err, want)
	}
}

func TestInvoicesReadsAllPages(t *testing.T) {
	t.Parallel()

	client := clientOf(t, func(w http.ResponseWriter, r *http.Request) {
		pages := map[string]string{
			"":   `{"items":[{"approval_number":"1"},{"approval_number":"2"}],"next":"p2"}`,
			"p2": `{"items":[{"approval_number":"3"}]}`,
		}
		_, _ = w.Write([]byte(pages[r.URL.Query().Get("after")]))
	})
	invoices, err := client.Invoices(t.Context(), "c1", "2026-10")
	if err != nil || len(invoices) != 3 || invoices[2].ApprovalNumber != "3" {
		t.Errorf("Invoices = %v, %v, want 1, 2 and 3", invoices, err)
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
