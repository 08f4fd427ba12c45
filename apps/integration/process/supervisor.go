// Package process runs programs that must not outlive the one that started them, whichever way that one ends.
package process

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"syscall"
	"time"
)

// stopTimeout is how long a program may take to end in order before it is killed.
const stopTimeout = 20 * time.Second

// A Supervisor starts programs and gives them private folders. When it is closed, and also when this process is
// killed, the programs end and the folders are removed.
//
// Each program inherits an open file that holds a lock. A small process, the reaper, waits for that lock: it gets it
// when this process and all programs are gone, and then removes the folders.
type Supervisor struct {
	folder string
	logs   string
	lock   *os.File
	echo   func(name, line string)
	starts chan func()
	reaped []<-chan error

	mu      sync.Mutex
	running []*Process
}

// New returns a supervisor that writes what its programs say to files in the folder logs, and calls echo with each
// line unless it is nil. The caller closes it.
func New(ctx context.Context, logs string, echo func(name, line string)) (_ *Supervisor, err error) {
	if err = os.MkdirAll(logs, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the logs: %w", err)
	}
	folder, err := os.MkdirTemp("", "kerp-")
	if err != nil {
		return nil, fmt.Errorf("make a private folder: %w", err)
	}
	s := &Supervisor{folder: folder, logs: logs, echo: echo, starts: make(chan func())}
	// The folders in it are private; programs of other users must get as far as those.
	if err = os.Chmod(folder, 0o711); err != nil { //nolint:gosec // see above
		return nil, errors.Join(fmt.Errorf("open the way to the private folders: %w", err), os.RemoveAll(folder))
	}
	if s.lock, err = locked(filepath.Join(folder, "lock")); err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	if err = s.Afterwards(ctx, "rm", "-rf", folder); err != nil {
		return nil, errors.Join(err, s.lock.Close(), os.RemoveAll(folder))
	}
	go s.start()
	return s, nil
}

func locked(file string) (*os.File, error) {
	lock, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // in the private folder
	if err != nil {
		return nil, fmt.Errorf("make a lock: %w", err)
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", file, err), lock.Close())
	}
	return lock, nil
}

// start starts programs one after the other, all on one thread that lasts: Linux ends a program when the thread that
// started it ends, and Go's threads may end before the process does.
func (s *Supervisor) start() {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()

	for start := range s.starts {
		start()
	}
}

// Folder makes a folder that only the user can enter; nil is the user of this process.
func (s *Supervisor) Folder(name string, user *syscall.Credential) (string, error) {
	folder := filepath.Join(s.folder, name)
	if err := os.Mkdir(folder, 0o700); err != nil {
		return "", fmt.Errorf("make a private folder: %w", err)
	}
	if user == nil {
		return folder, nil
	}
	if err := os.Chown(folder, int(user.Uid), int(user.Gid)); err != nil {
		return "", fmt.Errorf("make a private folder: %w", err)
	}
	return folder, nil
}

// Close stops the programs, the last one first, and removes the folders, also when ctx has ended. The logs stay.
func (s *Supervisor) Close(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()

	s.mu.Lock()
	running := slices.Clone(s.running)
	s.mu.Unlock()
	var errs []error
	for _, process := range slices.Backward(running) {
		errs = append(errs, process.Stop(ctx))
	}
	close(s.starts)
	errs = append(errs, s.lock.Close())
	for _, reaped := range s.reaped {
		errs = append(errs, <-reaped)
	}
	return errors.Join(errs...)
}
