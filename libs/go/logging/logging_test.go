package logging_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"testing"

	"kerp.io/libs/go/logging"
)

func TestNew(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		message string
		attr    slog.Attr
		want    map[string]any
	}{
		"plain": {
			message: "page parsed", attr: slog.Int("invoices", 3),
			want: map[string]any{"msg": "page parsed", "invoices": 3.0},
		},
		"resident number in a message": {
			message: "filing for 900101-1234567 refused", attr: slog.Bool("ok", false),
			want: map[string]any{"msg": "filing for 900101-******* refused", "ok": false},
		},
		"resident number without hyphen in a string": {
			message: "refused", attr: slog.String("number", "9912312234567"),
			want: map[string]any{"msg": "refused", "number": "991231-*******"},
		},
		"resident number in an error": {
			message: "refused", attr: slog.Any("error", errors.New("bad number 0002293234567")),
			want: map[string]any{"msg": "refused", "error": "bad number 000229-*******"},
		},
		"thirteen digits that begin with no date": {
			message: "refused", attr: slog.String("millis", "1764000000000"),
			want: map[string]any{"msg": "refused", "millis": "1764000000000"},
		},
		"approval number": {
			message: "parsed", attr: slog.String("approval", "202601014100000012345678"),
			want: map[string]any{"msg": "parsed", "approval": "202601014100000012345678"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			var out bytes.Buffer
			logging.New(&out, "worker", slog.LevelInfo).LogAttrs(t.Context(), slog.LevelWarn, test.message, test.attr)

			got := map[string]any{}
			if err := json.Unmarshal(out.Bytes(), &got); err != nil {
				t.Fatalf("log line %q is not JSON: %v", out.String(), err)
			}
			delete(got, "time")
			test.want["service"], test.want["level"] = "worker", "WARN"
			if !maps.Equal(got, test.want) {
				t.Errorf("logged %v, want %v", got, test.want)
			}
		})
	}
}

func TestNewDropsLowerLevels(t *testing.T) {
	t.Parallel()

	var out bytes.Buffer
	logging.New(&out, "worker", slog.LevelWarn).InfoContext(t.Context(), "page parsed")
	if out.Len() != 0 {
		t.Errorf("at level WARN, an INFO record was logged: %s", out.String())
	}
}
