// Package grpctest stands in for the services that the worker calls.
package grpctest

import (
	"net"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
)

// Start starts a gRPC server on a free loopback port, with the health service and what each of register adds.
// It stops at the end of the test.
func Start(t *testing.T, register ...func(*grpc.Server)) (addr string, healthServer *health.Server) {
	t.Helper()

	var network net.ListenConfig
	listener, err := network.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	healthServer = health.NewServer()
	grpc_health_v1.RegisterHealthServer(server, healthServer)
	for _, add := range register {
		add(server)
	}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	return listener.Addr().String(), healthServer
}
