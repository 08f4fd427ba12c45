package reach

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
)

// Relay passes on every TCP connection of listener to the address to, until ctx is done.
func Relay(ctx context.Context, listener net.Listener, to string) error {
	stop := context.AfterFunc(ctx, func() { _ = listener.Close() })
	defer stop()
	for {
		from, err := listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("accept a connection: %w", err)
		}
		go pass(ctx, from, to)
	}
}

func pass(ctx context.Context, from net.Conn, to string) {
	var dialer net.Dialer
	target, err := dialer.DialContext(ctx, "tcp", to)
	if err != nil {
		_ = from.Close() // as if nobody listened
		return
	}
	stop := context.AfterFunc(ctx, func() { _, _ = from.Close(), target.Close() })
	defer stop()
	done := make(chan struct{})
	go func() {
		defer close(done)
		stream(target, from)
	}()
	stream(from, target)
	<-done
	_, _ = from.Close(), target.Close()
}

// stream copies one direction and hands its end on. Its errors are those of the connection: both sides see them.
func stream(to, from net.Conn) {
	_, _ = io.Copy(to, from)
	if half, ok := to.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
	}
}
