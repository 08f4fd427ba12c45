package jobs_test

import (
	"log/slog"
	"testing"

	"github.com/nats-io/nats.go"

	"kerp.io/libs/go/jobs"
	"kerp.io/libs/go/jobs/jobstest"
)

func TestURLUnmarshalText(t *testing.T) {
	t.Parallel()

	tests := map[string]string{ // text -> error
		"nats://127.0.0.1:4222":            "",
		"tls://u:p@nats:4222":              "",
		"nats://nats-0:4222,nats://nats-1": "",
		"http://127.0.0.1:4222":            "not a nats:// or tls:// URL with a host",
		"nats://":                          "not a nats:// or tls:// URL with a host",
		"nats://nats-0,":                   "not a nats:// or tls:// URL with a host",
		"127.0.0.1:4222":                   "not a URL",
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			t.Parallel()

			var got jobs.URL
			err := got.UnmarshalText([]byte(text))
			switch {
			case want == "" && (err != nil || string(got) != text):
				t.Errorf("URL from %q = %q, %v, want it as it is", text, got, err)
			case want != "" && (err == nil || err.Error() != want):
				t.Errorf("URL from %q = %q, %v, want error %q", text, got, err, want)
			}
		})
	}
}

// A service starts before NATS does, and outlives it.
func TestConnectAgain(t *testing.T) {
	t.Parallel()

	server := jobstest.Start(t)
	server.Stop()
	conn, err := jobs.Connect(server.URL, "test", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	if err := jobs.Check(conn); err == nil || err.Error() != "NATS: reconnecting" {
		t.Errorf("without a server, Check = %v, want NATS: reconnecting", err)
	}

	for range 2 {
		connected := conn.StatusChanged(nats.CONNECTED)
		server.Start(t)
		<-connected
		if err := jobs.Check(conn); err != nil {
			t.Errorf("with a server, Check = %v, want nil", err)
		}
		lost := conn.StatusChanged(nats.RECONNECTING)
		server.Stop()
		<-lost
	}
	server.Start(t) // for the cleanup to stop
}
