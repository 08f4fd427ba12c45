// Package grpcserver answers a service's gRPC calls, beside the HTTP endpoints by which its platform watches it.
// It also answers the standard health and reflection services.
package grpcserver

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/reflection"
)

const (
	// maxCalls is how many calls one connection may have under way.
	maxCalls = 100
	// connectionAge is when a client is asked to connect anew, and so finds the present instances.
	connectionAge = time.Minute
	// connectionGrace is how long the calls on a connection of that age may take to end: as long as any shutdown may.
	connectionGrace = 5 * time.Minute
)

// Config says what a server answers and how it stops.
type Config struct {
	// Register adds the services.
	Register func(*grpc.Server)
	// ShutdownDelay is how long a stopping server goes on taking calls, so that it is out of every rotation before it
	// refuses them.
	ShutdownDelay time.Duration
	// ShutdownTimeout is how long calls under way may take after that before they are cut off.
	ShutdownTimeout time.Duration
	Logger          *slog.Logger
}

// Server is a gRPC server that stops without dropping calls.
type Server struct {
	config Config
	server *grpc.Server
	health *health.Server
}

// New returns a server that does not listen yet.
func New(config Config) *Server {
	edge := boundary{config.Logger}
	s := &Server{
		config: config,
		health: health.NewServer(),
		server: grpc.NewServer(
			grpc.MaxConcurrentStreams(maxCalls),
			grpc.KeepaliveParams(keepalive.ServerParameters{
				MaxConnectionAge: connectionAge, MaxConnectionAgeGrace: connectionGrace,
			}),
			grpc.UnaryInterceptor(edge.unary),
			grpc.StreamInterceptor(edge.stream),
		),
	}
	config.Register(s.server)
	for name := range s.server.GetServiceInfo() {
		s.health.SetServingStatus(name, grpc_health_v1.HealthCheckResponse_SERVING)
	}
	grpc_health_v1.RegisterHealthServer(s.server, s.health)
	reflection.Register(s.server)
	return s
}

// Listen listens on the TCP address addr, a host:port or :port.
func Listen(ctx context.Context, addr string) (net.Listener, error) {
	var network net.ListenConfig
	listener, err := network.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("serve gRPC: %w", err)
	}
	return listener, nil
}

// Serve answers the calls on listener until ctx is done. Then its health is NOT_SERVING, after ShutdownDelay it takes
// no more calls, and it returns when the last one has ended or ShutdownTimeout has passed.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- s.server.Serve(listener) }()
	s.config.Logger.InfoContext(ctx, "serving gRPC", slog.String("addr", listener.Addr().String()))
	select {
	case err := <-failed:
		return fmt.Errorf("serve gRPC: %w", err)
	case <-ctx.Done():
		return s.shutdown()
	}
}

func (s *Server) shutdown() error {
	s.health.Shutdown()
	<-time.After(s.config.ShutdownDelay)

	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.server.GracefulStop()
	}()
	select {
	case <-ended:
		return nil
	case <-time.After(s.config.ShutdownTimeout):
		s.server.Stop()
		return fmt.Errorf("shut down gRPC: calls cut off after %s", s.config.ShutdownTimeout)
	}
}
