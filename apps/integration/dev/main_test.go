package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kerp.io/apps/integration/scripttest"
)

func TestRunWrongArguments(t *testing.T) {
	t.Parallel()

	want := "usage: dev run | walk | up | logs | down"
	for _, args := range [][]string{nil, {"start"}, {"up", "now"}} {
		if err := run(t.Context(), args); err == nil || err.Error() != want {
			t.Errorf("run with %q = %v, want %s", args, err, want)
		}
	}
}

func TestContainersNeedDocker(t *testing.T) {
	t.Setenv("PATH", t.TempDir()) // where no docker is

	want := "there is no Docker to run containers with: docker version --format={{.Server.Version}}: " +
		`exec: "docker": executable file not found in $PATH: ` +
		"\n  fix    start Docker with its compose plugin, or run the services without containers: make dev"
	for _, action := range []string{"up", "logs", "down"} {
		if err := actions[action](t.Context(), t.TempDir()); err == nil || err.Error() != want {
			t.Errorf("dev %s = %v, want %s", action, err, want)
		}
	}
}

func TestSecretsStay(t *testing.T) {
	t.Parallel()

	folder := filepath.Join(t.TempDir(), "dev")
	first, err := secrets(folder)
	if err != nil || !strings.HasPrefix(first, "ENCRYPTION_KEY=") {
		t.Fatalf("secrets = %q, %v, want a variable", first, err)
	}
	if again, err := secrets(folder); again != first || err != nil {
		t.Errorf("secrets once more = %q, %v, want %q", again, err, first)
	}
	for file, want := range map[string]fs.FileMode{
		"secrets":             fs.ModeDir | 0o700,
		"secrets/filing.key":  0o444,
		"secrets/portal.json": 0o444,
		"encryption.env":      0o600,
	} {
		if info, err := os.Stat(filepath.Join(folder, file)); err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v, want mode %v", file, info, err, want)
		}
	}
}

// withNx returns a workspace whose Nx is a script.
func withNx(t *testing.T, script string) (root string) {
	t.Helper()

	root = t.TempDir()
	scripttest.Write(t, filepath.Join(root, "node_modules", ".bin", "nx"), script)
	return root
}

func TestAffected(t *testing.T) {
	t.Parallel()

	root := withNx(t, `
projects=api-server,worker,tax-scraper,insurance-edi
test "$*" = "show projects --affected --files=a.go,b.go --projects=$projects" && printf 'worker\napi-server\n'`)
	got, err := affected(t.Context(), root, []string{"a.go", "b.go"})
	if want := []string{"worker", "api-server"}; !slices.Equal(got, want) || err != nil {
		t.Errorf("affected = %q, %v, want %q", got, err, want)
	}
	if got, err := affected(t.Context(), root, nil); len(got) > 0 || err != nil {
		t.Errorf("affected by nothing = %q, %v, want none", got, err)
	}
}

func TestBuildSaysWhyItFails(t *testing.T) {
	t.Parallel()

	want := "run-many --targets=build --projects=worker --outputStyle=static: exit status 1\nundefined: x\n"
	err := build(t.Context(), withNx(t, "echo undefined: x; exit 1"), []string{"worker"})
	if err == nil || err.Error() != want {
		t.Errorf("build = %v, want %s", err, want)
	}
}
