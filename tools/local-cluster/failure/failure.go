// Package failure is how the commands say what went wrong: the cause, what was seen, and what to do.
package failure

import (
	"errors"
	"fmt"
	"strings"
)

// What the program exits with.
const (
	ExitOK       = iota
	ExitFailure  // it did not work
	ExitUsage    // its arguments are wrong
	ExitUnable   // this machine cannot run a cluster
	ExitNotReady // status: there is no cluster, or it is not ready
)

// Error is a failure that the user can do something about.
type Error struct {
	// What went wrong, with the value that was wrong.
	What string
	// Details are further lines, such as the last ones of a log.
	Details []string
	// Fix is what to do, a command if there is one.
	Fix string
	// ExitCode is ExitFailure if it is not set.
	ExitCode int
}

func (e *Error) Error() string {
	text := e.What
	if len(e.Details) > 0 {
		text += "\n  " + strings.Join(e.Details, "\n  ")
	}
	if e.Fix != "" {
		text += "\n  fix    " + e.Fix
	}
	return text
}

// ExitCode is what the program exits with after err.
func ExitCode(err error) int {
	var failed *Error
	switch {
	case err == nil:
		return ExitOK
	case errors.As(err, &failed) && failed.ExitCode != ExitOK:
		return failed.ExitCode
	default:
		return ExitFailure
	}
}

// Usage says which argument is wrong.
func Usage(format string, args ...any) error {
	return &Error{What: fmt.Sprintf(format, args...), Fix: "local-cluster help", ExitCode: ExitUsage}
}
