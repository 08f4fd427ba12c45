package settings_test

import (
	"errors"
	"log/slog"
	"slices"
	"testing"
	"time"

	"kerp.io/libs/go/settings"
)

type service struct {
	Addr    settings.ListenAddr `env:"ADDR" envDefault:":8080" accepts:"host:port or :port"`
	Level   slog.Level          `env:"LEVEL" envDefault:"info" accepts:"debug, info, warn or error"`
	Peer    settings.HostPort   `env:"PEER" accepts:"host:port"`
	Timeout settings.Duration   `env:"TIMEOUT" envDefault:"10s" accepts:"a duration such as 10s"`
	PIN     int                 `env:"PIN" envDefault:"0" accepts:"a number" secret:"true"`
}

func TestLoad(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		environ []string
		want    service
	}{
		"defaults": {
			environ: []string{"PEER=tax-scraper:50051"},
			want: service{
				Addr: ":8080", Level: slog.LevelInfo, Peer: "tax-scraper:50051",
				Timeout: settings.Duration(10 * time.Second),
			},
		},
		"all set": {
			environ: []string{"ADDR=127.0.0.1:0", "LEVEL=debug", "PEER=[::1]:50051", "TIMEOUT=1m30s", "PIN=1234"},
			want: service{
				Addr: "127.0.0.1:0", Level: slog.LevelDebug, Peer: "[::1]:50051",
				Timeout: settings.Duration(90 * time.Second), PIN: 1234,
			},
		},
		"an empty variable counts as unset": {
			environ: []string{"PEER=tax-scraper:50051", "TIMEOUT="},
			want: service{
				Addr: ":8080", Level: slog.LevelInfo, Peer: "tax-scraper:50051",
				Timeout: settings.Duration(10 * time.Second),
			},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			got, err := settings.Load[service](test.environ)
			if err != nil {
				t.Fatal(err)
			}
			if got != test.want {
				t.Errorf("Load(%q) = %+v, want %+v", test.environ, got, test.want)
			}
		})
	}
}

func TestLoadReportsEveryWrongVariable(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		environ []string
		want    []string
	}{
		"missing": {
			environ: nil,
			want:    []string{`PEER is not set: want host:port`},
		},
		"empty": {
			environ: []string{"PEER="},
			want:    []string{`PEER is not set: want host:port`},
		},
		"all wrong, and the secret one is not shown": {
			environ: []string{"ADDR=8080", "LEVEL=loud", "PEER=tax-scraper", "TIMEOUT=10", "PIN=swordfish"},
			want: []string{
				`ADDR="8080": want host:port or :port`,
				`LEVEL="loud": want debug, info, warn or error`,
				`PEER="tax-scraper": want host:port`,
				`TIMEOUT="10": want a duration such as 10s`,
				`PIN has a wrong value, not shown as it is secret: want a number`,
			},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			got, err := settings.Load[service](test.environ)
			report, ok := errors.AsType[*settings.Error](err)
			if !ok {
				t.Fatalf("Load(%q) = %+v, %v, want a *settings.Error", test.environ, got, err)
			}
			if !slices.Equal(report.Problems, test.want) {
				t.Errorf("Load(%q) reports %q, want %q", test.environ, report.Problems, test.want)
			}
			if got != (service{}) {
				t.Errorf("Load(%q) = %+v beside its error, want the zero value", test.environ, got)
			}
		})
	}
}

func TestError(t *testing.T) {
	t.Parallel()

	err := &settings.Error{Problems: []string{"A is not set: want a", "B=\"x\": want b"}}
	want := "wrong environment variables:\n  A is not set: want a\n  B=\"x\": want b"
	if err.Error() != want {
		t.Errorf("Error() = %q, want %q", err.Error(), want)
	}
}

func TestLoadUnusableType(t *testing.T) {
	t.Parallel()

	type unusable struct {
		Channel chan int `env:"CHANNEL"`
	}
	want := "settings type settings_test.unusable cannot be read: " +
		`no parser found for field "Channel" of type "chan int"`
	_, err := settings.Load[unusable]([]string{"CHANNEL=1"})
	if err == nil || err.Error() != want {
		t.Errorf("Load = %v, want %s", err, want)
	}
}
