package services

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Credential is the name of the credential that the tax-scraper holds for the portal.
const Credential = "portal"

// portalPassword is the one that the portal takes from everybody: apps/tax-scraper/tests/portal_stand_in/server.py.
const portalPassword = "stand-in"

// filingKeyFile is the file of the key with which the insurance-edi seals filings.
const filingKeyFile = "filing.key"

// Lengths of keys in bytes.
const (
	encryptionKey = 32 // AES-256
	filingKey     = 64 // AES-256-SIV has two keys
)

// NewEncryptionKey returns a value for ENCRYPTION_KEY.
func NewEncryptionKey() string { return base64.StdEncoding.EncodeToString(random(encryptionKey)) }

// WriteSecrets writes the secrets that services read from files to a folder, but for those that are there already.
func WriteSecrets(folder string, mode fs.FileMode) error {
	for name, content := range map[string]string{
		filingKeyFile:        hex.EncodeToString(random(filingKey)) + "\n",
		Credential + ".json": fmt.Sprintf(`{"user": "kerp", "password": %q}`, portalPassword),
	} {
		err := writeNew(filepath.Join(folder, name), content, mode)
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("write a secret: %w", err)
		}
	}
	return nil
}

func writeNew(name, content string, mode fs.FileMode) error {
	file, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode) //nolint:gosec // named by WriteSecrets
	if err != nil {
		return err
	}
	_, err = file.WriteString(content)
	return errors.Join(err, file.Close())
}

func random(bytes int) []byte {
	key := make([]byte, bytes)
	_, _ = rand.Read(key) // never fails
	return key
}
