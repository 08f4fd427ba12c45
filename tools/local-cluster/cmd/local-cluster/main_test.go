//go:build linux

package main

import (
	"io"
	"strings"
	"testing"

	"kerp.io/tools/local-cluster/failure"
)

func TestRunRefusesArguments(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		args []string
		want string
	}{
		"nothing":            {nil, "no command is named"},
		"an unknown command": {[]string{"start"}, `there is no command "start"`},
		"one too many":       {[]string{"up", "now"}, `up takes no "now"`},
		"a wrong option":     {[]string{"status", "--yaml"}, `status takes no "--yaml"`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			err := run(t.Context(), test.args, io.Discard, io.Discard)
			want := test.want + "\n  fix    local-cluster help"
			if err == nil || err.Error() != want || failure.ExitCode(err) != failure.ExitUsage {
				t.Errorf("run(%q) = %v, want %s", test.args, err, want)
			}
		})
	}
}

func TestRunHelps(t *testing.T) {
	t.Parallel()

	for _, args := range [][]string{{"help"}, {"--help"}, {"-h"}} {
		var out strings.Builder
		if err := run(t.Context(), args, &out, io.Discard); err != nil || out.String() != usage {
			t.Errorf("run(%q) = %v, %q, want the usage", args, err, out.String())
		}
	}
}
