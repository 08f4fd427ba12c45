package http_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	apihttp "kerp.io/apps/api-server/http"
)

func TestRateLimit(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		retryAfter time.Duration
		wantHeader string
	}{
		"whole seconds": {retryAfter: 3 * time.Second, wantHeader: "3"},
		"never early":   {retryAfter: 2001 * time.Millisecond, wantHeader: "3"},
		"at least one":  {retryAfter: time.Millisecond, wantHeader: "1"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			api := newAPI(t, func(c *apihttp.Config) {
				c.RateLimit = rate(func(string) (time.Duration, error) { return test.retryAfter, nil })
			})
			before := api.stored()
			response := api.do(t, http.MethodPost, "/api/v1/companies", companyBody)
			expectResponse(t, response, http.StatusTooManyRequests,
				`{"type":"about:blank","title":"Too Many Requests","status":429}`)
			if got := response.Header().Get("Retry-After"); got != test.wantHeader {
				t.Errorf("Retry-After = %q, want %q", got, test.wantHeader)
			}
			if api.stored() != before {
				t.Error("a refused request stored something")
			}
		})
	}
}

func TestRateLimitFailsOpen(t *testing.T) {
	t.Parallel()

	down := errors.New("connection refused")
	api := newAPI(t, func(c *apihttp.Config) {
		c.RateLimit = rate(func(string) (time.Duration, error) { return 0, down })
	})
	for range 2 {
		response := api.do(t, http.MethodGet, "/api/v1/companies/"+companyID, "")
		expectResponse(t, response, http.StatusOK, companyJSON)
	}
	down = nil
	api.do(t, http.MethodGet, "/api/v1/companies/"+companyID, "")

	const want = "# HELP kerp_http_rate_limit_failures_total " +
		"Requests that were served without being counted, as Redis could not be reached.\n" +
		"# TYPE kerp_http_rate_limit_failures_total counter\nkerp_http_rate_limit_failures_total 2\n"
	err := testutil.GatherAndCompare(api.metrics, strings.NewReader(want), "kerp_http_rate_limit_failures_total")
	if err != nil {
		t.Error(err)
	}
	for _, message := range []string{`"requests are not limited"`, `"requests are limited again"`} {
		if got := strings.Count(api.log.String(), message); got != 1 {
			t.Errorf("%s is logged %d times, want once:\n%s", message, got, api.log)
		}
	}
}

func TestRateLimitClient(t *testing.T) {
	t.Parallel()

	const peer, proxy, client = "192.0.2.1:1234", "10.0.0.1:1234", "198.51.100.1"
	tests := map[string]struct {
		peer, forwarded string
		want            string
	}{
		"peer":                          {peer: peer, want: "192.0.2.1"},
		"peer that claims another":      {peer: peer, forwarded: client, want: "192.0.2.1"},
		"behind a proxy":                {peer: proxy, forwarded: client, want: client},
		"behind two":                    {peer: proxy, forwarded: "198.51.100.1, 10.0.0.2", want: client},
		"claims another behind a proxy": {peer: proxy, forwarded: "203.0.113.9,198.51.100.1", want: client},
		"a proxy that says nothing":     {peer: proxy, want: "10.0.0.1"},
		"a proxy that says nonsense":    {peer: proxy, forwarded: "unknown", want: "10.0.0.1"},
		"IPv6 subscriber":               {peer: "[2001:db8:1:2:3:4:5:6]:1234", want: "2001:db8:1:2::/64"},
		"IPv4 in IPv6":                  {peer: "[::ffff:192.0.2.1]:1234", want: "192.0.2.1"},
		"proxy as IPv4 in IPv6":         {peer: "[::ffff:10.0.0.1]:1234", forwarded: client, want: client},
		"no address":                    {peer: "pipe", want: "pipe"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			var got string
			api := newAPI(t, func(c *apihttp.Config) {
				c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
				c.RateLimit = rate(func(client string) (time.Duration, error) {
					got = client
					return 0, nil
				})
			})
			request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/companies", http.NoBody)
			request.RemoteAddr = test.peer
			if test.forwarded != "" {
				request.Header.Set("X-Forwarded-For", test.forwarded)
			}
			api.handler.ServeHTTP(httptest.NewRecorder(), request)
			if got != test.want {
				t.Errorf("the client is %q, want %q", got, test.want)
			}
		})
	}
}
