// Package sealing encrypts the few values of the database that even its backups must not show.
package sealing

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
)

// KeySize is the length of a key in bytes.
const KeySize = 32

// Key is a secret that encrypts and fingerprints values. It has its methods from [Key.UnmarshalText] on, and never
// prints itself.
type Key struct {
	sealer      cipher.AEAD
	fingerprint []byte
}

// UnmarshalText takes 32 bytes in base64, as `openssl rand -base64 32` writes them.
func (k *Key) UnmarshalText(text []byte) error {
	secret, err := base64.StdEncoding.DecodeString(string(text))
	if err != nil {
		return errors.New("not base64")
	}
	if len(secret) != KeySize {
		return fmt.Errorf("%d bytes", len(secret))
	}
	sealing, err := derive(secret, "kerp sealing v1")
	if err != nil {
		return err
	}
	block, err := aes.NewCipher(sealing)
	if err != nil {
		return err
	}
	if k.sealer, err = cipher.NewGCMWithRandomNonce(block); err != nil {
		return err
	}
	k.fingerprint, err = derive(secret, "kerp fingerprint v1")
	return err
}

// derive gives each use a key of its own (RFC 5869), so that none tells anything about another.
func derive(secret []byte, use string) ([]byte, error) {
	return hkdf.Key(sha256.New, secret, nil, use, KeySize)
}

// Seal encrypts text with AES-256-GCM: 12 bytes of random nonce, the ciphertext, 16 bytes of tag. Only [Key.Open] with
// the same key and the same owner gives it back: a value copied to another row stays closed.
func (k *Key) Seal(text, owner string) []byte {
	return k.sealer.Seal(nil, nil, []byte(text), []byte(owner)) //nolint:gosec // it makes the nonce itself
}

// Open decrypts what [Key.Seal] made for the owner.
func (k *Key) Open(sealed []byte, owner string) (string, error) {
	text, err := k.sealer.Open(nil, nil, sealed, []byte(owner))
	if err != nil {
		return "", errors.New("sealed value: another key, another owner or changed bytes")
	}
	return string(text), nil
}

// Fingerprint is the HMAC-SHA-256 of the parts, each with its length. It tells equal values from different ones; who
// has it and not the key cannot find the value by trying all there are, as they could with a plain hash.
func (k *Key) Fingerprint(parts ...[]byte) [sha256.Size]byte {
	mac := hmac.New(sha256.New, k.fingerprint)
	for _, part := range parts {
		_, _ = fmt.Fprintf(mac, "%d:", len(part)) // a hash never fails to write
		_, _ = mac.Write(part)
	}
	return [sha256.Size]byte(mac.Sum(nil))
}

// String shows that there is a key, not which.
func (Key) String() string { return "[secret]" }

// GoString does the same for %#v.
func (k Key) GoString() string { return k.String() }

// LogValue does the same for logs.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.String()) }
