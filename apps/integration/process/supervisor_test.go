package process_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"kerp.io/apps/integration/process"
)

func newSupervisor(t *testing.T, echo func(name, line string)) (supervisor *process.Supervisor, logs string) {
	t.Helper()

	logs = filepath.Join(t.TempDir(), "logs")
	supervisor, err := process.New(t.Context(), logs, echo)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := supervisor.Close(t.Context()); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return supervisor, logs
}

func start(t *testing.T, supervisor *process.Supervisor, command process.Command) *process.Process {
	t.Helper()

	started, err := supervisor.Start(t.Context(), command)
	if err != nil {
		t.Fatal(err)
	}
	return started
}

func TestStartWaitsUntilReady(t *testing.T) {
	t.Parallel()

	supervisor, logs := newSupervisor(t, nil)
	started := start(t, supervisor, program("ready"))
	bye := started.Next("bye")
	if err := started.Stop(t.Context()); err != nil {
		t.Errorf("Stop: %v", err)
	}
	<-bye
	expectLog(t, filepath.Join(logs, "ready.log"), "starting\nready at 127.0.0.1:1\nbye\n")
}

func TestStartAgainAppendsToTheLog(t *testing.T) {
	t.Parallel()

	supervisor, logs := newSupervisor(t, nil)
	for range 2 {
		if err := start(t, supervisor, program("ready")).Stop(t.Context()); err != nil {
			t.Fatalf("Stop: %v", err)
		}
	}
	expectLog(t, filepath.Join(logs, "ready.log"), strings.Repeat("starting\nready at 127.0.0.1:1\nbye\n", 2))
}

func TestStartFails(t *testing.T) {
	t.Parallel()

	supervisor, logs := newSupervisor(t, nil)
	absent := program("absent")
	absent.Argv = []string{"/nonexistent/program"}
	tests := map[string]struct {
		command process.Command
		want    string
	}{
		"it ends": {
			program("failing"),
			"failing ended before it was ready: exit status 3\n" +
				"--- the end of " + filepath.Join(logs, "failing.log") + "\nno such table",
		},
		"there is none": {
			absent,
			"start absent: fork/exec /nonexistent/program: no such file or directory",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			if _, err := supervisor.Start(t.Context(), test.command); err == nil || err.Error() != test.want {
				t.Errorf("Start = %v, want %s", err, test.want)
			}
		})
	}
}

func TestStartGivesUp(t *testing.T) {
	t.Parallel()

	ctx, cancel := context.WithCancelCause(t.Context())
	supervisor, logs := newSupervisor(t, func(name, line string) {
		cancel(errors.New(name + " only said " + line))
	})
	command := program("stubborn")
	command.Ready = "never said"
	want := `stubborn did not say "never said": stubborn only said ready` +
		"\n--- the end of " + filepath.Join(logs, "stubborn.log") + "\nready"
	if _, err := supervisor.Start(ctx, command); err == nil || err.Error() != want {
		t.Errorf("Start = %v, want %s", err, want)
	}
}

func TestStopKillsWhatDoesNotStop(t *testing.T) {
	t.Parallel()

	supervisor, _ := newSupervisor(t, nil)
	started := start(t, supervisor, program("stubborn"))
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("no time left"))
	want := "stubborn was told to end (terminated) and did not: no time left"
	if err := started.Stop(ctx); err == nil || err.Error() != want {
		t.Errorf("Stop = %v, want %s", err, want)
	}
	<-started.Exited()
	if err := started.Stop(ctx); err != nil {
		t.Errorf("Stop of what has ended = %v, want no error", err)
	}
}

func TestKillEndsChildrenToo(t *testing.T) {
	t.Parallel()

	supervisor, _ := newSupervisor(t, nil)
	pipe, gone := heldPipe(t)
	if err := start(t, supervisor, program("parent", pipe)).Kill(); err != nil {
		t.Errorf("Kill: %v", err)
	}
	<-gone
}

func TestFolder(t *testing.T) {
	t.Parallel()

	logs := filepath.Join(t.TempDir(), "logs")
	supervisor, err := process.New(t.Context(), logs, nil)
	if err != nil {
		t.Fatal(err)
	}
	folder, err := supervisor.Folder("data", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, private := range []string{folder, logs} {
		if info, err := os.Stat(private); err != nil || info.Mode() != fs.ModeDir|0o700 {
			t.Errorf("%s is %v, %v, want a folder with mode 0700", private, info.Mode(), err)
		}
	}
	if err := supervisor.Close(t.Context()); err != nil {
		t.Errorf("Close: %v", err)
	}
	if _, err := os.Stat(filepath.Dir(folder)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("after Close, %s: %v, want that it does not exist", filepath.Dir(folder), err)
	}
}

func TestNothingIsLeftWhenKilled(t *testing.T) {
	t.Parallel()

	pipe, gone := heldPipe(t)
	supervisor := exec.CommandContext(t.Context(), "/proc/self/exe", pipe, t.TempDir()) //nolint:gosec // this binary
	supervisor.Env = append(os.Environ(), as+"=supervisor")
	stdout, err := supervisor.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err = supervisor.Start(); err != nil {
		t.Fatal(err)
	}
	folder, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	folder = strings.TrimSpace(folder)
	if _, err := os.Stat(folder); err != nil {
		t.Fatalf("the supervisor's folder: %v", err)
	}

	if err := supervisor.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = supervisor.Wait() // says that it was killed
	<-gone
	awaitAbsence(t, folder)
}

// heldPipe makes a named pipe, and a channel that is closed when what opened it for writing is gone.
func heldPipe(t *testing.T) (path string, gone <-chan struct{}) {
	t.Helper()

	path = filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		pipe, err := os.Open(path) //nolint:gosec // the pipe
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, pipe)
		_ = pipe.Close()
	}()
	return path, closed
}

// awaitAbsence waits until a folder is gone: nothing tells when another process has removed it.
func awaitAbsence(t *testing.T, folder string) {
	t.Helper()

	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for {
		if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
			return
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			t.Fatalf("%s is still there", folder)
		}
	}
}

func expectLog(t *testing.T, file, want string) {
	t.Helper()

	if got, err := os.ReadFile(file); err != nil || string(got) != want { //nolint:gosec // a log of the test
		t.Errorf("%s = %q, %v, want %q", file, got, err, want)
	}
}
