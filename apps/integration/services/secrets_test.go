package services_test

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"testing"

	"kerp.io/apps/integration/services"
)

func TestWriteSecretsKeepsWhatIsThere(t *testing.T) {
	t.Parallel()

	folder := t.TempDir()
	if err := services.WriteSecrets(folder, 0o600); err != nil {
		t.Fatal(err)
	}
	key := filepath.Join(folder, "filing.key")
	before, err := os.ReadFile(key) //nolint:gosec // of the test
	if err != nil || len(before) != 2*64+1 {
		t.Fatalf("filing.key has %d bytes, %v, want 128 hexadecimal digits and a line end", len(before), err)
	}
	if err := services.WriteSecrets(folder, 0o600); err != nil {
		t.Fatal(err)
	}
	if after, err := os.ReadFile(key); err != nil || !bytes.Equal(after, before) { //nolint:gosec // of the test
		t.Errorf("filing.key was replaced: %v", err)
	}
}

func TestNewEncryptionKey(t *testing.T) {
	t.Parallel()

	key, err := base64.StdEncoding.DecodeString(services.NewEncryptionKey())
	if len(key) != 32 || err != nil {
		t.Errorf("an encryption key has %d bytes, %v, want 32", len(key), err)
	}
}
