package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

func written(t *testing.T, name, content string) string {
	t.Helper()

	file := filepath.Join(t.TempDir(), "41", name)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestSizeIn(t *testing.T) {
	t.Parallel()

	file := written(t, "smaps_rollup", "55d0 ---p [rollup]\nRss:            2048 kB\nPss:    1 kB\n")
	if got, err := sizeIn(file, "Rss:"); got != 2<<20 || err != nil {
		t.Errorf("sizeIn = %d, %v, want 2 MiB", got, err)
	}
	want := file + " has no Swap:"
	if _, err := sizeIn(file, "Swap:"); err == nil || err.Error() != want {
		t.Errorf("sizeIn = %v, want %s", err, want)
	}
}

func TestParentIn(t *testing.T) {
	t.Parallel()

	pid, parent, ok := parentIn(written(t, "stat", "41 (a) b (c) S 7 41 0"))
	if pid != 41 || parent != 7 || !ok {
		t.Errorf("parentIn = %d, %d, %t, want 41, 7, true", pid, parent, ok)
	}
	for _, broken := range []string{"", "41 (a", "41 (a) S x"} {
		if _, _, ok := parentIn(written(t, "stat", broken)); ok {
			t.Errorf("parentIn takes %q", broken)
		}
	}
}

func TestDescendants(t *testing.T) {
	t.Parallel()

	child := exec.CommandContext(t.Context(), "sleep", "infinity")
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = child.Wait() }) // the context has ended it
	if found := descendants(os.Getpid()); !slices.Contains(found, child.Process.Pid) {
		t.Errorf("descendants = %v, want one to be %d", found, child.Process.Pid)
	}
}
