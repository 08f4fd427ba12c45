package main

import (
	"path/filepath"
	"testing"

	"kerp.io/apps/integration/scripttest"
)

// withFortio returns a workspace whose fortio is a script.
func withFortio(t *testing.T, script string) (root string) {
	t.Helper()

	root = t.TempDir()
	scripttest.Write(t, filepath.Join(root, "tools", "bin", "fortio", "bin", "fortio"), script)
	return root
}

const report = `echo '{"ActualQPS":1234.5,"DurationHistogram":{"Percentiles":[{"Value":0.0025}]},"RetCodes":`

func TestShoot(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		script  string
		want    shot
		wantErr string
	}{
		"all answered": {report + `{"200":10000}}'`, shot{1234.5, 2.5}, ""},
		"some with errors": {
			report + `{"200":9999,"503":1}}'`,
			shot{},
			"URL answers map[200:9999 503:1], want 200 only: else it is no measurement",
		},
		"it fails": {
			"echo refused >&2; exit 1", shot{}, "fortio: exit status 1\nrefused\n\n  fix    npx nx run fortio:build",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			got, err := shoot(t.Context(), withFortio(t, test.script), "URL")
			message := ""
			if err != nil {
				message = err.Error()
			}
			if got != test.want || message != test.wantErr {
				t.Errorf("shoot = %v, %q, want %v, %q", got, message, test.want, test.wantErr)
			}
		})
	}
}
