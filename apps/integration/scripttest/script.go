// Package scripttest plays programs in tests.
package scripttest

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// Write makes a program of the body of a shell script.
func Write(t *testing.T, file, body string) {
	t.Helper()

	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	// What another test starts meanwhile would inherit the open file, and Linux runs no file that is open for writing.
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	if err := os.WriteFile(file, []byte("#!/bin/sh\n"+body+"\n"), 0o700); err != nil { //nolint:gosec // it is run
		t.Fatal(err)
	}
}
