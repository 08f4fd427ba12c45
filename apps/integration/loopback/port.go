// Package loopback finds places on this machine's loopback interface where servers can listen.
package loopback

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
)

// Host is the address of the interface.
const Host = "127.0.0.1"

// Ports that servers are given: below those that Linux takes for outgoing connections (32768 and up), so that no
// client gets a stopped server's port.
const (
	firstPort  = 20000
	ports      = 12000
	portsTried = 50
)

// FreePort returns a port that nothing listens on.
func FreePort(ctx context.Context) (string, error) {
	var network net.ListenConfig
	var last error
	for range portsTried {
		port := strconv.Itoa(firstPort + rand.N(ports)) //nolint:gosec // a port is no secret
		listener, err := network.Listen(ctx, "tcp", net.JoinHostPort(Host, port))
		if err != nil {
			last = err
			continue
		}
		return port, listener.Close()
	}
	return "", fmt.Errorf("no free port in %d tries: %w", portsTried, last)
}
