package workspace_test

import (
	"os"
	"path/filepath"
	"testing"

	"kerp.io/apps/integration/workspace"
)

func TestRoot(t *testing.T) {
	root := t.TempDir()
	inner := filepath.Join(root, "apps", "integration")
	if err := os.MkdirAll(inner, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Chdir(inner)
	want := "no nx.json in this folder or above: run it in the workspace"
	if got, err := workspace.Root(); err == nil || err.Error() != want {
		t.Errorf("Root without an nx.json = %q, %v, want %s", got, err, want)
	}

	if err := os.WriteFile(filepath.Join(root, "nx.json"), []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := workspace.Root(); got != root || err != nil {
		t.Errorf("Root = %q, %v, want %q", got, err, root)
	}
}
