package services

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"

	"kerp.io/apps/integration/process"
)

// Credential is the name of the credential that the tax-scraper holds for the portal.
const Credential = "portal"

// portalPassword is the one that the portal takes from everybody: apps/tax-scraper/tests/portal_stand_in/server.py.
const portalPassword = "stand-in"

// Lengths of keys in bytes.
const (
	encryptionKey = 32 // AES-256
	filingKey     = 64 // AES-256-SIV has two keys
)

// secrets are new for each start.
type secrets struct {
	// encryptionKey is the value of ENCRYPTION_KEY.
	encryptionKey string
	// filingKey and credentials are a file and a folder.
	filingKey, credentials string
}

func writeSecrets(supervisor *process.Supervisor) (secrets, error) {
	keys, err := supervisor.Folder("keys", nil)
	if err != nil {
		return secrets{}, err
	}
	credentials, err := supervisor.Folder("credentials", nil)
	if err != nil {
		return secrets{}, err
	}
	s := secrets{
		encryptionKey: base64.StdEncoding.EncodeToString(random(encryptionKey)),
		filingKey:     filepath.Join(keys, "filing"),
		credentials:   credentials,
	}
	for file, content := range map[string]string{
		s.filingKey: hex.EncodeToString(random(filingKey)) + "\n",
		filepath.Join(credentials, Credential+".json"): fmt.Sprintf(`{"user": "kerp", "password": %q}`, portalPassword),
	} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			return secrets{}, fmt.Errorf("write a secret: %w", err)
		}
	}
	return s, nil
}

func random(bytes int) []byte {
	key := make([]byte, bytes)
	_, _ = rand.Read(key) // never fails
	return key
}
