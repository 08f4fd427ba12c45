package reach_test

import (
	"bufio"
	"context"
	"errors"
	"net"
	"path/filepath"
	"testing"
	"time"

	"kerp.io/tools/local-cluster/reach"
)

func listen(t *testing.T, network, address string) net.Listener {
	t.Helper()
	var config net.ListenConfig
	listener, err := config.Listen(t.Context(), network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	return listener
}

func TestAnswers(t *testing.T) {
	t.Parallel()

	socket := filepath.Join(t.TempDir(), "s")
	tcp, unix := listen(t, "tcp", "127.0.0.1:0"), listen(t, "unix", socket)
	for _, address := range []string{tcp.Addr().String(), socket} {
		if !reach.Answers(t.Context(), address) {
			t.Errorf("nobody answers at %s", address)
		}
	}
	_, _ = tcp.Close(), unix.Close()
	for _, address := range []string{tcp.Addr().String(), socket} {
		if reach.Answers(t.Context(), address) {
			t.Errorf("somebody answers at %s although it is closed", address)
		}
	}
}

var errLate = errors.New("too late")

func TestUntil(t *testing.T) {
	t.Parallel()

	asked := 0
	err := reach.Until(t.Context(), time.Millisecond, func() bool {
		asked++
		return asked == 3
	})
	if err != nil || asked != 3 {
		t.Errorf("asked %d times, %v, want 3", asked, err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errLate)
	if err := reach.Until(ctx, time.Millisecond, func() bool { return false }); !errors.Is(err, errLate) {
		t.Errorf("Until = %v, want %v", err, errLate)
	}
}

func TestRelay(t *testing.T) {
	t.Parallel()

	server := listen(t, "tcp", "127.0.0.1:0")
	go func() {
		connection, err := server.Accept()
		if err != nil {
			return
		}
		line, _ := bufio.NewReader(connection).ReadString('\n')
		_, _ = connection.Write([]byte("got " + line))
		_ = connection.Close()
	}()
	relay := listen(t, "tcp", "127.0.0.1:0")
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- reach.Relay(ctx, relay, server.Addr().String()) }()

	var dialer net.Dialer
	connection, err := dialer.DialContext(t.Context(), "tcp", relay.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if _, err = connection.Write([]byte("hello\n")); err != nil {
		t.Fatal(err)
	}
	if answer, err := bufio.NewReader(connection).ReadString('\n'); answer != "got hello\n" || err != nil {
		t.Errorf("answer = %q, %v", answer, err)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("Relay = %v, want no error after its end", err)
	}
}
