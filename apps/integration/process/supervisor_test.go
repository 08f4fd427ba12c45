package process_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"kerp.io/apps/integration/process"
)

// as is the variable that makes the test binary one of the programs.
const as = "PROCESS_TEST_AS"

// programs are what the test binary can be instead of a test.
var programs = map[string]func(args []string) (exitCode int){
	"ready": func([]string) int {
		say("starting")
		stop := make(chan os.Signal, 1)
		signal.Notify(stop, syscall.SIGTERM)
		say("ready at 127.0.0.1:1")
		<-stop
		say("bye")
		return 0
	},
	"failing": func([]string) int {
		say("no such table")
		return 3
	},
	"stubborn": func([]string) int {
		signal.Ignore(syscall.SIGTERM)
		say("ready")
		select {}
	},
	// Opens the pipe args[0] and keeps it open.
	"holder": func(args []string) int {
		if _, err := os.OpenFile(args[0], os.O_WRONLY, 0); err != nil {
			say(err.Error())
			return 1
		}
		say("ready")
		select {}
	},
	// Starts a child that opens the pipe args[0] and keeps it open.
	"parent": func(args []string) int {
		child := exec.CommandContext(context.Background(), "sleep", "infinity")
		pipe, err := os.OpenFile(args[0], os.O_WRONLY, 0)
		if err == nil {
			child.ExtraFiles = []*os.File{pipe}
			err = errors.Join(child.Start(), pipe.Close())
		}
		if err != nil {
			say(err.Error())
			return 1
		}
		say("ready")
		select {}
	},
	// Supervises a holder of the pipe args[0], says where its folder is, and waits to be killed.
	"supervisor": func(args []string) int {
		supervisor, err := process.New(context.Background(), args[1], nil)
		if err != nil {
			say(err.Error())
			return 1
		}
		folder, err := supervisor.Folder("data", nil)
		if err == nil {
			_, err = supervisor.Start(context.Background(), program("holder", args[0]))
		}
		if err != nil {
			say(err.Error())
			return 1
		}
		say(filepath.Dir(folder))
		select {}
	},
}

func say(line string) { _, _ = os.Stdout.WriteString(line + "\n") }

func TestMain(m *testing.M) {
	if name, ok := os.LookupEnv(as); ok {
		// Past what a test binary does at its end: it would wait, and speak of coverage.
		syscall.Exit(programs[name](os.Args[1:]))
	}
	os.Exit(m.Run())
}

// program is the command of one of the programs.
func program(name string, args ...string) process.Command {
	return process.Command{
		Name: name,
		Argv: append([]string{"/proc/self/exe"}, args...),
		Env: []string{
			as + "=" + name,
			"PATH=" + os.Getenv("PATH"), //nolint:forbidigo // for what it starts
			"GORACE=atexit_sleep_ms=0",  // else the race detector makes each end a second longer
		},
		Ready: "ready",
	}
}

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
	if want := "ready at 127.0.0.1:1"; started.Said() != want {
		t.Errorf("Said = %q, want %q", started.Said(), want)
	}
	if err := started.Stop(t.Context()); err != nil {
		t.Errorf("Stop: %v", err)
	}
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
