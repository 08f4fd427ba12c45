//go:build linux

package supervise

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"

	"kerp.io/tools/local-cluster/cluster"
	"kerp.io/tools/local-cluster/component"
)

// A process that ends at once is started again after ever longer.
const (
	firstDelay  = 250 * time.Millisecond
	longestWait = 5 * time.Second
	// steady is how long a process must have run for its next end to count as the first one.
	steady = 30 * time.Second
)

// Supervisor runs processes and starts again those that end.
type Supervisor struct {
	Logger *slog.Logger
	// Log names the file that a process writes its output to.
	Log func(process string) string
	// File is where the supervisor says what it runs.
	File string
	// Environ is what the processes see of the environment.
	Environ []string
	// Ready waits until others can use a process.
	Ready func(ctx context.Context, process component.Process) error

	mutex    sync.Mutex
	statuses []Status
}

// Run keeps the processes running until ctx is done, and then ends them.
func (s *Supervisor) Run(ctx context.Context, processes []component.Process) error {
	named := map[string]component.Process{}
	s.statuses = make([]Status, len(processes))
	for i, process := range processes {
		named[process.Name] = process
		s.statuses[i] = Status{Name: process.Name}
	}
	if err := cluster.WriteJSON(s.File, s.statuses); err != nil {
		return err
	}
	var running sync.WaitGroup
	for i, process := range processes {
		running.Go(func() {
			for _, needed := range process.After {
				if err := s.Ready(ctx, named[needed]); err != nil {
					return // the supervisor ends
				}
			}
			s.keep(ctx, i, process)
		})
	}
	running.Wait()
	return nil
}

func (s *Supervisor) keep(ctx context.Context, index int, process component.Process) {
	// The kernel ends a child when the *thread* that made it ends: this one stays for as long as the child.
	runtime.LockOSThread()
	delay := firstDelay
	for ctx.Err() == nil {
		started := time.Now()
		ended := s.run(ctx, index, process)
		if ctx.Err() != nil {
			return
		}
		if time.Since(started) > steady {
			delay = firstDelay
		}
		s.Logger.WarnContext(ctx, "process ended", slog.String("process", process.Name),
			slog.String("how", ended), slog.String("restart_in", delay.String()))
		select {
		case <-ctx.Done():
		case <-time.After(delay):
		}
		delay = min(2*delay, longestWait)
	}
}

// run starts a process, waits for its end and says how it ended.
func (s *Supervisor) run(ctx context.Context, index int, process component.Process) (ended string) {
	defer func() {
		s.change(ctx, index, func(status *Status) {
			status.PID, status.LastExit = 0, ended
			status.Ends++
		})
	}()
	log, err := os.OpenFile(s.Log(process.Name), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err.Error()
	}
	defer func() { _ = log.Close() }()                                        // the process has its own copy
	command := exec.CommandContext(ctx, process.Argv[0], process.Argv[1:]...) //nolint:gosec // from our own table
	command.Env, command.Stdout, command.Stderr = s.Environ, log, log
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGKILL}
	if err := command.Start(); err != nil {
		return err.Error()
	}
	s.change(ctx, index, func(status *Status) { status.PID = command.Process.Pid })
	if err := command.Wait(); err != nil {
		return err.Error()
	}
	return fmt.Sprintf("exit status %d", command.ProcessState.ExitCode())
}

func (s *Supervisor) change(ctx context.Context, index int, change func(*Status)) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	change(&s.statuses[index])
	if err := cluster.WriteJSON(s.File, s.statuses); err != nil {
		s.Logger.ErrorContext(ctx, "what runs is not written down", slog.String("error", err.Error()))
	}
}
