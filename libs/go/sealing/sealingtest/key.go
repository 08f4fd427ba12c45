// Package sealingtest has a key for tests.
package sealingtest

import (
	"encoding/base64"
	"testing"

	"kerp.io/libs/go/sealing"
)

// Key returns a key that every test has.
func Key(tb testing.TB) *sealing.Key {
	tb.Helper()

	key := &sealing.Key{}
	secret := base64.StdEncoding.EncodeToString(make([]byte, sealing.KeySize))
	if err := key.UnmarshalText([]byte(secret)); err != nil {
		tb.Fatal(err)
	}
	return key
}
