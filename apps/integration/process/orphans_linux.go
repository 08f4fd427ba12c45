package process

import (
	"cmp"
	"context"
	"fmt"
	"os/exec"
	"syscall"
)

// attributes gives a program a group of its own, so that a Ctrl-C in the terminal reaches this process alone, and has
// Linux end it when this process is gone.
func attributes(command Command) *syscall.SysProcAttr {
	abort := cmp.Or(command.Abort, syscall.SIGKILL)
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: abort, Credential: command.User}
}

// Afterwards runs a program when this process and all programs are gone, or when the supervisor is closed.
func (s *Supervisor) Afterwards(ctx context.Context, argv ...string) error {
	// A session of its own: whatever ends this process's group or terminal must not end the reaper.
	args := append([]string{s.lock.Name()}, argv...)
	reaper := exec.CommandContext(context.WithoutCancel(ctx), "flock", args...) //nolint:gosec // its purpose
	reaper.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := reaper.Start(); err != nil {
		return fmt.Errorf("start the reaper: %w", err)
	}
	reaped := make(chan error, 1)
	go func() {
		if err := reaper.Wait(); err != nil {
			err = fmt.Errorf("clean up with %q: %w", argv, err)
			reaped <- err
			return
		}
		reaped <- nil
	}()
	s.reaped = append(s.reaped, reaped)
	return nil
}
