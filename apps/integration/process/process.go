package process

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

// lastWords is how long the output of a program that has ended is read on where others that it started hold it open.
const lastWords = time.Second

// Command says what to run and how it tells that it works.
type Command struct {
	// Name is shown in errors and names the log.
	Name string
	// Argv is the program and its arguments.
	Argv []string
	Dir  string
	// Env holds all its variables: nothing of this process's environment is passed on.
	Env []string
	// User is whose rights it has; nil is the user of this process.
	User *syscall.Credential
	// Ready is a part of the line with which it says that it serves.
	Ready string
	// End lets it end in order, and Abort ends it when this process is gone; 0 is SIGTERM and SIGKILL.
	End, Abort syscall.Signal
}

// Process is a program that runs, or has ended.
type Process struct {
	name   string
	end    syscall.Signal
	log    string
	cmd    *exec.Cmd
	output *output
	exited chan struct{}
	err    error
}

// Start runs a program and returns when it says that it is ready. ctx bounds that wait and nothing else.
func (s *Supervisor) Start(ctx context.Context, command Command) (*Process, error) {
	p := &Process{
		name:   command.Name,
		end:    cmp.Or(command.End, syscall.SIGTERM),
		log:    filepath.Join(s.logs, command.Name+".log"),
		exited: make(chan struct{}),
	}
	ready, err := s.run(ctx, p, command)
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", command.Name, err)
	}

	select {
	case <-ready:
		return p, nil
	case <-p.exited:
		return nil, fmt.Errorf("%s ended before it was ready: %w\n%s", p.name, p.exitReason(), Tail(p.log))
	case <-ctx.Done():
		err := fmt.Errorf("%s did not say %q: %w\n%s", p.name, command.Ready, context.Cause(ctx), Tail(p.log))
		return nil, errors.Join(err, p.Kill())
	}
}

// run starts p and leaves to a goroutine what comes with its end.
func (s *Supervisor) run(ctx context.Context, p *Process, command Command) (ready <-chan struct{}, err error) {
	log, err := os.OpenFile(p.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open its log: %w", err)
	}
	// It ends with the supervisor, not with whoever waits for its start.
	ctx = context.WithoutCancel(ctx)
	p.cmd = exec.CommandContext(ctx, command.Argv[0], command.Argv[1:]...) //nolint:gosec // its purpose
	p.cmd.Dir = command.Dir
	p.cmd.Env = append([]string{}, command.Env...) // never nil, which would stand for the variables of this process
	p.output = &output{name: command.Name, log: log, echo: s.echo}
	ready = p.output.next(command.Ready)
	p.cmd.Stdout, p.cmd.Stderr = p.output, p.output
	p.cmd.WaitDelay = lastWords
	p.cmd.ExtraFiles = []*os.File{s.lock}
	p.cmd.SysProcAttr = attributes(command)

	started := make(chan error)
	s.starts <- func() { started <- p.cmd.Start() }
	if err := <-started; err != nil {
		return nil, errors.Join(err, log.Close())
	}
	s.mu.Lock()
	s.running = append(s.running, p)
	s.mu.Unlock()
	go func() {
		p.err = p.cmd.Wait()
		_ = log.Close()
		s.mu.Lock()
		s.running = slices.DeleteFunc(s.running, func(other *Process) bool { return other == p })
		s.mu.Unlock()
		close(p.exited)
	}()
	return ready, nil
}

// Next returns a channel that is closed when the program says a line with text in it.
func (p *Process) Next(text string) <-chan struct{} { return p.output.next(text) }

// PID is the program's process id.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Exited is closed when the program has ended.
func (p *Process) Exited() <-chan struct{} { return p.exited }

func (p *Process) exitReason() error {
	if p.err == nil {
		return errors.New("exit status 0")
	}
	return p.err
}

// Stop lets the program end in order, and kills it when ctx is done before that. It is no error that it has ended.
func (p *Process) Stop(ctx context.Context) error {
	if p.ended() {
		return nil
	}
	if err := p.signal(p.PID(), p.end); err != nil {
		return err
	}
	select {
	case <-p.exited:
		return nil
	case <-ctx.Done():
		err := fmt.Errorf("%s was told to end (%s) and did not: %w", p.name, p.end, context.Cause(ctx))
		return errors.Join(err, p.Kill())
	}
}

// Kill ends the program and those that it started at once, and returns when it is gone.
func (p *Process) Kill() error {
	if p.ended() {
		return nil
	}
	if err := p.signal(-p.PID(), syscall.SIGKILL); err != nil {
		return err
	}
	<-p.exited
	return nil
}

// Pause keeps the program from doing anything until [Process.Resume].
func (p *Process) Pause() error { return p.signal(p.PID(), syscall.SIGSTOP) }

// Resume lets a paused program go on.
func (p *Process) Resume() error { return p.signal(p.PID(), syscall.SIGCONT) }

func (p *Process) ended() bool {
	select {
	case <-p.exited:
		return true
	default:
		return false
	}
}

func (p *Process) signal(pid int, signal syscall.Signal) error {
	if err := syscall.Kill(pid, signal); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("send %s to %s: %w", signal, p.name, err)
	}
	return nil
}
