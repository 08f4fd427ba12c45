package settings_test

import (
	"testing"
	"time"

	"kerp.io/libs/go/settings"
)

func TestDurationUnmarshalText(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		want    time.Duration
		wantErr string
	}{
		"0s":    {want: 0},
		"1m30s": {want: 90 * time.Second},
		"-1s":   {wantErr: "the duration is negative"},
		"10":    {wantErr: `time: missing unit in duration "10"`},
	}
	for text, test := range tests {
		t.Run(text, func(t *testing.T) {
			t.Parallel()

			var got settings.Duration
			err := got.UnmarshalText([]byte(text))
			if time.Duration(got) != test.want {
				t.Errorf("Duration from %q = %s, want %s", text, time.Duration(got), test.want)
			}
			if (test.wantErr == "") != (err == nil) || err != nil && err.Error() != test.wantErr {
				t.Errorf("Duration from %q: error %v, want %q", text, err, test.wantErr)
			}
		})
	}
}
