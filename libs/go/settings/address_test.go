package settings_test

import (
	"testing"

	"kerp.io/libs/go/settings"
)

func TestListenAddrUnmarshalText(t *testing.T) {
	t.Parallel()

	tests := map[string]string{ // text -> error
		":8080":          "",
		"127.0.0.1:0":    "",
		"[::1]:65535":    "",
		"8080":           "address 8080: missing port in address",
		":http":          `port "http" is not a number from 0 to 65535`,
		"localhost:":     `port "" is not a number from 0 to 65535`,
		":65536":         `port "65536" is not a number from 0 to 65535`,
		"::1:8080":       "address ::1:8080: too many colons in address",
		"localhost:8080": "",
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			t.Parallel()

			var got settings.ListenAddr
			err := got.UnmarshalText([]byte(text))
			switch {
			case want == "" && (err != nil || string(got) != text):
				t.Errorf("ListenAddr from %q = %q, %v, want it as it is", text, got, err)
			case want != "" && (err == nil || err.Error() != want):
				t.Errorf("ListenAddr from %q = %q, %v, want error %q", text, got, err, want)
			}
		})
	}
}

func TestHostPortUnmarshalText(t *testing.T) {
	t.Parallel()

	tests := map[string]string{ // text -> error
		"tax-scraper:50051": "",
		"[::1]:50051":       "",
		":50051":            "the host is empty or the port is 0",
		"tax-scraper:0":     "the host is empty or the port is 0",
		"tax-scraper":       "address tax-scraper: missing port in address",
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			t.Parallel()

			var got settings.HostPort
			err := got.UnmarshalText([]byte(text))
			switch {
			case want == "" && (err != nil || string(got) != text):
				t.Errorf("HostPort from %q = %q, %v, want it as it is", text, got, err)
			case want != "" && (err == nil || err.Error() != want):
				t.Errorf("HostPort from %q = %q, %v, want error %q", text, got, err, want)
			}
		})
	}
}
