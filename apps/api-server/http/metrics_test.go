package http_test

import (
	"net/http"
	"testing"
)

// Routes are measured by their patterns: a path would make a series for each id, and show business numbers.
func TestMetrics(t *testing.T) {
	t.Parallel()

	api := newAPI(t)
	api.do(t, http.MethodGet, "/api/v1/companies/"+companyID, "")
	api.do(t, http.MethodGet, "/api/v1/business-numbers/124-81-00999", "")
	api.do(t, http.MethodGet, "/nothing", "")
	families, err := api.metrics.Gather()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]uint64{} // "code route" -> requests
	for _, family := range families {
		if family.GetName() != "kerp_http_request_duration_seconds" {
			continue
		}
		for _, metric := range family.GetMetric() {
			labels := metric.GetLabel()
			got[labels[0].GetValue()+" "+labels[1].GetValue()] = metric.GetHistogram().GetSampleCount()
		}
	}
	for _, want := range []string{
		"200 GET /api/v1/companies/{id}", "422 GET /api/v1/business-numbers/{number}", "404 none",
	} {
		if got[want] != 1 {
			t.Errorf("%q was measured %d times, want once: %v", want, got[want], got)
		}
	}
}
