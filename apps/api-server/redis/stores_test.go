//go:build integration

package redis_test

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	redisgo "github.com/redis/go-redis/v9"

	"kerp.io/apps/api-server/idempotency"
	"kerp.io/apps/api-server/redis"
)

func TestIdempotency(t *testing.T) {
	t.Parallel()

	client := open(t)
	store := redis.NewIdempotency(client)
	key, first, other := uuid.NewString(), idempotency.Fingerprint{1}, idempotency.Fingerprint{2}
	response := idempotency.Response{Status: 201, Location: "/x", Body: []byte("{}\n")}

	expectBegin(t, store, key, first, nil, nil)
	expectBegin(t, store, key, first, nil, idempotency.ErrInProgress)
	expectBegin(t, store, key, other, nil, idempotency.ErrOtherRequest)
	if err := store.Finish(t.Context(), key, first, response); err != nil {
		t.Fatal(err)
	}
	expectBegin(t, store, key, first, &response, nil)
	expectBegin(t, store, key, other, nil, idempotency.ErrOtherRequest)
	expectTimeToLive(t, client, key, 24*time.Hour)
	if err := store.Abandon(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	expectBegin(t, store, key, other, nil, nil)
	expectTimeToLive(t, client, key, time.Minute) // so that the death of a process does not hold a key for ever
}

// Of requests that come at the same time, one begins.
func TestIdempotencyAtTheSameTime(t *testing.T) {
	t.Parallel()

	store := redis.NewIdempotency(open(t))
	key := uuid.NewString()
	begun := make(chan bool, 20)
	var all sync.WaitGroup
	for range cap(begun) {
		all.Go(func() {
			_, err := store.Begin(t.Context(), key, idempotency.Fingerprint{1})
			if err != nil && !errors.Is(err, idempotency.ErrInProgress) {
				t.Error(err)
			}
			begun <- err == nil
		})
	}
	all.Wait()
	count := 0
	for range cap(begun) {
		if <-begun {
			count++
		}
	}
	if count != 1 {
		t.Errorf("%d of %d requests began, want one", count, cap(begun))
	}
}

func TestRateLimit(t *testing.T) {
	t.Parallel()

	limit := redis.NewRateLimit(open(t), 3)
	client, other := uuid.NewString(), uuid.NewString()
	for i := range 5 {
		retryAfter, err := limit.Allow(t.Context(), client)
		if err != nil {
			t.Fatal(err)
		}
		if allowed := retryAfter == 0; allowed != (i < 3) || retryAfter > 20*time.Second {
			t.Errorf("request %d: come back after %s, want three allowed and then one each 20 s", i+1, retryAfter)
		}
	}
	if retryAfter, err := limit.Allow(t.Context(), other); err != nil || retryAfter != 0 {
		t.Errorf("another client: come back after %s, %v, want it allowed", retryAfter, err)
	}
}

func TestWithoutServer(t *testing.T) {
	t.Parallel()

	client, err := redis.Open("redis://127.0.0.1:1") // where nothing listens
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	store := redis.NewIdempotency(client)
	_, beginErr := store.Begin(t.Context(), "k", idempotency.Fingerprint{})
	for action, err := range map[string]error{
		"begin":   beginErr,
		"finish":  store.Finish(t.Context(), "k", idempotency.Fingerprint{}, idempotency.Response{}),
		"abandon": store.Abandon(t.Context(), "k"),
	} {
		if !errors.Is(err, idempotency.ErrUnavailable) || !strings.HasPrefix(err.Error(), action+" a request: ") {
			t.Errorf("%s: %v, want it to be unavailable", action, err)
		}
	}
	if _, err := redis.NewRateLimit(client, 1).Allow(t.Context(), "c"); err == nil {
		t.Error("the rate limit has no error")
	}
}

func expectBegin(
	t *testing.T, store *redis.Idempotency, key string, fingerprint idempotency.Fingerprint,
	want *idempotency.Response, wantErr error,
) {
	t.Helper()

	got, err := store.Begin(t.Context(), key, fingerprint)
	if !errors.Is(err, wantErr) || (got == nil) != (want == nil) {
		t.Fatalf("Begin = %+v, %v, want %+v, %v", got, err, want, wantErr)
	}
	if got != nil && (got.Status != want.Status || got.Location != want.Location || !bytes.Equal(got.Body, want.Body)) {
		t.Errorf("Begin = %+v, want %+v", *got, *want)
	}
}

func expectTimeToLive(t *testing.T, client *redisgo.Client, key string, want time.Duration) {
	t.Helper()

	got, err := client.TTL(t.Context(), "kerp:idempotency:"+key).Result()
	if err != nil || got > want || got < want-30*time.Second {
		t.Errorf("the key lives for %s, %v, want %s", got, err, want)
	}
}

func open(t *testing.T) *redisgo.Client {
	t.Helper()

	address, ok := os.LookupEnv("REDIS_URL")
	if !ok {
		t.Fatal("REDIS_URL is not set")
	}
	client, err := redis.Open(redis.URL(address))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client
}
