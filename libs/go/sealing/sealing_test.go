package sealing_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"kerp.io/libs/go/sealing"
)

const secret = "0123456789abcdef0123456789abcdef"

func TestKeyUnmarshalTextRefuses(t *testing.T) {
	t.Parallel()

	tests := map[string]string{ // text -> error
		"":                         "0 bytes",
		"AAAA":                     "3 bytes",
		"not base64":               "not base64",
		strings.Repeat("AAAA", 11): "33 bytes",
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			t.Parallel()

			var key sealing.Key
			if err := key.UnmarshalText([]byte(text)); err == nil || err.Error() != want {
				t.Errorf("Key from %q: error %v, want %q", text, err, want)
			}
		})
	}
}

func TestKeyOpen(t *testing.T) {
	t.Parallel()

	const text, owner = "900101-1234568", "row 1"
	key := newKey(t, secret)
	sealed := key.Seal(text, owner)
	if bytes.Contains(sealed, []byte(text)) || len(sealed) != 12+len(text)+16 {
		t.Errorf("Seal = %x, want a nonce, %d encrypted bytes and a tag", sealed, len(text))
	}
	if again := key.Seal(text, owner); bytes.Equal(again, sealed) {
		t.Error("sealed twice, a text gives the same bytes: the nonce is not random")
	}
	changed := bytes.Clone(sealed)
	changed[12] ^= 1

	tests := map[string]struct {
		key    *sealing.Key
		sealed []byte
		owner  string
		want   string // "" for an error
	}{
		"same key and owner": {key: newKey(t, secret), sealed: sealed, owner: owner, want: text},
		"another owner":      {key: key, sealed: sealed, owner: "row 2"},
		"another key":        {key: newKey(t, strings.ToUpper(secret)), sealed: sealed, owner: owner},
		"a changed byte":     {key: key, sealed: changed, owner: owner},
		"cut short":          {key: key, sealed: sealed[:20], owner: owner},
		"nothing":            {key: key, owner: owner},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			wantErr := ""
			if test.want == "" {
				wantErr = "sealed value: another key, another owner or changed bytes"
			}
			got, err := test.key.Open(test.sealed, test.owner)
			if got != test.want || (err == nil) != (wantErr == "") || err != nil && err.Error() != wantErr {
				t.Errorf("Open = %q, %v, want %q, %q", got, err, test.want, wantErr)
			}
		})
	}
}

func TestKeyFingerprint(t *testing.T) {
	t.Parallel()

	key := newKey(t, secret)
	want := key.Fingerprint([]byte("a"), []byte("bc"))
	if got := newKey(t, secret).Fingerprint([]byte("a"), []byte("bc")); got != want {
		t.Error("equal parts under equal keys have different fingerprints")
	}
	others := map[string][32]byte{
		"parts divided elsewhere": key.Fingerprint([]byte("ab"), []byte("c")),
		"one part":                key.Fingerprint([]byte("abc")),
		"a part more":             key.Fingerprint([]byte("a"), []byte("bc"), nil),
		"another key":             newKey(t, strings.ToUpper(secret)).Fingerprint([]byte("a"), []byte("bc")),
	}
	for name, other := range others {
		if other == want {
			t.Errorf("%s: the fingerprint is the same", name)
		}
	}
}

func TestKeyNeverPrintsItself(t *testing.T) {
	t.Parallel()

	key := newKey(t, secret)
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).InfoContext(t.Context(), "key", slog.Any("key", key))
	tests := map[string]string{ // how -> what came out
		"String": key.String(), "%+v": fmt.Sprintf("%+v", struct{ K sealing.Key }{*key}),
		"%#v": fmt.Sprintf("%#v", *key), "log": log.String(),
	}
	for how, got := range tests {
		if !strings.Contains(got, "[secret]") {
			t.Errorf("by %s the key prints as %s", how, got)
		}
	}
}

func newKey(t *testing.T, secret string) *sealing.Key {
	t.Helper()

	key := &sealing.Key{}
	if err := key.UnmarshalText([]byte(base64.StdEncoding.EncodeToString([]byte(secret)))); err != nil {
		t.Fatal(err)
	}
	return key
}
