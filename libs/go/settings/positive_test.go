package settings_test

import (
	"testing"

	"kerp.io/libs/go/settings"
)

func TestPositiveUnmarshalText(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		want    settings.Positive
		wantErr string
	}{
		"1":          {want: 1},
		"2147483647": {want: 2147483647},
		"0":          {wantErr: "value out of range"},
		"-1":         {wantErr: "value out of range"},
		"2147483648": {wantErr: `strconv.ParseInt: parsing "2147483648": value out of range`},
		"1.5":        {wantErr: `strconv.ParseInt: parsing "1.5": invalid syntax`},
	}
	for text, test := range tests {
		t.Run(text, func(t *testing.T) {
			t.Parallel()

			var got settings.Positive
			err := got.UnmarshalText([]byte(text))
			if got != test.want {
				t.Errorf("Positive from %q = %d, want %d", text, got, test.want)
			}
			if (test.wantErr == "") != (err == nil) || err != nil && err.Error() != test.wantErr {
				t.Errorf("Positive from %q: error %v, want %q", text, err, test.wantErr)
			}
		})
	}
}
