//go:build linux

package lifecycle

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"kerp.io/tools/local-cluster/reach"
)

// lockFolder makes the cluster's folder and keeps other commands from changing the cluster until it is released.
func lockFolder(ctx context.Context, folder string, out io.Writer) (release func(), err error) {
	var held *os.File
	var failed error
	told := false
	err = reach.Until(ctx, 200*time.Millisecond, func() bool {
		held, failed = tryLock(folder)
		if held == nil && failed == nil && !told {
			told = true
			_, _ = fmt.Fprintln(out, "waiting for another local-cluster that is at work")
		}
		return held != nil || failed != nil
	})
	if err = errors.Join(err, failed); err != nil {
		return nil, fmt.Errorf("lock %s: %w", folder, err)
	}
	return func() { _ = held.Close() }, nil // which is what unlocks it
}

// tryLock returns nothing if another process holds the lock.
func tryLock(folder string) (*os.File, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	opened, err := os.Open(folder) //nolint:gosec // the cluster's own folder
	if err != nil {
		return nil, err
	}
	free := unix.Flock(int(opened.Fd()), unix.LOCK_EX|unix.LOCK_NB) == nil
	if free && isStill(folder, opened) {
		return opened, nil
	}
	return nil, opened.Close()
}

// isStill says whether an open folder is the one that has that name now: 'down' may have removed it in between.
func isStill(folder string, opened *os.File) bool {
	now, err := os.Stat(folder)
	if err != nil {
		return false
	}
	then, err := opened.Stat()
	return err == nil && os.SameFile(now, then)
}

var errRuns = errors.New("it runs already")

// beSupervisor takes the supervisor's lock for the rest of this process and writes its id there.
func beSupervisor(file string) error {
	opened, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // one of the cluster's own files
	if err != nil {
		return fmt.Errorf("become the supervisor: %w", err)
	}
	// Through its number, which stays open: a file that is collected would be closed.
	number, err := unix.FcntlInt(opened.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("become the supervisor: %w", err)
	}
	if err := unix.Flock(number, unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return fmt.Errorf("become the supervisor: %w", errRuns)
	}
	if err := opened.Truncate(0); err != nil {
		return fmt.Errorf("become the supervisor: %w", err)
	}
	if _, err := opened.WriteString(strconv.Itoa(os.Getpid())); err != nil {
		return fmt.Errorf("become the supervisor: %w", err)
	}
	return nil
}

// supervisor is the process that is the supervisor, or 0 if none is.
func supervisor(file string) int {
	opened, err := os.Open(file) //nolint:gosec // one of the cluster's own files
	if err != nil {
		return 0
	}
	defer func() { _ = opened.Close() }() // gives back what may have been taken
	if unix.Flock(int(opened.Fd()), unix.LOCK_SH|unix.LOCK_NB) == nil {
		return 0
	}
	text, err := io.ReadAll(opened)
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0
	}
	return pid
}
