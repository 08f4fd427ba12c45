package jobs_test

import (
	"log/slog"
	"testing"

	"github.com/nats-io/nats.go/jetstream"

	"kerp.io/libs/go/jobs"
	"kerp.io/libs/go/jobs/jobstest"
)

func TestEnsureStreams(t *testing.T) {
	t.Parallel()

	js := connect(t, jobstest.Start(t).URL)
	for range 2 { // the second time they are there
		if err := jobs.EnsureStreams(t.Context(), js); err != nil {
			t.Fatal(err)
		}
	}

	tests := map[string][]string{ // subject -> ids of messages; the last is a duplicate
		jobs.TaxInvoiceSync.Subject():           {"1", "2", "1"},
		jobs.TaxInvoiceSync.DeadLetterSubject(): {"1", "2", "1"},
	}
	for subject, ids := range tests {
		for i, id := range ids {
			ack, err := js.Publish(t.Context(), subject, []byte("{}"), jetstream.WithMsgID(id))
			if err != nil {
				t.Fatal(err)
			}
			if want := i == len(ids)-1; ack.Duplicate != want {
				t.Errorf("message %d on %s: duplicate = %v, want %v", i, subject, ack.Duplicate, want)
			}
		}
	}
}

func connect(t *testing.T, address jobs.URL) jetstream.JetStream {
	t.Helper()

	conn, err := jobs.Connect(address, "test", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	js, err := jetstream.New(conn)
	if err != nil {
		t.Fatal(err)
	}
	return js
}
