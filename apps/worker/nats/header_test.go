package nats_test

import (
	"strings"
	"testing"

	"kerp.io/apps/worker/nats"
)

func TestHeaderText(t *testing.T) {
	t.Parallel()

	tests := map[string]string{
		"portal: refused":        "portal: refused",
		"two\r\nlines":           "two  lines",
		strings.Repeat("가", 400): strings.Repeat("가", 333) + "…", // not in the middle of a character
	}
	for text, want := range tests {
		if got := nats.HeaderText(text); got != want {
			t.Errorf("HeaderText(%q) = %q, want %q", text, got, want)
		}
	}
}
