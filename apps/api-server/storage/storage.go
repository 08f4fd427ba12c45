// Package storage has the errors that every store of the API server may return.
package storage

import "errors"

var (
	// ErrNotFound says that there is nothing of that id.
	ErrNotFound = errors.New("not found")
	// ErrUnavailable says that the store cannot be reached now. Whether the change under way was made is not known.
	ErrUnavailable = errors.New("storage is unavailable")
)

// Page is one part of a list.
type Page[T any] struct {
	Items []T
	// Next is where the next part begins, after the last of Items; empty when there is none.
	Next string
}
