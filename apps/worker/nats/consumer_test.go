package nats_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"
	natsgo "github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.opentelemetry.io/otel/trace"

	"kerp.io/apps/worker/job"
	"kerp.io/apps/worker/nats"
	"kerp.io/libs/go/jobs"
	"kerp.io/libs/go/jobs/jobstest"
)

// runner does jobs as a test says.
type runner func(ctx context.Context, kind jobs.Kind, data []byte) job.Verdict

// Run is that of a nats.Runner.
func (r runner) Run(ctx context.Context, kind jobs.Kind, data []byte) job.Verdict {
	return r(ctx, kind, data)
}

// harness is a consumer on a NATS server of its own.
type harness struct {
	server *jobstest.Server
	js     jetstream.JetStream
	stop   context.CancelFunc
	// stopped is closed when the consumer has returned.
	stopped chan struct{}
}

const slots = 2

// start runs a consumer of both kinds. Its jobs may take timeout after [harness.stop].
func start(t *testing.T, timeout time.Duration, run runner, change ...func(*nats.Consumer)) *harness {
	t.Helper()

	h := &harness{server: jobstest.Start(t), stopped: make(chan struct{})}
	conn, err := jobs.Connect(h.server.URL, "test", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	if h.js, err = jetstream.New(conn); err != nil {
		t.Fatal(err)
	}
	if err = jobs.EnsureStreams(t.Context(), h.js); err != nil {
		t.Fatal(err)
	}
	ended := func(jobs.Kind, job.Outcome, time.Duration) {}
	consumer, err := nats.NewConsumer(conn, run, slots, ended, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	for _, apply := range change {
		apply(consumer)
	}
	var ctx context.Context
	ctx, h.stop = context.WithCancel(t.Context())
	go func() {
		defer close(h.stopped)
		consumer.Run(ctx, []jobs.Kind{jobs.TaxInvoiceSync, jobs.InsuranceFiling}, timeout)
	}()
	t.Cleanup(func() { <-h.stopped }) // before the connection is closed
	t.Cleanup(h.stop)
	return h
}

func (h *harness) publish(t *testing.T, kind jobs.Kind, data string) {
	t.Helper()

	if _, err := h.js.Publish(t.Context(), kind.Subject(), []byte(data)); err != nil {
		t.Fatal(err)
	}
}

// expectLeft stops the consumer and expects the given number of messages to stay in the stream of jobs. The server
// removes what was acknowledged in its own time.
func (h *harness) expectLeft(t *testing.T, want uint64) {
	t.Helper()

	h.stop()
	<-h.stopped
	stream, err := h.js.Stream(t.Context(), jobs.Stream)
	if err != nil {
		t.Fatal(err)
	}
	poll := time.NewTicker(5 * time.Millisecond)
	defer poll.Stop()
	for range 1000 {
		info, err := stream.Info(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if info.State.Msgs == want {
			return
		}
		<-poll.C
	}
	t.Errorf("after 5 s there are not %d messages left", want)
}

func TestConsumerDone(t *testing.T) {
	t.Parallel()

	got := make(chan string)
	h := start(t, time.Minute, func(_ context.Context, kind jobs.Kind, data []byte) job.Verdict {
		got <- string(kind) + " " + string(data)
		return job.Verdict{Outcome: job.Done}
	})
	for _, kind := range []jobs.Kind{jobs.TaxInvoiceSync, jobs.InsuranceFiling} {
		h.publish(t, kind, "1")
		if want := string(kind) + " 1"; <-got != want {
			t.Errorf("the runner did not get %q", want)
		}
	}
	h.expectLeft(t, 0)
}

// A job belongs to the trace of the request that it is from.
func TestConsumerTrace(t *testing.T) {
	t.Parallel()

	const traceID = "4bf92f3577b34da6a3ce929d0e0e4736" // of the example of the W3C recommendation
	got := make(chan string)
	h := start(t, time.Minute, func(ctx context.Context, _ jobs.Kind, _ []byte) job.Verdict {
		got <- trace.SpanContextFromContext(ctx).TraceID().String()
		return job.Verdict{Outcome: job.Done}
	})
	message := natsgo.NewMsg(jobs.TaxInvoiceSync.Subject())
	message.Header.Set("traceparent", "00-"+traceID+"-00f067aa0ba902b7-01")
	if _, err := h.js.PublishMsg(t.Context(), message); err != nil {
		t.Fatal(err)
	}
	if id := <-got; id != traceID {
		t.Errorf("the job is of the trace %s, want %s", id, traceID)
	}
}

func TestConsumerAgain(t *testing.T) {
	t.Parallel()

	const pause = 50 * time.Millisecond
	tries, count := make(chan time.Time), 0
	h := start(t, time.Minute, func(context.Context, jobs.Kind, []byte) job.Verdict {
		tries <- time.Now()
		count++
		if count < 3 {
			return job.Verdict{Outcome: job.Again, After: pause}
		}
		return job.Verdict{Outcome: job.Done}
	})
	h.publish(t, jobs.TaxInvoiceSync, "1")
	before := <-tries
	for range 2 {
		try := <-tries
		if since := try.Sub(before); since < pause {
			t.Errorf("delivered again after %s, want a pause of %s", since, pause)
		}
		before = try
	}
	h.expectLeft(t, 0)
}

func TestConsumerDead(t *testing.T) {
	t.Parallel()

	h := start(t, time.Minute, func(context.Context, jobs.Kind, []byte) job.Verdict {
		return job.Verdict{Outcome: job.Dead, Cause: "portal:\r\nrefused"}
	})
	letters, err := h.js.CreateConsumer(t.Context(), jobs.DeadLetterStream, jetstream.ConsumerConfig{})
	if err != nil {
		t.Fatal(err)
	}
	h.publish(t, jobs.InsuranceFiling, "poison")
	letter, err := letters.Next()
	if err != nil {
		t.Fatal(err)
	}
	if letter.Subject() != "kerp.dead-letters.insurance-filing" || string(letter.Data()) != "poison" {
		t.Errorf("the letter is %q on %s, want the message", letter.Data(), letter.Subject())
	}
	want := map[string]string{"Kerp-Cause": "portal:  refused", "Kerp-Stream-Sequence": "1"}
	for name, value := range want {
		if got := letter.Headers().Get(name); got != value {
			t.Errorf("%s = %q, want %q", name, got, value)
		}
	}
	h.expectLeft(t, 0)
}

// A job that takes longer than a message may be without a sign of life is not given to another worker.
func TestConsumerHeartbeat(t *testing.T) {
	t.Parallel()

	const ackWait = 300 * time.Millisecond
	runs := make(chan struct{}, 10)
	h := start(t, time.Minute, func(context.Context, jobs.Kind, []byte) job.Verdict {
		runs <- struct{}{}
		<-time.After(4 * ackWait)
		return job.Verdict{Outcome: job.Done}
	}, func(c *nats.Consumer) { c.SetAckWait(ackWait) })
	h.publish(t, jobs.TaxInvoiceSync, "1")
	<-runs
	h.expectLeft(t, 0)
	if len(runs) != 0 {
		t.Errorf("it ran %d times more, want once in all", len(runs))
	}
}

// Each kind has its own slots.
func TestConsumerConcurrency(t *testing.T) {
	t.Parallel()

	begun, release := make(chan jobs.Kind, 10), make(chan struct{})
	h := start(t, time.Minute, func(_ context.Context, kind jobs.Kind, _ []byte) job.Verdict {
		begun <- kind
		<-release
		return job.Verdict{Outcome: job.Done}
	})
	for range slots + 1 {
		h.publish(t, jobs.TaxInvoiceSync, "1")
	}
	for range slots {
		<-begun
	}
	h.publish(t, jobs.InsuranceFiling, "1")
	if kind := <-begun; kind != jobs.InsuranceFiling {
		t.Errorf("%d jobs of the kind %s at the same time, want %d", slots+1, kind, slots)
	}
	close(release)
	if kind := <-begun; kind != jobs.TaxInvoiceSync {
		t.Errorf("after that a job of the kind %s, want the third of the other kind", kind)
	}
	h.expectLeft(t, 0)
}

func TestConsumerOutlivesNATS(t *testing.T) {
	t.Parallel()

	got := make(chan string)
	h := start(t, time.Minute, func(_ context.Context, _ jobs.Kind, data []byte) job.Verdict {
		got <- string(data)
		return job.Verdict{Outcome: job.Done}
	})
	connected := h.js.Conn().StatusChanged(natsgo.CONNECTED)
	for range 2 {
		id := uuid.NewString()
		h.publish(t, jobs.TaxInvoiceSync, id)
		if data := <-got; data != id {
			t.Errorf("got %q, want %q", data, id)
		}
		h.server.Stop()
		h.server.Start(t)
		<-connected
	}
	// Another server at the same address, which knows of no stream.
	if err := h.js.DeleteStream(t.Context(), jobs.Stream); err != nil {
		t.Fatal(err)
	}
	if err := jobs.EnsureStreams(t.Context(), h.js); err != nil {
		t.Fatal(err)
	}
	h.publish(t, jobs.TaxInvoiceSync, "1")
	if data := <-got; data != "1" {
		t.Errorf("got %q, want 1", data)
	}
}
