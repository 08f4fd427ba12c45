// Package idempotency lets a client repeat a request whose answer it did not get, without doing anything twice.
package idempotency

import (
	"context"
	"crypto/sha256"
	"errors"
)

// Fingerprint tells requests apart: it is made of the path and the body.
type Fingerprint = [sha256.Size]byte

// Response is what a request was answered.
type Response struct {
	Status   int    `json:"status"`
	Location string `json:"location"`
	Body     []byte `json:"body"`
}

var (
	// ErrInProgress says that a request with the same key is under way.
	ErrInProgress = errors.New("a request with this key is under way")
	// ErrOtherRequest says that the key was used for a request with another path or body.
	ErrOtherRequest = errors.New("the key was used for another request")
	// ErrUnavailable says that the store cannot be reached now.
	ErrUnavailable = errors.New("the store of repeated requests is unavailable")
)

// Store remembers requests by the keys that their clients chose.
//
// It fails closed: when it cannot be reached the error is [ErrUnavailable], and the request must not be done, as it may
// have been done before.
type Store interface {
	// Begin marks the request as under way and returns nil, or returns what it was answered before.
	// Its other errors are [ErrInProgress] and [ErrOtherRequest].
	Begin(ctx context.Context, key string, fingerprint Fingerprint) (*Response, error)
	// Finish keeps the answer of a request that was begun.
	Finish(ctx context.Context, key string, fingerprint Fingerprint, response Response) error
	// Abandon forgets a request that was begun and changed nothing, so that it can be sent again.
	Abandon(ctx context.Context, key string) error
}
