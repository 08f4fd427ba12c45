// Package grpc adapts the services that the worker calls.
package grpc

import (
	"context"
	"fmt"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/keepalive"
)

// callTimeout bounds every unary call whose context has no deadline of its own.
const callTimeout = 30 * time.Second

// keepaliveParameters find out that the host of a service is gone while a call waits for it. The pings are rare, as a
// gRPC core server (the Python services) cuts off a client that pings more often than every five minutes while no data
// goes, and a slow portal keeps a call waiting for that long.
var keepaliveParameters = keepalive.ClientParameters{Time: 6 * time.Minute, Timeout: 10 * time.Second}

// dial prepares a connection to addr, a host:port; it connects on the first call and again after a failure.
// Traffic is in plain text: encryption between pods is the cluster's part.
func dial(addr string, options ...grpc.DialOption) (*grpc.ClientConn, error) {
	conn, err := grpc.NewClient(addr, append([]grpc.DialOption{
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithKeepaliveParams(keepaliveParameters),
		grpc.WithUnaryInterceptor(withDeadline),
		grpc.WithStatsHandler(otelgrpc.NewClientHandler()),
	}, options...)...)
	if err != nil {
		return nil, fmt.Errorf("gRPC client for %s: %w", addr, err)
	}
	return conn, nil
}

func withDeadline(ctx context.Context, method string, request, reply any, conn *grpc.ClientConn,
	invoke grpc.UnaryInvoker, options ...grpc.CallOption,
) error {
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, callTimeout)
		defer cancel()
	}
	return invoke(ctx, method, request, reply, conn, options...)
}

// checkServing asks the server behind conn, by the standard health protocol, whether it serves the named service.
func checkServing(ctx context.Context, conn *grpc.ClientConn, service string) error {
	reply, err := grpc_health_v1.NewHealthClient(conn).Check(ctx, &grpc_health_v1.HealthCheckRequest{Service: service})
	if err != nil {
		return fmt.Errorf("health of %s at %s: %w", service, conn.Target(), err)
	}
	if reply.GetStatus() != grpc_health_v1.HealthCheckResponse_SERVING {
		return fmt.Errorf("health of %s at %s: %s, want SERVING", service, conn.Target(), reply.GetStatus())
	}
	return nil
}
