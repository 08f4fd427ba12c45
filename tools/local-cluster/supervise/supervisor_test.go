//go:build linux

package supervise_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"kerp.io/tools/local-cluster/component"
	"kerp.io/tools/local-cluster/reach"
	"kerp.io/tools/local-cluster/supervise"
)

// start runs processes in a folder until the test ends.
func start(t *testing.T, folder string, processes ...component.Process) (statuses func() map[string]supervise.Status) {
	t.Helper()
	supervisor := &supervise.Supervisor{
		Logger: slog.New(slog.DiscardHandler), File: filepath.Join(folder, "processes.json"),
		Log:     func(process string) string { return filepath.Join(folder, process+".log") },
		Environ: []string{"PATH=/usr/bin:/bin", "GREETING=hello"},
		Ready: func(ctx context.Context, process component.Process) error {
			return reach.Until(ctx, time.Millisecond, func() bool {
				_, err := os.Stat(process.Ready)
				return err == nil
			})
		},
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- supervisor.Run(ctx, processes) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run = %v", err)
		}
	})
	return func() map[string]supervise.Status {
		read, err := supervise.ReadStatus(supervisor.File)
		if err != nil {
			t.Fatal(err)
		}
		found := map[string]supervise.Status{}
		for _, status := range read {
			found[status.Name] = status
		}
		return found
	}
}

func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := reach.Until(ctx, 5*time.Millisecond, done); err != nil {
		t.Fatalf("not true: %s", what)
	}
}

func TestAKilledProcessIsStartedAgain(t *testing.T) {
	t.Parallel()

	statuses := start(t, t.TempDir(), component.Process{Name: "sleeper", Argv: []string{"/bin/sleep", "1000"}})
	until(t, "it runs", func() bool { return statuses()["sleeper"].PID != 0 })
	first := statuses()["sleeper"]
	if err := syscall.Kill(first.PID, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	until(t, "it runs again", func() bool {
		now := statuses()["sleeper"]
		return now.PID != 0 && now.PID != first.PID
	})
	now := statuses()["sleeper"]
	if want := (supervise.Status{Name: "sleeper", PID: now.PID, Ends: 1, LastExit: "signal: killed"}); now != want {
		t.Errorf("status = %+v, want %+v", now, want)
	}
}

func TestWhatCannotBeStartedIsSaid(t *testing.T) {
	t.Parallel()

	statuses := start(t, t.TempDir(),
		component.Process{Name: "missing", Argv: []string{"/no/such/program"}},
		component.Process{Name: "failing", Argv: []string{"/bin/sh", "-c", "exit 7"}},
	)
	for name, want := range map[string]string{
		"missing": "fork/exec /no/such/program: no such file or directory",
		"failing": "exit status 7",
	} {
		until(t, name+" has ended twice", func() bool { return statuses()[name].Ends >= 2 })
		if got := statuses()[name].LastExit; got != want {
			t.Errorf("%s ended with %q, want %q", name, got, want)
		}
	}
}

func TestAProcessWaitsForWhatItNeeds(t *testing.T) {
	t.Parallel()

	folder := t.TempDir()
	ready := filepath.Join(folder, "ready")
	statuses := start(t, folder,
		component.Process{Name: "first", Argv: []string{"/bin/sleep", "1000"}, Ready: ready},
		component.Process{
			Name: "second", After: []string{"first"},
			Argv: []string{"/bin/sh", "-c", "echo $GREETING; exec sleep 1000"},
		},
	)
	until(t, "the first runs", func() bool { return statuses()["first"].PID != 0 })
	if pid := statuses()["second"].PID; pid != 0 {
		t.Errorf("the second runs as %d before the first is ready", pid)
	}
	if err := os.WriteFile(ready, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	until(t, "the second has logged", func() bool {
		text, err := os.ReadFile(filepath.Join(folder, "second.log")) //nolint:gosec // the test's own
		return err == nil && strings.TrimSpace(string(text)) == "hello"
	})
}

func TestReadStatusBeforeTheSupervisorStarts(t *testing.T) {
	t.Parallel()

	if found, err := supervise.ReadStatus(filepath.Join(t.TempDir(), "none")); found != nil || err != nil {
		t.Errorf("ReadStatus = %v, %v, want nothing", found, err)
	}
}
