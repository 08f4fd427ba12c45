package http

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// limitTimeout bounds how long a request waits to be counted.
const limitTimeout = 300 * time.Millisecond

// RateLimit counts the requests of each client.
type RateLimit interface {
	// Allow counts a request of the client and returns 0 if it is within the limit, or when to come back.
	Allow(ctx context.Context, client string) (retryAfter time.Duration, err error)
}

// limitState tells whether the last request could be counted, so that an outage is logged when it begins and ends.
type limitState struct {
	failing atomic.Bool
}

// limited refuses the requests of a client that asks too often. It fails open: when they cannot be counted, all are
// served, and the metric kerp_http_rate_limit_failures_total and the log say so.
func (a *api) limited(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		retryAfter := a.retryAfter(r)
		if retryAfter > 0 {
			refused := statusProblem(http.StatusTooManyRequests)
			refused.retryAfter = retryAfter
			a.writeProblem(w, r, refused)
			return
		}
		handler.ServeHTTP(w, r)
	})
}

func (a *api) retryAfter(r *http.Request) time.Duration {
	ctx, cancel := context.WithTimeout(r.Context(), limitTimeout)
	defer cancel()
	retryAfter, err := a.RateLimit.Allow(ctx, a.client(r))
	if err != nil {
		a.metrics.limitFailures.Inc()
		if !a.limit.failing.Swap(true) {
			a.Logger.WarnContext(ctx, "requests are not limited", slog.Any("error", err))
		}
		return 0
	}
	if a.limit.failing.Swap(false) {
		a.Logger.InfoContext(ctx, "requests are limited again")
	}
	return retryAfter
}

// client names who sent the request: the address of the peer or, if that is a trusted proxy, the last one before the
// trusted proxies. Of an IPv6 address it is the /64, which is what one subscriber has.
func (a *api) client(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	client, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	forwarded := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, text := range slices.Backward(forwarded) {
		if !a.trusts(client) {
			break
		}
		before, err := netip.ParseAddr(strings.TrimSpace(text))
		if err != nil {
			break
		}
		client = before
	}
	client = client.Unmap().WithZone("")
	if client.Is6() {
		return netip.PrefixFrom(client, 64).Masked().String()
	}
	return client.String()
}

func (a *api) trusts(address netip.Addr) bool {
	return slices.ContainsFunc(a.TrustedProxies, func(network netip.Prefix) bool {
		return network.Contains(address.Unmap())
	})
}
