package grpcserver_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"

	"kerp.io/libs/go/grpcserver"
)

// service is one whose method does what a test says; its messages are those of the health service.
const (
	service = "test.Service"
	method  = "/test.Service/Do"
)

type answer func(context.Context) error

func register(do answer) func(*grpc.Server) {
	handle := func(
		_ any, ctx context.Context, decode func(any) error, through grpc.UnaryServerInterceptor,
	) (any, error) {
		request := new(grpc_health_v1.HealthCheckRequest)
		if err := decode(request); err != nil {
			return nil, err
		}
		info := &grpc.UnaryServerInfo{FullMethod: method}
		return through(ctx, request, info, func(ctx context.Context, _ any) (any, error) {
			return new(grpc_health_v1.HealthCheckResponse), do(ctx)
		})
	}
	description := grpc.ServiceDesc{
		ServiceName: service, HandlerType: (*any)(nil), Methods: []grpc.MethodDesc{{MethodName: "Do", Handler: handle}},
	}
	return func(server *grpc.Server) { server.RegisterService(&description, nil) }
}

// running is a server of a test, until stop is called.
type running struct {
	conn    *grpc.ClientConn
	log     *bytes.Buffer
	stop    context.CancelFunc
	stopped <-chan error
}

func start(t *testing.T, do answer, timeout time.Duration) running {
	t.Helper()

	log := new(bytes.Buffer)
	server := grpcserver.New(grpcserver.Config{
		Register: register(do), ShutdownTimeout: timeout, Logger: slog.New(slog.NewTextHandler(log, nil)),
	})
	listener, err := grpcserver.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() { stopped <- server.Serve(ctx, listener) }()
	conn, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return running{conn, log, stop, stopped}
}

func (r running) call(ctx context.Context) error {
	return r.conn.Invoke(ctx, method, new(grpc_health_v1.HealthCheckRequest), new(grpc_health_v1.HealthCheckResponse))
}

func TestServe(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		do      answer
		code    codes.Code
		message string
		log     string
	}{
		"an answer": {
			do:   func(context.Context) error { return nil },
			code: codes.OK, log: `msg="call answered" method=` + method,
		},
		"a refusal": {
			do:   func(context.Context) error { return status.Error(codes.InvalidArgument, "name: expected a name") },
			code: codes.InvalidArgument, message: "name: expected a name", log: "code=InvalidArgument",
		},
		"an error of the service's own": {
			do:   func(context.Context) error { return errors.New("person 900101") },
			code: codes.Internal, message: "internal error; see the service's log", log: `error="person 900101"`,
		},
		"a panic": {
			do:   func(context.Context) error { panic("person 900101") },
			code: codes.Internal, message: "internal error; see the service's log", log: "panic: person 900101",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			server := start(t, test.do, time.Minute)
			err := server.call(t.Context())
			if status.Code(err) != test.code || status.Convert(err).Message() != test.message {
				t.Errorf("call = %v, want %s %q", err, test.code, test.message)
			}
			server.stop()
			if err := <-server.stopped; err != nil {
				t.Errorf("Serve = %v, want nil", err)
			}
			if !strings.Contains(server.log.String(), test.log) {
				t.Errorf("the log is %q, want %q in it", server.log, test.log)
			}
		})
	}
}

func TestServeAnswersHealth(t *testing.T) {
	t.Parallel()

	server := start(t, func(context.Context) error { return nil }, time.Minute)
	for _, name := range []string{"", service} {
		request := &grpc_health_v1.HealthCheckRequest{Service: name}
		reply, err := grpc_health_v1.NewHealthClient(server.conn).Check(t.Context(), request)
		if err != nil || reply.GetStatus() != grpc_health_v1.HealthCheckResponse_SERVING {
			t.Errorf("health of %q = %v, %v, want SERVING", name, reply, err)
		}
	}
	server.stop()
	if err := <-server.stopped; err != nil {
		t.Errorf("Serve = %v, want nil", err)
	}
}

func TestServeEndsWhatIsUnderWay(t *testing.T) {
	t.Parallel()

	begun, end := make(chan struct{}), make(chan struct{})
	server := start(t, func(context.Context) error {
		close(begun)
		<-end
		return nil
	}, time.Minute)
	answered := make(chan error, 1)
	go func() { answered <- server.call(t.Context()) }()
	<-begun
	server.stop()
	close(end)
	if err := <-answered; err != nil {
		t.Errorf("the call that was under way = %v, want its answer", err)
	}
	if err := <-server.stopped; err != nil {
		t.Errorf("Serve = %v, want nil", err)
	}
}

func TestServeCutsOffWhatDoesNotEnd(t *testing.T) {
	t.Parallel()

	begun := make(chan struct{})
	server := start(t, func(ctx context.Context) error {
		close(begun)
		<-ctx.Done()
		return ctx.Err()
	}, time.Millisecond)
	answered := make(chan error, 1)
	go func() { answered <- server.call(t.Context()) }()
	<-begun
	server.stop()
	if err := <-server.stopped; err == nil || err.Error() != "shut down gRPC: calls cut off after 1ms" {
		t.Errorf("Serve = %v, want that calls were cut off", err)
	}
	if err := <-answered; status.Code(err) != codes.Unavailable {
		t.Errorf("the call = %v, want UNAVAILABLE", err)
	}
}

func TestListenOnATakenPort(t *testing.T) {
	t.Parallel()

	first, err := grpcserver.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = first.Close() })
	if _, err := grpcserver.Listen(t.Context(), first.Addr().String()); err == nil ||
		!strings.HasPrefix(err.Error(), "serve gRPC: ") {
		t.Errorf("Listen = %v, want an error that begins with serve gRPC", err)
	}
}
