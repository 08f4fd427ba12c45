package loopback_test

import (
	"net"
	"testing"

	"kerp.io/apps/integration/loopback"
)

func TestFreePort(t *testing.T) {
	t.Parallel()

	port, err := loopback.FreePort(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var network net.ListenConfig
	listener, err := network.Listen(t.Context(), "tcp", net.JoinHostPort(loopback.Host, port))
	if err != nil {
		t.Fatalf("the free port: %v", err)
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	if len(port) != 5 || port >= "32768" {
		t.Errorf("port %s is one that Linux takes for outgoing connections", port)
	}
}
