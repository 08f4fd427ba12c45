package db_test

import (
	"strings"
	"testing"

	"kerp.io/db"
)

func TestURLUnmarshalText(t *testing.T) {
	t.Parallel()

	tests := map[string]bool{ // text -> accepted
		"postgres://kerp:secret@127.0.0.1:5432/kerp?sslmode=disable": true,
		"postgresql://127.0.0.1/kerp":                                true,
		"mysql://kerp:secret@127.0.0.1/kerp":                         false,
		"postgres://kerp:secret@127.0.0.1:port/kerp":                 false,
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			t.Parallel()

			var got db.URL
			err := got.UnmarshalText([]byte(text))
			if (err == nil) != want || err == nil && string(got) != text {
				t.Errorf("URL from %q = %q, %v, want accepted: %v", text, got, err, want)
			}
			if err != nil && strings.Contains(err.Error(), "secret") {
				t.Errorf("the error shows the password: %v", err)
			}
		})
	}
}
