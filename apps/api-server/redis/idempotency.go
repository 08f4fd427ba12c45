package redis

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"kerp.io/apps/api-server/idempotency"
)

const (
	// keptFor is how long an answer can be asked for again.
	keptFor = 24 * time.Hour
	// underWayFor is when a request that was begun counts as dead, with the process that did it. It is longer than a
	// request may take.
	underWayFor = time.Minute
)

// Idempotency is an [idempotency.Store].
type Idempotency struct {
	client *redis.Client
}

// NewIdempotency returns the repeated requests in Redis.
func NewIdempotency(client *redis.Client) *Idempotency { return &Idempotency{client} }

// entry is the value of a key. It has no response while the request is under way.
type entry struct {
	Fingerprint []byte                `json:"fingerprint"`
	Response    *idempotency.Response `json:"response,omitempty"`
}

// Begin marks a request as under way, or returns its answer.
func (i *Idempotency) Begin(
	ctx context.Context, key string, fingerprint idempotency.Fingerprint,
) (*idempotency.Response, error) {
	value, err := json.Marshal(entry{Fingerprint: fingerprint[:]})
	if err != nil {
		return nil, fmt.Errorf("begin a request: %w", err)
	}
	// One command, so that of two requests at once only one begins.
	old, err := i.client.SetArgs(ctx, name(key), value, redis.SetArgs{Mode: "NX", Get: true, TTL: underWayFor}).Bytes()
	if errors.Is(err, redis.Nil) {
		return nil, nil //nolint:nilnil // the interface says that no answer and no error means: begun
	}
	if err != nil {
		return nil, unavailable("begin a request", err)
	}

	var before entry
	switch err := json.Unmarshal(old, &before); {
	case err != nil:
		return nil, fmt.Errorf("begin a request: %w", err)
	case !bytes.Equal(before.Fingerprint, fingerprint[:]):
		return nil, idempotency.ErrOtherRequest
	case before.Response == nil:
		return nil, idempotency.ErrInProgress
	}
	return before.Response, nil
}

// Finish keeps the answer of a request.
func (i *Idempotency) Finish(
	ctx context.Context, key string, fingerprint idempotency.Fingerprint, response idempotency.Response,
) error {
	value, err := json.Marshal(entry{fingerprint[:], &response})
	if err != nil {
		return fmt.Errorf("finish a request: %w", err)
	}
	return unavailable("finish a request", i.client.Set(ctx, name(key), value, keptFor).Err())
}

// Abandon forgets a request.
func (i *Idempotency) Abandon(ctx context.Context, key string) error {
	return unavailable("abandon a request", i.client.Del(ctx, name(key)).Err())
}

func name(key string) string { return "kerp:idempotency:" + key }

func unavailable(action string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w: %w", action, idempotency.ErrUnavailable, err)
}
