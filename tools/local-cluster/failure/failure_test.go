package failure_test

import (
	"errors"
	"fmt"
	"testing"

	"kerp.io/tools/local-cluster/failure"
)

var errPlain = errors.New("disk full")

func TestError(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		err      error
		wantText string
		wantCode int
	}{
		"only a cause": {&failure.Error{What: "it broke"}, "it broke", failure.ExitFailure},
		"everything": {
			&failure.Error{
				What: "it broke", Details: []string{"line 1", "line 2"}, Fix: "mend it", ExitCode: failure.ExitUnable,
			},
			"it broke\n  line 1\n  line 2\n  fix    mend it", failure.ExitUnable,
		},
		"wrapped": {
			fmt.Errorf("up: %w", &failure.Error{What: "it broke", ExitCode: failure.ExitNotReady}),
			"up: it broke", failure.ExitNotReady,
		},
		"usage": {
			failure.Usage("there is no command %q", "stop"),
			"there is no command \"stop\"\n  fix    local-cluster help", failure.ExitUsage,
		},
		"another error": {errPlain, "disk full", failure.ExitFailure},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			if test.err.Error() != test.wantText || failure.ExitCode(test.err) != test.wantCode {
				t.Errorf("error = %q %d, want %q %d",
					test.err.Error(), failure.ExitCode(test.err), test.wantText, test.wantCode)
			}
		})
	}
	if code := failure.ExitCode(nil); code != failure.ExitOK {
		t.Errorf("no error exits with %d, want %d", code, failure.ExitOK)
	}
}
