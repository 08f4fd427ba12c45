package redis_test

import (
	"testing"

	"kerp.io/apps/api-server/redis"
)

func TestURLUnmarshalText(t *testing.T) {
	t.Parallel()

	tests := map[string]bool{ // text -> accepted
		"redis://127.0.0.1:6379":            true,
		"rediss://user:secret@redis:6379/1": true,
		"http://user:secret@redis":          false,
		"redis://user:secret@redis/x":       false,
		"127.0.0.1:6379":                    false,
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			t.Parallel()

			var got redis.URL
			err := got.UnmarshalText([]byte(text))
			if (err == nil) != want || err == nil && string(got) != text {
				t.Errorf("URL from %q = %q, %v, want accepted: %v", text, got, err, want)
			}
			if err != nil && err.Error() != "not a redis:// or rediss:// URL" {
				t.Errorf("URL from %q: error %q", text, err)
			}
		})
	}
}
