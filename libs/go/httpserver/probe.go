package httpserver

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"
)

const probeTimeout = 3 * time.Second

// Probe asks the server that listens on addr on this machine for /health, and returns why it is not healthy.
// A container without a shell or curl uses it as its health check.
func Probe(ctx context.Context, addr string) error {
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("probe: %w", err)
	}
	url := "http://" + net.JoinHostPort("127.0.0.1", port) + "/health"

	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return fmt.Errorf("probe: %w", err)
	}
	// Its own client: a proxy from the environment must not answer for this machine.
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("probe: %w", err)
	}
	defer func() { _ = response.Body.Close() }()

	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("probe: GET %s: %s, want 200 OK", url, response.Status)
	}
	return nil
}
