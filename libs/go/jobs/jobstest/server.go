// Package jobstest runs a NATS server inside a test.
package jobstest

import (
	"net"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"kerp.io/libs/go/jobs"
)

// startTimeout is when a server that does not answer counts as broken.
const startTimeout = 10 * time.Second

// Server is a NATS server with JetStream on a free loopback port.
type Server struct {
	// URL is where it is reached.
	URL jobs.URL

	options *server.Options
	nats    *server.Server
}

// Start runs a server until the end of the test.
func Start(t *testing.T) *Server {
	t.Helper()

	s := &Server{options: &server.Options{
		Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, StoreDir: t.TempDir(), NoSigs: true, NoLog: true,
	}}
	s.Start(t)
	t.Cleanup(s.Stop)
	return s
}

// Stop ends the server. What its streams hold stays for the next [Server.Start].
func (s *Server) Stop() {
	s.nats.Shutdown()
	s.nats.WaitForShutdown()
}

// Start runs a stopped server again, at the same address.
func (s *Server) Start(t *testing.T) {
	t.Helper()

	var err error
	if s.nats, err = server.NewServer(s.options); err != nil {
		t.Fatal(err)
	}
	s.nats.Start()
	if !s.nats.ReadyForConnections(startTimeout) {
		t.Fatal("the NATS server does not start")
	}
	s.URL = jobs.URL(s.nats.ClientURL())
	address, ok := s.nats.Addr().(*net.TCPAddr)
	if !ok {
		t.Fatalf("the NATS server listens at %v, want a TCP address", s.nats.Addr())
	}
	s.options.Port = address.Port
}
