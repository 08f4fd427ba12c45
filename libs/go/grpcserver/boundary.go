package grpcserver

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// healthMethods are called every few seconds, and say nothing new.
const healthMethods = "/grpc.health.v1.Health/"

// boundary is where calls enter and leave the service: one line of the log for each, and no leak of what went wrong. An
// error that is no [status.Status], and a panic, are INTERNAL without their text, which may hold personal data.
type boundary struct{ logger *slog.Logger }

func (b boundary) unary(
	ctx context.Context, request any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler,
) (reply any, err error) {
	err = b.guard(ctx, info.FullMethod, func() (err error) {
		reply, err = handle(ctx, request)
		return err
	})
	return reply, err
}

func (b boundary) stream(
	server any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handle grpc.StreamHandler,
) error {
	return b.guard(stream.Context(), info.FullMethod, func() error { return handle(server, stream) })
}

func (b boundary) guard(ctx context.Context, method string, call func() error) error {
	started := time.Now()
	err := recovered(call)
	attributes := []any{slog.String("method", method), slog.Duration("took", time.Since(started))}
	code := status.Code(err)
	if _, known := status.FromError(err); !known {
		b.logger.ErrorContext(ctx, "call failed", append(attributes, slog.Any("error", err))...)
		return status.Error(codes.Internal, "internal error; see the service's log")
	}
	level := slog.LevelInfo
	if strings.HasPrefix(method, healthMethods) {
		level = slog.LevelDebug
	}
	b.logger.Log(ctx, level, "call answered", append(attributes, slog.String("code", code.String()))...)
	return err
}

// recovered makes a panic an error.
func recovered(call func() error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	return call()
}
