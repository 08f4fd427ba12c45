// Package reach waits for what answers, and passes connections on.
package reach

import (
	"context"
	"fmt"
	"net"
	"path/filepath"
	"time"
)

// Answers says whether somebody listens at an address: a host:port, or the path of a socket.
func Answers(ctx context.Context, address string) bool {
	network := "tcp"
	if filepath.IsAbs(address) {
		network = "unix"
	}
	dialer := net.Dialer{Timeout: time.Second}
	connection, err := dialer.DialContext(ctx, network, address)
	if err != nil {
		return false
	}
	_ = connection.Close() // nothing was sent
	return true
}

// Until returns as soon as done says so, asking it now and in intervals, or with the error of ctx.
func Until(ctx context.Context, interval time.Duration, done func() bool) error {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		if done() {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait: %w", context.Cause(ctx))
		case <-ticker.C:
		}
	}
}
