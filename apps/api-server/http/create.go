package http

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/google/uuid"

	"kerp.io/apps/api-server/field"
	"kerp.io/apps/api-server/idempotency"
)

const (
	keyHeader = "Idempotency-Key"
	maxKey    = 255
	// keepTimeout bounds how long a request waits to have its answer kept. Nothing is lost when it is not.
	keepTimeout = 2 * time.Second
)

// created is what a POST made.
type created struct {
	status   int
	location string
	view     any
}

// creator makes what the body asks for under the id that it is given. If that is there already, it returns it.
type creator func(ctx context.Context, id uuid.UUID, body []byte) (created, error)

// create answers a POST. With an Idempotency-Key, the answer is kept and given again to the same request.
//
// The id of what is made is derived from key, path and body: should the answer be lost (the process dies between
// Postgres and Redis, or Redis forgets), the repeated request finds what the first one made and makes nothing again.
// A request with a key whose store cannot be reached is refused with 503, as it may have been done before.
func (a *api) create(w http.ResponseWriter, r *http.Request, do creator) {
	response, err := a.created(w, r, do)
	if err != nil {
		a.writeError(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Location", response.Location)
	w.WriteHeader(response.Status)
	if _, err := w.Write(response.Body); err != nil {
		a.Logger.DebugContext(r.Context(), "response not written", slog.Any("error", err))
	}
}

func (a *api) created(w http.ResponseWriter, r *http.Request, do creator) (idempotency.Response, error) {
	key, err := idempotencyKey(r.Header)
	if err != nil {
		return idempotency.Response{}, err
	}
	body, err := readBody(w, r)
	if err != nil {
		return idempotency.Response{}, err
	}
	if key == "" {
		return respond(r.Context(), uuid.Must(uuid.NewV7()), body, do)
	}

	fingerprint := a.Key.Fingerprint([]byte("request"), []byte(r.URL.Path), body)
	before, err := a.Idempotency.Begin(r.Context(), key, fingerprint)
	if err != nil {
		return idempotency.Response{}, err
	}
	if before != nil {
		return *before, nil
	}
	id := derivedID(a.Key.Fingerprint([]byte("id"), []byte(key), []byte(r.URL.Path), body))
	response, err := respond(r.Context(), id, body, do)
	a.keep(r.Context(), key, fingerprint, response, err)
	return response, err
}

func respond(ctx context.Context, id uuid.UUID, body []byte, do creator) (idempotency.Response, error) {
	made, err := do(ctx, id, body)
	if err != nil {
		return idempotency.Response{}, err
	}
	view, err := json.Marshal(made.view)
	if err != nil {
		return idempotency.Response{}, fmt.Errorf("encode the response: %w", err)
	}
	return idempotency.Response{Status: made.status, Location: made.location, Body: append(view, '\n')}, nil
}

// keep keeps the response for the same request, or forgets one that failed. The client may be gone by now.
func (a *api) keep(
	ctx context.Context, key string, fingerprint idempotency.Fingerprint, response idempotency.Response, failure error,
) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepTimeout)
	defer cancel()
	var err error
	if failure != nil {
		err = a.Idempotency.Abandon(ctx, key)
	} else {
		err = a.Idempotency.Finish(ctx, key, fingerprint, response)
	}
	if err != nil {
		a.Logger.WarnContext(ctx, "response not kept for repeated requests", slog.Any("error", err))
	}
}

func idempotencyKey(header http.Header) (string, error) {
	values := header.Values(keyHeader)
	if len(values) == 0 {
		return "", nil
	}
	key := values[0]
	valid := len(values) == 1 && key != "" && len(key) <= maxKey
	for _, char := range []byte(key) {
		valid = valid && char >= ' ' && char <= '~'
	}
	if !valid {
		return "", &requestError{problem{
			Type: problemType("malformed-idempotency-key"), Title: "The Idempotency-Key is malformed",
			Status: http.StatusBadRequest,
			Errors: field.Errors{{Field: keyHeader, Detail: errKeyFormat.Error()}},
		}}
	}
	return key, nil
}

var errKeyFormat = errors.New("want one header of 1 to 255 printable ASCII characters")

// derivedID makes a UUID of version 8, which leaves the bits to us (RFC 9562, section 5.8).
func derivedID(fingerprint idempotency.Fingerprint) uuid.UUID {
	id := uuid.UUID(fingerprint[:16])
	id[6] = id[6]&0x0f | 0x80
	id[8] = id[8]&0x3f | 0x80
	return id
}
