//go:build integration

// Package adapters runs the tests of the modules whose code speaks to a server, on real ones: those tests have the
// build tag integration and lie beside what they test.
package adapters_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"kerp.io/apps/integration/environment"
	"kerp.io/apps/integration/process"
	"kerp.io/apps/integration/workspace"
)

func TestAdapters(t *testing.T) {
	t.Parallel()

	root, err := workspace.Root()
	if err != nil {
		t.Fatal(err)
	}
	supervisor, err := process.New(t.Context(), filepath.Join(t.TempDir(), "logs"), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if closeErr := supervisor.Close(t.Context()); closeErr != nil {
			t.Errorf("Close: %v", closeErr)
		}
	})
	// Of their own, whatever the variables say: they do not clean up, and the cases run at the same time.
	servers, err := environment.Start(t.Context(), supervisor, environment.Given{}, root)
	if err != nil {
		t.Fatal(err)
	}

	for _, module := range []string{"apps/api-server", "apps/worker", "db"} {
		t.Run(module, func(t *testing.T) {
			t.Parallel()

			// With the race detector, as the target test has compiled most of it that way.
			tests := exec.CommandContext(t.Context(), "go", "test", "-race", "-count=1", "-tags=integration", "./...")
			tests.Dir = filepath.Join(root, module)
			tests.Env = append(os.Environ(), "GOWORK=off", "DATABASE_URL="+servers.Postgres.URL,
				"REDIS_URL="+servers.Redis.URL, "NATS_URL="+servers.NATS.URL)
			if output, err := tests.CombinedOutput(); err != nil {
				t.Errorf("go test in %s: %v\n%s", module, err, output)
			}
		})
	}
}
