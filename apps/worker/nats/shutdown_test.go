package nats_test

import (
	"context"
	"testing"
	"time"

	"kerp.io/apps/worker/job"
	"kerp.io/libs/go/jobs"
)

// On a shutdown, what is under way is ended and acknowledged, and what waits stays for another worker.
func TestConsumerDrains(t *testing.T) {
	t.Parallel()

	begun, release := make(chan struct{}, 10), make(chan struct{})
	h := start(t, time.Minute, func(ctx context.Context, _ jobs.Kind, _ []byte) job.Verdict {
		begun <- struct{}{}
		<-release
		if ctx.Err() != nil {
			return job.Verdict{Outcome: job.Again}
		}
		return job.Verdict{Outcome: job.Done}
	})
	for range slots + 1 {
		h.publish(t, jobs.TaxInvoiceSync, "1")
	}
	for range slots {
		<-begun
	}
	h.stop()
	close(release)
	h.expectLeft(t, 1)
	if len(begun) != 0 {
		t.Errorf("%d more were begun, want none", len(begun))
	}
}

func TestConsumerCutsOff(t *testing.T) {
	t.Parallel()

	begun := make(chan struct{})
	h := start(t, time.Millisecond, func(ctx context.Context, _ jobs.Kind, _ []byte) job.Verdict {
		close(begun)
		<-ctx.Done()
		return job.Verdict{Outcome: job.Again}
	})
	h.publish(t, jobs.TaxInvoiceSync, "1")
	<-begun
	h.expectLeft(t, 1)
	consumer, err := h.js.Consumer(t.Context(), jobs.Stream, string(jobs.TaxInvoiceSync))
	if err != nil {
		t.Fatal(err)
	}
	message, err := consumer.Next() // now, and not only after the time without a sign of life
	if err != nil {
		t.Fatal(err)
	}
	if metadata, err := message.Metadata(); err != nil || metadata.NumDelivered != 2 {
		t.Errorf("delivered %d times, %v, want 2", metadata.NumDelivered, err)
	}
}
