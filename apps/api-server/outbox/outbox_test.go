package outbox_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"kerp.io/apps/api-server/outbox"
	"kerp.io/libs/go/jobs"
)

// fake is an outbox in memory, and a stream that takes at most room announcements and refuses the rest.
type fake struct {
	mu       sync.Mutex
	rows     []outbox.Announcement
	lost     int64
	requeues []time.Time
	down     error
	room     int
	tries    int
}

var errFull = errors.New("no response from stream")

func newFake(rows, room int) *fake {
	f := &fake{room: room}
	f.add(rows)
	return f
}

func (f *fake) add(count int) {
	f.with(func() {
		for range count {
			f.rows = append(f.rows, outbox.Announcement{JobID: uuid.New(), Kind: jobs.TaxInvoiceSync})
		}
	})
}

// with looks at the fake, or changes it, while the relay runs.
func (f *fake) with(act func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	act()
}

// Relay is that of an outbox.Store.
func (f *fake) Relay(
	_ context.Context, limit int, publish func([]outbox.Announcement) ([]uuid.UUID, error),
) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.down != nil {
		return 0, f.down
	}
	batch := f.rows[:min(limit, len(f.rows))]
	if len(batch) == 0 {
		return 0, nil
	}
	published, err := publish(batch)
	f.rows = f.rows[len(published):]
	return len(published), err
}

// Requeue is that of an outbox.Store.
func (f *fake) Requeue(_ context.Context, unchangedSince time.Time) (int64, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.requeues = append(f.requeues, unchangedSince)
	return f.lost, f.down
}

// Publish is that of an outbox.Publisher; Relay calls it.
func (f *fake) Publish(_ context.Context, announcements []outbox.Announcement) ([]uuid.UUID, error) {
	f.tries++
	var published []uuid.UUID
	for _, announcement := range announcements {
		if f.room == 0 {
			return published, errFull
		}
		f.room--
		published = append(published, announcement.JobID)
	}
	return published, nil
}

// run runs a relay in a synctest bubble and returns how many it has published, and its log, when act has returned.
func run(t *testing.T, f *fake, act func(*outbox.Relay)) (relayed int, log string) {
	t.Helper()

	var text bytes.Buffer
	relay := outbox.NewRelay(f, f, func(count int) { relayed += count },
		slog.New(slog.NewTextHandler(&text, nil)))
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		relay.Run(ctx)
	}()
	synctest.Wait()
	act(relay)
	synctest.Wait()
	cancel()
	<-done
	return relayed, text.String()
}

// pass lets the bubble's time pass and all that happens then happen.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func TestRelayAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFake(0, 1000)
		begin := time.Now()
		relayed, _ := run(t, f, func(relay *outbox.Relay) {
			f.add(250) // more than two batches
			relay.Stored()
			relay.Stored() // does not wait
		})
		if relayed != 250 || time.Since(begin) != 0 {
			t.Errorf("relayed %d after %s, want 250 at once", relayed, time.Since(begin))
		}
	})
}

// The job of the last request before a shutdown is still announced.
func TestRelayAtTheEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFake(0, 1000)
		relay := outbox.NewRelay(f, f, func(int) {}, slog.New(slog.DiscardHandler))
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		f.add(3)
		relay.Run(ctx)
		if len(f.rows) != 0 {
			t.Errorf("left %d, want none", len(f.rows))
		}
	})
}

func TestRelayPolls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFake(3, 1000) // stored by another process
		relayed, _ := run(t, f, func(*outbox.Relay) { pass(time.Second) })
		if relayed != 3 {
			t.Errorf("relayed %d within a second, want 3", relayed)
		}
	})
}

// While NATS is away announcements wait; what it took is not sent again.
func TestRelayOutlivesFailures(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFake(5, 2)
		relayed, log := run(t, f, func(*outbox.Relay) {
			pass(10 * time.Second)
			f.with(func() {
				if f.tries != 10 || len(f.rows) != 3 {
					t.Errorf("after 10 s, %d tries and %d rows, want 10 and 3", f.tries, len(f.rows))
				}
				f.down, f.room = errors.New("connection refused"), 1000
			})
			pass(10 * time.Second)
			f.with(func() { f.down = nil })
			pass(time.Second)
		})
		if relayed != 5 || len(f.rows) != 0 {
			t.Errorf("relayed %d, left %d, want all 5", relayed, len(f.rows))
		}
		for _, message := range []string{"outbox not relayed", "outbox relayed again"} {
			if got := strings.Count(log, message); got != 1 {
				t.Errorf("%q is logged %d times, want once:\n%s", message, got, log)
			}
		}
	})
}

func TestRelayLooksForLostJobs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFake(0, 0)
		f.lost = 2
		begin := time.Now()
		_, log := run(t, f, func(*outbox.Relay) { pass(2*time.Hour + time.Minute) })
		if len(f.requeues) != 2 || !f.requeues[0].Equal(begin) {
			t.Errorf("looked for jobs unchanged since %v, want twice, first %v", f.requeues, begin)
		}
		if want := `msg="jobs nothing has happened to announced again" jobs=2`; !strings.Contains(log, want) {
			t.Errorf("the log has no %s:\n%s", want, log)
		}
	})
}
