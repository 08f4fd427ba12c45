package nats_test

import (
	"context"
	"log/slog"
	"slices"
	"testing"

	"github.com/google/uuid"
	natsgo "github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"kerp.io/apps/api-server/nats"
	"kerp.io/apps/api-server/outbox"
	"kerp.io/libs/go/jobs"
	"kerp.io/libs/go/jobs/jobstest"
)

// traceparent is the example of the W3C recommendation.
const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

func TestPublish(t *testing.T) {
	t.Parallel()

	publisher, js, _ := start(t)
	sync := outbox.Announcement{JobID: uuid.New(), Kind: jobs.TaxInvoiceSync, Traceparent: traceparent}
	filing := outbox.Announcement{JobID: uuid.New(), Kind: jobs.InsuranceFiling}
	for range 2 { // the second time the stream drops them, and they count as published all the same
		published, err := publisher.Publish(t.Context(), []outbox.Announcement{sync, filing})
		if want := []uuid.UUID{sync.JobID, filing.JobID}; err != nil || !slices.Equal(published, want) {
			t.Errorf("Publish = %v, %v, want %v", published, err, want)
		}
	}

	stream, err := js.Stream(t.Context(), jobs.Stream)
	if err != nil {
		t.Fatal(err)
	}
	if got := stream.CachedInfo().State.Msgs; got != 2 {
		t.Errorf("the stream has %d messages, want 2", got)
	}
	for _, want := range []outbox.Announcement{sync, filing} {
		message, err := stream.GetLastMsgForSubject(t.Context(), want.Kind.Subject())
		if err != nil {
			t.Fatal(err)
		}
		if body := `{"job_id":"` + want.JobID.String() + `"}`; string(message.Data) != body {
			t.Errorf("the message is %s, want %s", message.Data, body)
		}
		if got := message.Header.Get("traceparent"); got != want.Traceparent {
			t.Errorf("traceparent = %q, want %q", got, want.Traceparent)
		}
	}
}

// A stream that is gone, as NATS has lost its data, is made again.
func TestPublishWithoutStream(t *testing.T) {
	t.Parallel()

	publisher, js, _ := start(t)
	for range 2 {
		announcement := outbox.Announcement{JobID: uuid.New(), Kind: jobs.TaxInvoiceSync}
		published, err := publisher.Publish(t.Context(), []outbox.Announcement{announcement})
		if err != nil || len(published) != 1 {
			t.Errorf("Publish = %v, %v, want it published", published, err)
		}
		if err := js.DeleteStream(t.Context(), jobs.Stream); err != nil {
			t.Fatal(err)
		}
	}
}

func TestPublishWithoutServer(t *testing.T) {
	t.Parallel()

	publisher, js, server := start(t)
	lost := js.Conn().StatusChanged(natsgo.RECONNECTING)
	server.Stop()
	<-lost
	announcement := outbox.Announcement{JobID: uuid.New(), Kind: jobs.TaxInvoiceSync}
	published, err := publisher.Publish(t.Context(), []outbox.Announcement{announcement})
	if err == nil || err.Error() != "NATS: reconnecting" || len(published) != 0 {
		t.Errorf("Publish = %v, %v, want NATS: reconnecting", published, err)
	}
	server.Start(t)
}

func TestPublishInTime(t *testing.T) {
	t.Parallel()

	publisher, _, _ := start(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	published, err := publisher.Publish(ctx, []outbox.Announcement{{JobID: uuid.New(), Kind: jobs.TaxInvoiceSync}})
	if err == nil || len(published) != 0 {
		t.Errorf("Publish = %v, %v, want an error", published, err)
	}
}

func start(t *testing.T) (*nats.Publisher, jetstream.JetStream, *jobstest.Server) {
	t.Helper()

	server := jobstest.Start(t)
	conn, err := jobs.Connect(server.URL, "test", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	publisher, err := nats.NewPublisher(conn)
	if err != nil {
		t.Fatal(err)
	}
	js, err := jetstream.New(conn)
	if err != nil {
		t.Fatal(err)
	}
	return publisher, js, server
}
